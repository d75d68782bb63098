using FraudWatch.Detection.Events;

namespace FraudWatch.Worker.Pipeline;

/// <summary>
/// What the consume thread hands to the detection loop at once: messages in the order read, then the partitions that
/// became idle. An empty one is a tick, so that the detection loop needs no clock of its own to hand on what it holds.
/// </summary>
public sealed class ReadBatch
{
    /// <summary>Messages after which a batch is handed on.</summary>
    public const int Capacity = 256;

    public List<ParsedEvent> Messages { get; } = new(Capacity);

    /// <summary>
    /// Slots read to their end, and where that is: every message before it was handed on. It may lie behind the last message,
    /// since markers of transactions take offsets too.
    /// </summary>
    public List<(int Slot, long End)> Ends { get; } = [];

    /// <summary>Slots read to their end and waited for long enough.</summary>
    public List<int> Idle { get; } = [];

    public bool IsFull => Messages.Count >= Capacity;

    public bool IsEmpty => Messages.Count == 0 && Ends.Count == 0 && Idle.Count == 0;

    public void Clear()
    {
        Messages.Clear();
        Ends.Clear();
        Idle.Clear();
    }
}
