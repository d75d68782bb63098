using FraudWatch.Simulator.Economy;
using FraudWatch.Simulator.Engine;

namespace FraudWatch.Simulator.Scenarios;

/// <summary>T5: many small shells each buy about the same pack, give it all to one creator and fall silent; the creator cashes out.</summary>
internal sealed class MuleFanIn : Scenario
{
    public override string Typology => "mule_fan_in";

    public override double GroupsPerMillion => 20;

    public override void Enlist(Plot plot)
    {
        AgentRandom random = plot.Random;
        Creator[] collectors = [.. Enumerable.Range(0, random.Whole(1, 3)).Select(_ => plot.RecruitCreator())];
        double days = random.Between(1, 5) * plot.Blend(1, 5);
        int senders = (int)Math.Min(random.LogBetween(20, 200), Math.Max(20, plot.Society.Options.Payers / 60.0));
        double pack = random.Chance(0.5) ? 700 : 1_400;
        for (int i = 0; i < senders; i++)
        {
            long at = plot.StartsAt + SimTime.Days(days * Math.Pow(random.Unit(), plot.Blend(1.6, 1)));
            plot.Play(Mule(plot, plot.Recruit(at), random.Pick(collectors), pack), at);
        }

        foreach (Creator collector in collectors)
        {
            plot.Play(Collect(plot, collector, days), plot.StartsAt + SimTime.Days(random.Between(1, 3)));
        }
    }

    private static IEnumerable<long> Mule(Plot plot, Account mule, Creator collector, double pack)
    {
        AgentRandom random = plot.Random;
        for (int purchases = random.Chance(0.6) ? 1 : random.Whole(2, 3); purchases > 0; purchases--)
        {
            double coins = plot.Careless(0.8) ? pack : random.LogNormal(pack, 0.7);
            foreach (long time in Acts.Buy(plot, mule, coins, new Acts.Funding(random.Chance(0.15), plot.Blend(0.2, 0.07), 120)))
            {
                yield return time;
            }

            foreach (long time in Acts.Decoys(plot, mule))
            {
                yield return time;
            }

            double kept = plot.Careless(0.9) ? 0 : random.Between(0, 0.4);
            double share = mule.Coins * (1 - kept);
            foreach (long time in Acts.Give(plot, mule, collector, new Acts.GiftShare(share, share / random.Whole(1, 4), kept == 0)))
            {
                yield return time;
            }

            yield return plot.Now + SimTime.Hours(random.LogNormal(plot.Blend(4, 60), 1));
        }
    }

    private static IEnumerable<long> Collect(Plot plot, Creator collector, double days)
    {
        ulong payout = plot.Careless(0.7) ? plot.Random.NextBits() : collector.Payout;
        long until = plot.StartsAt + SimTime.Days(days + 6);
        while (plot.Now < until)
        {
            foreach (long time in Acts.CashOut(plot, collector, payout))
            {
                yield return time;
            }

            yield return plot.Now + SimTime.Days(plot.Random.Between(0.7, 2) * plot.Blend(1, 3));
        }
    }
}
