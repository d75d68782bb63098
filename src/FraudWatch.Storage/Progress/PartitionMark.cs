using FraudWatch.Detection.Events;

namespace FraudWatch.Storage;

/// <summary>Which log a partition's committed offset counts in: another one of the same name has another id, or another message there.</summary>
/// <param name="Topic">Which topic.</param>
/// <param name="Partition">Partition number, from 0.</param>
/// <param name="TopicId">The topic's id, as the brokers give it; null when they did not say.</param>
/// <param name="Offset">Where the last committed message stands; −1 when there is none yet.</param>
/// <param name="Hash">Of its bytes.</param>
public sealed record PartitionMark(Topic Topic, int Partition, string? TopicId, long Offset, ulong Hash);
