using FraudWatch.Detection.Events;

namespace FraudWatch.Storage;

/// <summary>How far one partition is in the record.</summary>
/// <param name="Topic">Which topic.</param>
/// <param name="Partition">Partition number, from 0.</param>
/// <param name="NextOffset">The first offset that the record does not stand for yet.</param>
public readonly record struct PartitionOffset(Topic Topic, int Partition, long NextOffset);
