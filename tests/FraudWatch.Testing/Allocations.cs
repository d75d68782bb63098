namespace FraudWatch.Testing;

/// <summary>What code allocates by itself: the runtime, compiling it anew meanwhile, may allocate on the same thread, but not every time.</summary>
public static class Allocations
{
    private const int Rounds = 8;

    /// <summary>The fewest bytes that one of several runs allocated on this thread.</summary>
    public static long LeastOf(Action run)
    {
        long least = long.MaxValue;
        for (int round = 0; round < Rounds; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            run();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
