using FraudWatch.Detection.Decisions;

namespace FraudWatch.Storage;

/// <summary>Which flags to list; null means any. Newest first.</summary>
public sealed record FlagQuery
{
    public FlagStatus? Status { get; init; }

    public Detector? Detector { get; init; }

    public Typology? Typology { get; init; }

    /// <summary>In whatever role.</summary>
    public string? AccountId { get; init; }

    /// <summary>Raised at or after this time, Unix milliseconds.</summary>
    public long? Since { get; init; }

    /// <summary>At most so many.</summary>
    public required int Limit { get; init; }
}
