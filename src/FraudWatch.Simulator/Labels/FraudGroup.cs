namespace FraudWatch.Simulator.Labels;

/// <summary>Accounts that work together, as the truth knows them.</summary>
internal sealed class FraudGroup(ulong id, string typology, long startsAt)
{
    // First gift from one of the group, or from an account it uses, to another of it.
    private long _moneyInAt = long.MaxValue;

    public ulong Id { get; } = id;

    /// <summary>One of the contract's typology names.</summary>
    public string Typology { get; } = typology;

    public long StartsAt { get; } = startsAt;

    /// <summary>
    /// First withdrawal requested by a member once the group's money was in; null while there is none. What a creator
    /// withdraws before that is honest income.
    /// </summary>
    public long? FirstPayoutAt { get; private set; }

    /// <summary>A gift within the group.</summary>
    public void Fed(long time) => _moneyInAt = Math.Min(_moneyInAt, time);

    public void PaidOut(long time)
    {
        if (time >= StartsAt && time >= _moneyInAt)
        {
            FirstPayoutAt ??= time;
        }
    }
}
