using FraudWatch.Detection.Decisions;
using FraudWatch.Detection.Events;

namespace FraudWatch.Storage;

/// <summary>What one transaction of the worker writes: a stretch of the log and everything decided on it.</summary>
public sealed record DecisionBatch
{
    /// <summary>Lower-case letters, digits, <c>_</c> and <c>-</c>, at most 32.</summary>
    public required string Cell { get; init; }

    /// <summary>From <see cref="OffsetStore"/>.</summary>
    public required long Epoch { get; init; }

    /// <summary>
    /// Where the stretch begins, for every partition of the cell: where the record must end for the batch to go on from it. A partition
    /// left out is not compared.
    /// </summary>
    public required IReadOnlyList<PartitionOffset> Begins { get; init; }

    /// <summary>In the order decided; may hold several versions of one flag or hold, and may be empty.</summary>
    public required IReadOnlyList<Decision> Decisions { get; init; }

    /// <summary>What people decided in the stretch, verified: rows that the audit has lost with a record that went back are entered as recovered.</summary>
    public IReadOnlyList<TakenAction> Actions { get; init; } = [];

    /// <summary>Where the stretch ends, for each partition that it touched; at most one a partition.</summary>
    public required IReadOnlyList<PartitionOffset> Offsets { get; init; }

    /// <summary>Which logs those offsets count in; none where nothing is known.</summary>
    public IReadOnlyList<PartitionMark> Marks { get; init; } = [];

    /// <summary>The detector's clock at the end of the stretch, Unix milliseconds; null when no event was processed yet.</summary>
    public required long? DetectorClock { get; init; }

    /// <summary>Absolute values by name (lower case, digits, <c>_</c>, <c>.</c>), at the end of the stretch; names left out keep theirs.</summary>
    public required IReadOnlyDictionary<string, long> Counters { get; init; }

    /// <summary>Messages the cell had processed at the end of the stretch.</summary>
    public long Messages { get; init; }

    /// <summary>Late turns noted on the stretch.</summary>
    public IReadOnlyList<LateTurn> LateTurns { get; init; } = [];
}
