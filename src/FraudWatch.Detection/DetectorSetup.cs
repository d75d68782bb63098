using FraudWatch.Detection.Decisions;
using FraudWatch.Detection.Features;
using FraudWatch.Detection.Scoring;

namespace FraudWatch.Detection;

/// <summary>Everything a detector is built from: read once at the start, never changed.</summary>
public sealed record DetectorSetup
{
    private const long Day = 24L * 60 * 60 * 1000;

    public required DecisionPolicy Policy { get; init; }

    /// <summary>Judges ring candidates; null collects candidates without judging them (training).</summary>
    public required ScoringModel? RingModel { get; init; }

    /// <summary>Judges resale candidates; null collects candidates without judging them (training).</summary>
    public required ScoringModel? ResaleModel { get; init; }

    /// <summary>How long gifts stay in the temporal graph, and the longest cycle in time, in milliseconds.</summary>
    public long GraphWindow { get; init; } = 14 * Day;

    /// <summary>Longest cycle searched for, in gifts, 2 to 8.</summary>
    public int MaxCycleLength { get; init; } = 5;

    /// <summary>Most gifts that one cycle search looks at; beyond it the search is marked truncated.</summary>
    public long CycleWorkBudget { get; init; } = 20_000;

    /// <summary>Most gifts that the search for one shape looks at, for each gift; beyond it the search is marked truncated.</summary>
    public long ShapeWorkBudget { get; init; } = 4_000;

    /// <summary>Checks that the models were made for this program's features.</summary>
    /// <exception cref="ModelSchemaException">A model's feature list differs; names the first difference.</exception>
    public DetectorSetup Checked()
    {
        RingModel?.RequireSchema(FeatureVector.Schema);
        ResaleModel?.RequireSchema(FeatureVector.Schema);
        return this;
    }
}
