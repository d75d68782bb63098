using FraudWatch.Simulator.Engine;

namespace FraudWatch.Simulator.Faults;

/// <summary>Optional fields that an event arrives without, whoever sent it. Decided by bits that belong to the event alone.</summary>
internal readonly struct FieldLoss(ulong dice)
{
    public bool Device => Unit(1) < 0.02;

    public bool Network => Unit(2) < 0.015;

    public bool CreationTime => Unit(3) < 0.02;

    public bool Viewers => Unit(4) < 0.03;

    private double Unit(ulong salt) => AgentRandom.ToUnit(AgentRandom.Mix(dice + salt * 0x9E3779B97F4A7C15UL));
}
