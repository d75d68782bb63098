namespace FraudWatch.Detection.Decisions;

/// <summary>A narrow, expiring stop on what an account may do (contract §2). Times are Unix milliseconds.</summary>
public sealed record Hold
{
    /// <summary>Name-based for policy holds: account, scope, flag, and how many came before.</summary>
    public required Guid HoldId { get; init; }

    public required int Version { get; init; }

    public required string AccountId { get; init; }

    public required HoldScope Scope { get; init; }

    public required HoldStatus Status { get; init; }

    /// <summary>The flag behind it; null for a hold that a person placed without one.</summary>
    public required Guid? FlagId { get; init; }

    public required long PlacedAt { get; init; }

    public required long ExpiresAt { get; init; }

    /// <summary>When it was released or expired; null while active.</summary>
    public required long? EndedAt { get; init; }

    public required IReadOnlyList<string> ReasonCodes { get; init; }

    /// <summary><c>policy:vN</c>, or the database user who placed it.</summary>
    public required string PlacedBy { get; init; }
}
