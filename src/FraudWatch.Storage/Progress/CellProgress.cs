namespace FraudWatch.Storage;

/// <summary>How far a cell is in the record: one consistent reading.</summary>
/// <param name="Epoch">The writer that last took the cell; 0 when nobody ever did.</param>
/// <param name="DetectorClock">The largest event time processed, Unix milliseconds; null before the first batch.</param>
/// <param name="Offsets">The committed vector, by topic and partition; partitions never moved are missing.</param>
/// <param name="Counters">Absolute values by name.</param>
public sealed record CellProgress(
    long Epoch, long? DetectorClock, IReadOnlyList<PartitionOffset> Offsets, IReadOnlyDictionary<string, long> Counters);
