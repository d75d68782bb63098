using FraudWatch.Detection.Events;

namespace FraudWatch.Detection.Decisions;

/// <summary>What a person did about a hold, as its event tells it. Times are Unix milliseconds, or <see cref="ParsedEvent.NotGiven"/>.</summary>
internal sealed record HoldAction
{
    /// <summary>Held (placed, or renewed where it exists), released, or undone (of its release).</summary>
    public required ActionKind Kind { get; init; }

    /// <summary>The hold; new for one that a person places.</summary>
    public required Guid HoldId { get; init; }

    public required string Account { get; init; }

    public required HoldScope Scope { get; init; }

    public required Guid? FlagId { get; init; }

    public required string Analyst { get; init; }

    public required long PlacedAt { get; init; }

    /// <summary>When it ends by itself.</summary>
    public required long ExpiresAt { get; init; }

    public required long EndedAt { get; init; }
}
