using FraudWatch.Simulator.Economy;
using FraudWatch.Simulator.Engine;

namespace FraudWatch.Simulator.Scenarios;

/// <summary>T7: creators whose income ends in one purse, withdrawn close below the daily cap; the account it goes to is changed now and then.</summary>
internal sealed class SharedPayout : Scenario
{
    public override string Typology => "shared_payout";

    public override double GroupsPerMillion => 30;

    public override void Enlist(Plot plot)
    {
        AgentRandom random = plot.Random;
        Creator[] creators = [.. Enumerable.Range(0, (int)random.LogBetween(3, 20)).Select(_ => plot.RecruitCreator())];
        ulong[] payouts = [.. Enumerable.Range(0, 1 + (int)(plot.Camouflage * creators.Length / 3)).Select(_ => random.NextBits())];
        double usd = random.LogBetween(300, 3_000) * plot.Blend(1, 0.15);
        foreach (Creator creator in creators)
        {
            for (int senders = random.Whole(1, 5); senders > 0; senders--)
            {
                long at = plot.StartsAt + SimTime.Days(random.Between(0, 18));
                plot.Play(Feed(plot, plot.Recruit(at), creator, usd), at);
            }

            plot.Play(Drain(plot, creator, payouts), plot.StartsAt + SimTime.Days(random.Between(1, 5)));
        }
    }

    private static IEnumerable<long> Feed(Plot plot, Account sender, Creator creator, double usd)
    {
        AgentRandom random = plot.Random;
        for (int visits = random.Whole(1, 4); visits > 0; visits--)
        {
            double coins = usd / 4 * random.LogNormal(1, 0.7) * 100 / plot.Society.Parameters.Prices.ReferenceCentsPerCoin;
            foreach (long time in Acts.Buy(plot, sender, coins, new Acts.Funding(random.Chance(0.35), plot.Blend(1, 0.08), 150)))
            {
                yield return time;
            }

            foreach (long time in Acts.Decoys(plot, sender).Concat(
                Acts.Give(plot, sender, creator, new Acts.GiftShare(coins, coins / random.Whole(1, 8), plot.Careless(0.4)))))
            {
                yield return time;
            }

            yield return plot.Now + SimTime.Days(random.Between(0.5, 6));
        }
    }

    private static IEnumerable<long> Drain(Plot plot, Creator creator, ulong[] payouts)
    {
        AgentRandom random = plot.Random;
        int used = random.Below(payouts.Length);
        while (plot.Now < plot.Society.End)
        {
            foreach (long time in Acts.CashOut(plot, creator, payouts[used]))
            {
                yield return time;
            }

            used = random.Chance(0.05) ? random.Below(payouts.Length) : used;
            yield return plot.Now + SimTime.Days(random.Between(1, 3) * plot.Blend(1, 3));
        }
    }
}
