using FraudWatch.Detection.Events;
using FraudWatch.Storage;

namespace FraudWatch.Worker.Kafka;

/// <summary>
/// The partitions of the one cell: every partition of every event topic, each with a slot number, so that state per partition is an array.
/// All topics have the same partition count (contract §1).
/// </summary>
/// <param name="Partitions">Partitions of each topic, at least 1.</param>
public sealed record CellLayout(int Partitions)
{
    /// <summary>Slots are numbered 0 to Slots − 1, by topic, then partition.</summary>
    public int Slots => Topics.All.Count * Partitions;

    public int SlotOf(Topic topic, int partition) => ((int)topic * Partitions) + partition;

    public int SlotOf(LogPosition position) => SlotOf(position.Topic, position.Partition);

    public (Topic Topic, int Partition) At(int slot) => ((Topic)(slot / Partitions), slot % Partitions);

    /// <summary>As the record names them.</summary>
    /// <param name="next">Next offsets, by slot.</param>
    public IReadOnlyList<PartitionOffset> OffsetsOf(IReadOnlyList<long> next) =>
        [.. next.Select((offset, slot) => new PartitionOffset(At(slot).Topic, At(slot).Partition, offset))];

    /// <summary>For messages: <c>coin-events[3]</c>.</summary>
    public string NameOf(int slot)
    {
        (Topic topic, int partition) = At(slot);
        return $"{Topics.NameOf(topic)}[{partition}]";
    }
}
