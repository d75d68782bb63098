using FraudWatch.Detection.Decisions;

namespace FraudWatch.Storage;

/// <summary>Which holds to list; null means any. Newest first.</summary>
public sealed record HoldQuery
{
    public string? AccountId { get; init; }

    public HoldScope? Scope { get; init; }

    /// <summary>As it is now: a hold whose time is up counts as expired even before that is written down.</summary>
    public HoldStatus? Status { get; init; }

    public Guid? FlagId { get; init; }

    /// <summary>At most so many.</summary>
    public required int Limit { get; init; }
}
