using FraudWatch.Storage;
using FraudWatch.Worker.Kafka;

namespace FraudWatch.Worker.Pipeline;

/// <summary>Where a writer of the cell begins.</summary>
/// <param name="Layout">The cell's partitions.</param>
/// <param name="Epoch">The writer's number; a larger one fences it.</param>
/// <param name="Committed">Next offsets that Postgres holds, by slot.</param>
/// <param name="Cell">The cell's name.</param>
public sealed record CellStart(CellLayout Layout, long Epoch, IReadOnlyList<long> Committed, string Cell)
{
    /// <summary>Flags and holds that <c>fraud-decisions</c> told in versions that the record, which went back, does not hold.</summary>
    public int ToldAhead { get; init; }

    /// <summary>Which logs the committed offsets count in, by slot; null for a partition that has none, empty where nothing is known.</summary>
    public IReadOnlyList<PartitionMark?> Marks { get; init; } = [];

    /// <summary>The detector's clock as the record has it, Unix milliseconds; null before the first batch.</summary>
    public long? Clock { get; init; }

    /// <summary>Messages that the record stands for, from the start of the log.</summary>
    public long Messages { get; init; }

    /// <summary>Ids of the topics as they are now, by topic; null where the brokers do not say, empty where nothing is known.</summary>
    public IReadOnlyList<string?> TopicIds { get; init; } = [];
}
