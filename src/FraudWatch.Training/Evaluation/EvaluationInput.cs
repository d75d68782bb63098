namespace FraudWatch.Training.Evaluation;

/// <summary>Everything the figures are computed from. What was not given is null, and its figures are too.</summary>
public sealed record EvaluationInput
{
    public required IReadOnlyList<TruthRecord> Truth { get; init; }
    public required IReadOnlyList<FlagRecord> Flags { get; init; }
    public IReadOnlyList<HoldRecord>? Holds { get; init; }

    /// <summary>Of the fraud accounts at least; others are ignored. Repeats of an event are already left out.</summary>
    public IReadOnlyList<Withdrawal>? Withdrawals { get; init; }

    /// <summary>Archetype of each honest account that resembles fraud, by account.</summary>
    public IReadOnlyDictionary<string, string>? LookAlikes { get; init; }
}
