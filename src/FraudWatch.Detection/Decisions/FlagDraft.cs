namespace FraudWatch.Detection.Decisions;

/// <summary>What one judgement of an account contributes to a flag.</summary>
internal readonly record struct FlagDraft(
    Detector Detector,
    Typology Typology,
    int Anchor,
    int Account,
    AccountRole Role,
    int Score,
    IReadOnlyList<FlagReason> Reasons,
    long CoinsAtRisk,
    long FirstEventAt,
    IReadOnlyList<long> Evidence,
    bool Truncated)
{
    /// <summary>What a hold may rest on: the score without a single ordinary refund.</summary>
    public int HoldScore { get; init; }

    /// <summary>What to say about tainted money, or null when there is none.</summary>
    public FlagReason? Taint { get; init; }

    /// <summary>References of the events that tainted money came through; they go first in the evidence.</summary>
    public IReadOnlyList<long> Path { get; init; } = [];
}
