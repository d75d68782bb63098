using FraudWatch.Simulator.Economy;
using FraudWatch.Simulator.Engine;
using FraudWatch.Simulator.Labels;

namespace FraudWatch.Simulator.Scenarios;

/// <summary>R5, hubs: coins bought in the cheapest country's store through a VPN and resold at home, to customers or as gifts on order.</summary>
internal sealed class RegionArbitrage : Scenario
{
    public override string Typology => "region_arbitrage";

    public override double GroupsPerMillion => 15;

    public override void Enlist(Plot plot)
    {
        AgentRandom random = plot.Random;
        int size = (int)random.LogBetween(5, 25);
        for (int i = 0; i < size; i++)
        {
            Account account = plot.Recruit(plot.StartsAt);
            plot.Play(Trade(plot, account, Supplies.Cheap(plot)), plot.StartsAt + SimTime.Days(random.Between(0, 6)));
        }
    }

    private static IEnumerable<long> Trade(Plot plot, Account account, Supplies supplies)
    {
        AgentRandom random = plot.Random;
        bool tunnels = plot.Careless(0.8);
        Account? customer = random.Chance(0.5) ? plot.SomeCustomer() : null;
        if (customer is not null)
        {
            plot.Accuse(customer, Verdict.Customer, plot.Now);
        }

        while (plot.Now < plot.Society.End)
        {
            (ulong network, Market market) = plot.Society.People.VpnExit(random);
            Presence home = People.Visit(account, random);
            Presence from = tunnels ? new Presence(home.Device, network, market) : home;
            double pack = random.LogBetween(700, 14_000);
            supplies.Deliver(plot, customer is not null && random.Chance(0.5) ? customer : account, from, (pack, account));
            yield return plot.Now + SimTime.Hours(random.LogNormal(plot.Blend(2, 12), 1));
            if (account.Coins > 0)
            {
                double coins = account.Coins * random.Between(0.5, 1);
                foreach (long time in Acts.Give(plot, account, plot.Outsider(account.Home), new Acts.GiftShare(coins, coins / random.Whole(1, 6), false)))
                {
                    yield return time;
                }
            }

            yield return plot.Now + SimTime.Days(random.Between(2, 10));
        }
    }
}
