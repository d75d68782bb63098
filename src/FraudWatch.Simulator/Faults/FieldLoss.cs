using FraudWatch.Simulator.Economy;
using FraudWatch.Simulator.Engine;

namespace FraudWatch.Simulator.Faults;

/// <summary>Optional fields that an event arrives without, whoever sent it. Decided by bits that belong to the event alone.</summary>
internal readonly struct FieldLoss(ulong dice, FieldLosses shares)
{
    public bool Device => Unit(1) < shares.Device;

    public bool Network => Unit(2) < shares.Network;

    public bool CreationTime => Unit(3) < shares.CreationTime;

    public bool Viewers => Unit(4) < shares.Viewers;

    public bool Watched => Unit(5) < shares.Watched;

    public bool Match => Unit(6) < shares.Match;

    public bool Payer => Unit(7) < shares.Payer;

    private double Unit(ulong salt) => AgentRandom.ToUnit(AgentRandom.Mix(dice + salt * 0x9E3779B97F4A7C15UL));
}
