using FraudWatch.Detection.State;

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

    /// <summary>False for a hold that a person placed.</summary>
    public bool IsByPolicy => PlacedBy.StartsWith("policy:", StringComparison.Ordinal);

    internal void Save(StateWriter to)
    {
        to.Id(HoldId);
        to.Small(Version);
        to.Text(AccountId);
        to.Choice(Scope);
        to.Choice(Status);
        to.Id(FlagId ?? Guid.Empty);
        to.Time(PlacedAt);
        to.Time(ExpiresAt);
        to.Time(EndedAt ?? long.MinValue);
        to.Count(ReasonCodes.Count);
        foreach (string code in ReasonCodes)
        {
            to.Text(code);
        }

        to.Text(PlacedBy);
    }

    internal static Hold Load(StateReader from) => new()
    {
        HoldId = from.Id(),
        Version = from.Small(),
        AccountId = from.Text(),
        Scope = from.Choice<HoldScope>(),
        Status = from.Choice<HoldStatus>(),
        FlagId = from.Id() is Guid flag && flag != Guid.Empty ? flag : null,
        PlacedAt = from.Time(),
        ExpiresAt = from.Time(),
        EndedAt = from.Time() is long ended and > long.MinValue ? ended : null,
        ReasonCodes = [.. Enumerable.Range(0, from.Count()).Select(_ => from.Text())],
        PlacedBy = from.Text(),
    };
}
