using FraudWatch.Simulator.Agents;
using FraudWatch.Simulator.Economy;
using FraudWatch.Simulator.Engine;
using FraudWatch.Simulator.Labels;

namespace FraudWatch.Simulator.Scenarios;

/// <summary>R5, alone: a viewer who buys for themselves in a cheaper country's store. Against the rules, no fraud.</summary>
internal sealed class RegionShopper : Scenario
{
    public override string Typology => "region_arbitrage";

    public override double GroupsPerMillion => 300;

    public override void Enlist(Plot plot)
    {
        if (plot.SomeCustomer() is { } shopper)
        {
            plot.Accuse(shopper, Verdict.Policy, plot.StartsAt);
            plot.Play(Shop(plot, shopper), plot.StartsAt);
        }
    }

    private static IEnumerable<long> Shop(Plot plot, Account shopper)
    {
        AgentRandom random = plot.Random;
        var supplies = Supplies.Cheap(plot);
        Creator loved = plot.Outsider(shopper.Home);
        while (plot.Now < plot.Society.End)
        {
            supplies.Deliver(plot, shopper, People.Visit(shopper, random), (random.LogBetween(300, 7_000), null));
            yield return plot.Now + SimTime.Hours(random.LogNormal(8, 1));
            double coins = Math.Max(1, shopper.Coins * random.Between(0.2, 1));
            foreach (long time in FanVisit.Go(plot.Society, shopper, loved, new FanVisit.Spree(coins, coins / random.Whole(2, 12)), random))
            {
                yield return time;
            }

            yield return plot.Now + SimTime.Days(random.Between(10, 35));
        }
    }
}
