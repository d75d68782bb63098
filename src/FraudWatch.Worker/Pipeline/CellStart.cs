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
}
