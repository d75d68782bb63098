namespace FraudWatch.Worker.Kafka;

/// <summary>
/// How much of each partition was read but is not yet processed. Keeps one partition from running away from the others
/// while the merge waits for them, which bounds the merge. The consume thread counts what it read and asks; the detection
/// thread counts what it is done with. A partition that the merge waits for has no backlog, so it is never paused, and
/// the merge never waits for ever.
/// </summary>
public sealed class PartitionBacklog
{
    /// <summary>Bytes of rejected messages of one partition above which it is paused; valid ones are bounded by their number.</summary>
    public const long RejectedBytesLimit = 4 * 1024 * 1024;

    private readonly Tally[] _read;
    private readonly Tally[] _done;
    private readonly bool[] _paused;
    private readonly long _limit;

    /// <param name="slots">Partitions of the cell.</param>
    /// <param name="limit">Messages of one partition above which it is paused; it goes on below half of that.</param>
    public PartitionBacklog(int slots, int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 2);
        _read = new Tally[slots];
        _done = new Tally[slots];
        _paused = new bool[slots];
        _limit = limit;
    }

    /// <summary>Consume thread: one more message was read.</summary>
    public void Read(int slot, int rejectedBytes)
    {
        _read[slot].Messages++;
        _read[slot].RejectedBytes += rejectedBytes;
    }

    /// <summary>Detection thread: one more message is done with. It is the only writer of these counts.</summary>
    public void Done(int slot, int rejectedBytes)
    {
        ref Tally done = ref _done[slot];
        Volatile.Write(ref done.Messages, done.Messages + 1);
        Volatile.Write(ref done.RejectedBytes, done.RejectedBytes + rejectedBytes);
    }

    /// <summary>Messages read and not yet processed.</summary>
    public long Of(int slot) => _read[slot].Messages - Volatile.Read(ref _done[slot].Messages);

    /// <summary>Consume thread: true while the partition is to stay paused.</summary>
    public bool IsPaused(int slot) => _paused[slot];

    /// <summary>Consume thread: which partitions are to be paused and which to go on, as of now. The lists are cleared first.</summary>
    public void Balance(List<int> pause, List<int> resume)
    {
        pause.Clear();
        resume.Clear();
        for (int slot = 0; slot < _read.Length; slot++)
        {
            long messages = Of(slot);
            long bytes = _read[slot].RejectedBytes - Volatile.Read(ref _done[slot].RejectedBytes);
            if (!_paused[slot] && (messages > _limit || bytes > RejectedBytesLimit))
            {
                _paused[slot] = true;
                pause.Add(slot);
            }
            else if (_paused[slot] && messages < _limit / 2 && bytes < RejectedBytesLimit / 2)
            {
                _paused[slot] = false;
                resume.Add(slot);
            }
        }
    }

    private struct Tally
    {
        public long Messages;
        public long RejectedBytes;
    }
}
