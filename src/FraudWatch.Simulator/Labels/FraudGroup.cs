namespace FraudWatch.Simulator.Labels;

/// <summary>Accounts that work together, as the truth knows them.</summary>
internal sealed class FraudGroup(ulong id, string typology, long startsAt)
{
    public ulong Id { get; } = id;

    /// <summary>One of the contract's typology names.</summary>
    public string Typology { get; } = typology;

    public long StartsAt { get; } = startsAt;

    /// <summary>First withdrawal requested by a member after the start; null while there is none.</summary>
    public long? FirstPayoutAt { get; private set; }

    public void PaidOut(long time)
    {
        if (time >= StartsAt)
        {
            FirstPayoutAt ??= time;
        }
    }
}
