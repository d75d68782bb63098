using FraudWatch.Simulator.Economy;
using FraudWatch.Simulator.Engine;

namespace FraudWatch.Simulator.Scenarios;

/// <summary>R1: a batch of accounts loaded with stolen cards; the coins are sold as gifts to creators who know nothing of it.</summary>
internal sealed class CardedStock : Scenario
{
    /// <summary>The creator whom thieves burn their cards on: dirty income, no part in it, no haste with the money.</summary>
    public const string Dusted = "dusted_creator";

    private const double Dusts = 0.5;

    public override string Typology => "carded_stock";

    public override double GroupsPerMillion => 40;

    public override void Enlist(Plot plot)
    {
        AgentRandom random = plot.Random;
        int size = Math.Clamp(random.Geometric(12) + 4, 5, 60);
        Creator? dusted = random.Chance(Dusts) ? plot.Bystander(Dusted) : null;
        double days = random.Between(1, 10) * plot.Blend(1, 2);
        for (int i = 0; i < size; i++)
        {
            long at = plot.StartsAt + SimTime.Days(days * random.Unit());
            plot.Play(Stock(plot, plot.Recruit(at), dusted), at);
        }
    }

    private static IEnumerable<long> Stock(Plot plot, Account account, Creator? dusted)
    {
        AgentRandom random = plot.Random;
        double usd = random.LogNormal(plot.Blend(420, 30), 1);
        double coins = usd * 100 / plot.Society.Parameters.Prices.ReferenceCentsPerCoin;
        int loads = random.Chance(plot.Camouflage) ? random.Whole(2, 5) : 1;
        for (int load = 0; load < loads; load++)
        {
            var funding = new Acts.Funding(Stolen: true, plot.Blend(2.5, 0.12), GapSeconds: plot.Blend(50, 1_200));
            foreach (long time in Acts.Buy(plot, account, coins / loads, funding))
            {
                yield return time;
            }

            yield return plot.Now + SimTime.Minutes(random.LogNormal(plot.Blend(10, 600), 1.2));
            for (int orders = random.Whole(1, 4); orders > 0 && account.Coins > 0; orders--)
            {
                Creator buyer = dusted is not null && random.Chance(0.6) ? dusted : plot.Outsider(account.Home);
                double share = orders == 1 ? account.Coins : account.Coins * random.Between(0.2, 0.6);
                foreach (long time in Acts.Give(plot, account, buyer, new Acts.GiftShare(share, share / random.Whole(1, 4), plot.Careless(0.6))))
                {
                    yield return time;
                }

                yield return plot.Now + SimTime.Minutes(random.LogNormal(plot.Blend(15, 500), 1.2));
            }

            if (dusted is not null && random.Chance(0.1))
            {
                plot.Society.Platform.Report(account);
            }
        }
    }
}
