namespace FraudWatch.Detection.Events;

/// <summary>Where a message stands in the logs.</summary>
/// <param name="Topic">Which topic.</param>
/// <param name="Partition">Partition number, from 0.</param>
/// <param name="Offset">Offset within the partition, from 0; offline, the line's number within its dealt log.</param>
public readonly record struct LogPosition(Topic Topic, int Partition, long Offset)
{
    public override string ToString() => $"{Topics.NameOf(Topic)}[{Partition}]@{Offset}";
}
