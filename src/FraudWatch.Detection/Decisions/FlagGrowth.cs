namespace FraudWatch.Detection.Decisions;

/// <summary>
/// Members of a large flag that joined it, or whose role changed, since it was last told: for the record, which has them all. Not
/// published; the next version counts them.
/// </summary>
public sealed record FlagGrowth
{
    public required Guid FlagId { get; init; }

    /// <summary>Of the flag, Unix milliseconds: where the record keeps it.</summary>
    public required long RaisedAt { get; init; }

    /// <summary>The flag's last version, which these come on top of.</summary>
    public required int Version { get; init; }

    /// <summary>Each with its place among all accounts of the flag, from 0.</summary>
    public required IReadOnlyList<(int Place, FlagAccount Account)> Accounts { get; init; }
}
