using FraudWatch.Simulator.Engine;

namespace FraudWatch.Simulator.Economy;

/// <summary>Everyone and everything an agent can see: the people, the platform, the time.</summary>
internal sealed class Society
{
    public required EconomyParameters Parameters { get; init; }
    public required Schedule Schedule { get; init; }
    public required Platform Platform { get; init; }
    public required People People { get; init; }
    public required Reversals Reversals { get; init; }
    public required SimulationOptions Options { get; init; }
    public required long Start { get; init; }

    /// <summary>Who watches whom; filled before anyone acts.</summary>
    public required CreatorDirectory Directory { get; init; }

    /// <summary>Honest payers in the order of their index.</summary>
    public required List<Account> Payers { get; init; }

    /// <summary>Everyone with a part in a fraud, in the order of enlisting.</summary>
    public List<Account> Accused { get; } = [];

    public long End => Schedule.End;

    public long Now => Schedule.Now;

    public double Days => (End - Start) / (double)SimTime.Day;

    public GiftCatalogue Gifts => Parameters.Gifts;
}
