namespace FraudWatch.Worker.Snapshots;

/// <summary>
/// Nothing that is loaded becomes garbage, so collecting meanwhile only moves the state about: half of the time of a start. For the
/// length of the load the memory is reserved at once instead, where the runtime lets us.
/// </summary>
internal static class LoadingMemory
{
    /// <summary>Bytes of objects that a byte of a snapshot becomes, with room to spare.</summary>
    private const int BytesPerByte = 6;

    public static T Reserve<T>(long snapshotBytes, Func<T> load)
    {
        bool reserved = TryReserve(snapshotBytes * BytesPerByte);
        try
        {
            return load();
        }
        finally
        {
            if (reserved)
            {
                Release();
            }
        }
    }

    private static void Release()
    {
        try
        {
            GC.EndNoGCRegion();
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself: together with what other threads allocated, more was needed than reserved.
        }
    }

    private static bool TryReserve(long bytes)
    {
        try
        {
            return GC.TryStartNoGCRegion(bytes, disallowFullBlockingGC: true);
        }
        catch (ArgumentOutOfRangeException)
        {
            // More than this runtime reserves at once: then it collects as it goes.
            return false;
        }
    }
}
