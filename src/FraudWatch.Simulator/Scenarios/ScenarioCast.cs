using FraudWatch.Simulator.Economy;
using FraudWatch.Simulator.Engine;

namespace FraudWatch.Simulator.Scenarios;

/// <summary>How many groups of each typology an economy gets, and their enlisting.</summary>
internal static class ScenarioCast
{
    /// <summary>Fraud is ten times as frequent as in nature at a fraud rate of 1: training data needs positives.</summary>
    public const double Enrichment = 10;

    /// <summary>Every typology this simulator knows, one line each.</summary>
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new CircularGifting(),
        new MuleFanIn(),
        new CardedToCreator(),
        new CardedStock(),
        new TopupAgent(),
        new GiftDelivery(),
        new ScatterGather(),
        new SharedPayout(),
        new SelfGifting(),
        new CollusiveGroup(),
        new AccountStock(),
        new RegionArbitrage(),
        new RegionShopper(),
        new RefundAgent(),
        new SerialRefunder(),
        new GiftCardStock(),
        new MerchantNetwork(),
        new PayerHub(),
        new AccountTakeover(),
    ];

    /// <summary>Puts the groups in; the number for each typology is the domain's, scaled to this economy.</summary>
    /// <returns>Groups by typology.</returns>
    public static IReadOnlyDictionary<string, int> Enlist(Society society)
    {
        var groups = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (Scenario scenario in All)
        {
            int count = Count(society, scenario);
            groups[scenario.Typology] = groups.GetValueOrDefault(scenario.Typology) + count;
            for (int i = 0; i < count; i++)
            {
                var random = AgentRandom.For(society.Options.Seed, scenario.GetType().Name, i);
                scenario.Enlist(new Plot(society, random, scenario.Typology));
            }
        }

        return groups;
    }

    private static int Count(Society society, Scenario scenario)
    {
        double scored = society.Payers.Count + society.Directory.All.Count;
        double expected = scenario.GroupsPerMillion * scored / 1e6 * Enrichment * society.Options.FraudRate;
        var random = AgentRandom.For(society.Options.Seed, "number of " + scenario.GetType().Name, 0);
        int count = (int)expected + (random.Chance(expected - Math.Floor(expected)) ? 1 : 0);
        int fewest = society.Options.FraudRate >= 1 ? 2 : society.Options.FraudRate >= 0.5 ? 1 : 0;
        return Math.Max(fewest, count);
    }
}
