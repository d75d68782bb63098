namespace FraudWatch.Worker.Kafka;

/// <summary>
/// Which partitions have been read to their end, and since when. After <c>MaxIdle</c> at the end a partition is idle:
/// the merge does without it until it has messages again (contract §1, Order). Owned by the consume thread.
/// </summary>
public sealed class PartitionEnds(int slots, TimeSpan maxIdle, TimeProvider time)
{
    private const long NotAtEnd = long.MinValue;

    private readonly long[] _reachedAt = CreateFilled(slots);
    private int _atEnd;

    /// <summary>The reader came to the partition's end.</summary>
    public void Reached(int slot)
    {
        if (_reachedAt[slot] == NotAtEnd)
        {
            _atEnd++;
        }

        _reachedAt[slot] = time.GetTimestamp();
    }

    /// <summary>A message of the partition was read: it is not at its end, as far as the reader knows.</summary>
    public void Left(int slot)
    {
        if (_reachedAt[slot] != NotAtEnd)
        {
            _reachedAt[slot] = NotAtEnd;
            _atEnd--;
        }
    }

    /// <summary>
    /// Fetching stood still until now: what arrived meanwhile is still unread, so the wait for every partition starts again.
    /// </summary>
    public void WaitAgain()
    {
        long now = time.GetTimestamp();
        for (int slot = 0; slot < _reachedAt.Length; slot++)
        {
            _reachedAt[slot] = _reachedAt[slot] == NotAtEnd ? NotAtEnd : now;
        }
    }

    /// <summary>Adds the partitions that became idle; each is told once for each time it comes to its end.</summary>
    public void TakeIdle(List<int> idle)
    {
        if (_atEnd == 0)
        {
            return;
        }

        long now = time.GetTimestamp();
        for (int slot = 0; slot < _reachedAt.Length; slot++)
        {
            if (_reachedAt[slot] != NotAtEnd && time.GetElapsedTime(_reachedAt[slot], now) >= maxIdle)
            {
                Left(slot);
                idle.Add(slot);
            }
        }
    }

    private static long[] CreateFilled(int slots)
    {
        long[] reachedAt = new long[slots];
        Array.Fill(reachedAt, NotAtEnd);
        return reachedAt;
    }
}
