namespace FraudWatch.Training.Evaluation;

/// <summary>The figures of the contract. A ratio without a denominator is null, never zero.</summary>
public sealed record EvaluationResult
{
    /// <summary>Accounts in the truth by label.</summary>
    public required IReadOnlyDictionary<string, int> Truth { get; init; }

    /// <summary>Accused accounts, policy accounts left out.</summary>
    public required int Flagged { get; init; }
    public required int TruePositives { get; init; }
    public required int FalsePositives { get; init; }
    public required double? Precision { get; init; }
    public required double? Recall { get; init; }
    public required double? AveragePrecision { get; init; }

    /// <summary>By the contract's typology names, all of them.</summary>
    public required IReadOnlyDictionary<string, Proportion> Typologies { get; init; }

    /// <summary>Groups found in time among all groups with fraud accounts.</summary>
    public required Proportion GroupsInTime { get; init; }

    /// <summary>Customers accused among the customers in the truth.</summary>
    public required Proportion Customers { get; init; }

    /// <summary>Victims accused among the victims in the truth.</summary>
    public required Proportion Victims { get; init; }

    /// <summary>Fraud accounts among accounts that had a policy hold; null without holds.</summary>
    public required Proportion? HoldPrecision { get; init; }

    /// <summary>Diamonds held among diamonds withdrawn by fraud accounts; null without holds and events.</summary>
    public required Proportion? ValueHeld { get; init; }

    /// <summary>Accused among each archetype's accounts; null without a list of look-alikes.</summary>
    public required IReadOnlyDictionary<string, Proportion>? LookAlikes { get; init; }
}
