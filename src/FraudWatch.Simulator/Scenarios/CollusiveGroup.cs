using FraudWatch.Simulator.Economy;
using FraudWatch.Simulator.Engine;

namespace FraudWatch.Simulator.Scenarios;

/// <summary>T8 and T9: a roster fed by a pool of senders who give to nobody else, or two hosts whose fixed matches the same funders feed on both sides.</summary>
internal sealed class CollusiveGroup : Scenario
{
    public override string Typology => "collusive_group";

    public override double GroupsPerMillion => 13;

    public override void Enlist(Plot plot)
    {
        AgentRandom random = plot.Random;
        bool agency = random.Chance(0.3);
        Creator[] hosts = [.. Enumerable.Range(0, agency ? random.Whole(4, 15) : 2).Select(_ => plot.RecruitCreator())];
        int funders = agency ? random.Whole(10, 40) : random.Whole(3, 15);
        double days = agency ? random.Between(20, 60) : random.Between(10, 40);
        double usd = random.LogBetween(15, 120);
        for (int i = 0; i < funders; i++)
        {
            long at = plot.StartsAt + SimTime.Days(random.Between(0, 3));
            plot.Play(Fund(plot, plot.Recruit(at), hosts, (usd, days, agency ? 0 : random.NextBits())), at);
        }

        foreach (Creator host in hosts)
        {
            plot.Play(Cash(plot, host), plot.StartsAt + SimTime.Days(random.Between(2, 8)));
        }
    }

    private static IEnumerable<long> Fund(Plot plot, Account funder, Creator[] hosts, (double Usd, double Days, ulong League) plan)
    {
        AgentRandom random = plot.Random;
        long until = plot.Now + SimTime.Days(plan.Days);
        while (plot.Now < until)
        {
            double coins = plan.Usd * random.LogNormal(1, 0.6) * 100 / plot.Society.Parameters.Prices.ReferenceCentsPerCoin;
            foreach (long time in Acts.Buy(plot, funder, coins, Acts.Funding.Own).Concat(Acts.Decoys(plot, funder)))
            {
                yield return time;
            }

            int sides = plan.League == 0 ? random.Whole(1, 3) : 2;
            for (int side = 0; side < sides && funder.Coins > 0; side++)
            {
                Creator host = plan.League == 0 ? random.Pick(hosts) : hosts[side];
                double share = side == sides - 1 ? funder.Coins : coins / sides;
                foreach (long time in Acts.Give(plot, funder, host, new Acts.GiftShare(share, share / random.Whole(1, 5), false)))
                {
                    yield return time;
                }
            }

            yield return DailyRhythm.Next(random, funder.Home, plot.Now, plot.Blend(1.2, 4));
        }
    }

    private static IEnumerable<long> Cash(Plot plot, Creator host)
    {
        while (plot.Now < plot.Society.End)
        {
            foreach (long time in Acts.CashOut(plot, host, host.Payout))
            {
                yield return time;
            }

            yield return plot.Now + SimTime.Days(plot.Random.Between(2, 7));
        }
    }
}
