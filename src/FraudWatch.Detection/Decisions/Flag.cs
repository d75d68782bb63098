namespace FraudWatch.Detection.Decisions;

/// <summary>A suspicion about a group of accounts, growing under one id (contract §2). Times are Unix milliseconds.</summary>
public sealed record Flag
{
    /// <summary>Name-based: detector, typology, anchor account, episode.</summary>
    public required Guid FlagId { get; init; }

    /// <summary>Shared by flags whose groups touch.</summary>
    public required Guid CaseId { get; init; }

    public required Detector Detector { get; init; }

    public required Typology Typology { get; init; }

    public required FlagStatus Status { get; init; }

    /// <summary>From 1; a later version replaces an earlier one.</summary>
    public required int Version { get; init; }

    /// <summary>Which flag of this anchor and typology this is, from 1; a new one opens after a decision.</summary>
    public required int Episode { get; init; }

    /// <summary>The account that the flag is anchored at; the key on topic fraud-decisions.</summary>
    public required string AnchorAccountId { get; init; }

    /// <summary>Calibrated probability, 0..1, rounded to four decimals.</summary>
    public required decimal Score { get; init; }

    public required IReadOnlyList<FlagAccount> Accounts { get; init; }

    public required IReadOnlyList<FlagReason> Reasons { get; init; }

    public required long CoinsAtRisk { get; init; }

    public required long FirstEventAt { get; init; }

    /// <summary>The detector's clock when the flag was first raised.</summary>
    public required long RaisedAt { get; init; }

    /// <summary>The detector's clock when this version was decided.</summary>
    public required long UpdatedAt { get; init; }

    public required IReadOnlyList<string> EvidenceEventIds { get; init; }

    public required string ModelVersion { get; init; }

    /// <summary>True when a work budget cut the search behind this flag short.</summary>
    public required bool Truncated { get; init; }
}

/// <summary>An account in a flag.</summary>
public sealed record FlagAccount(string AccountId, AccountRole Role, decimal Score);

/// <summary>One reason in words, with its figure and the usual figure.</summary>
/// <param name="Code">Stable code in capitals.</param>
/// <param name="Text">A sentence for an analyst.</param>
/// <param name="Value">The figure found.</param>
/// <param name="Usual">The figure usually seen.</param>
/// <param name="Family">Where the evidence comes from.</param>
public sealed record FlagReason(string Code, string Text, decimal Value, decimal Usual, EvidenceFamily Family);
