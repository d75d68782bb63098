using FraudWatch.Simulator.Engine;

namespace FraudWatch.Simulator.Scenarios;

/// <summary>The sizes that fraud prefers at a time: of packs and gifts relative to the usual. Changes with the regime and with a group's habits.</summary>
/// <param name="Packs">Times the usual purchase.</param>
/// <param name="Gifts">Times the usual gift.</param>
internal sealed record Fashion(double Packs, double Gifts)
{
    /// <summary>What is in fashion in this economy, before or after the change of regime.</summary>
    public static Fashion Of(long seed, bool afterChange) => Draw(AgentRandom.For(seed, "fashion", afterChange ? 1 : 0));

    /// <summary>The same with other packs.</summary>
    public Fashion OtherPacks(AgentRandom random) => this with { Packs = Packs * Another(random) };

    /// <summary>The same with other gifts.</summary>
    public Fashion OtherGifts(AgentRandom random) => this with { Gifts = Gifts * Another(random) };

    private static Fashion Draw(AgentRandom random) => new(random.LogBetween(0.6, 1.6), random.LogBetween(0.5, 2));

    // A change that shows: at least by half, in either direction.
    private static double Another(AgentRandom random) => random.Chance(0.5) ? random.Between(1.5, 3) : random.Between(0.33, 0.67);
}
