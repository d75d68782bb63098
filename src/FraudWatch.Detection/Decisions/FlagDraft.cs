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
    bool Truncated);
