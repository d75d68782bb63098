namespace FraudWatch.Storage;

/// <summary>What a batch changed.</summary>
/// <param name="FlagVersions">Versions of flags that were new to the record; each has an outbox row.</param>
/// <param name="HoldVersions">Versions of holds that were new to the record; each has an outbox row.</param>
/// <param name="Repeats">Versions at or below what the record held, written by an earlier attempt: left alone.</param>
public readonly record struct WriteOutcome(int FlagVersions, int HoldVersions, int Repeats)
{
    /// <summary>Rows that the audit did not have, entered as recovered.</summary>
    public int RecoveredActions { get; init; }
}
