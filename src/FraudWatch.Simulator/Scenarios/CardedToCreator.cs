using FraudWatch.Simulator.Economy;
using FraudWatch.Simulator.Engine;

namespace FraudWatch.Simulator.Scenarios;

/// <summary>T1: stolen cards buy coins on fresh accounts, the coins go to creators in the know, who withdraw before the cards are disputed.</summary>
internal sealed class CardedToCreator : Scenario
{
    public override string Typology => "carded_to_creator";

    public override double GroupsPerMillion => 20;

    public override void Enlist(Plot plot)
    {
        AgentRandom random = plot.Random;
        Creator[] creators = [.. Enumerable.Range(0, random.Whole(1, 6)).Select(_ => plot.RecruitCreator())];
        double days = random.Between(1, 14) * plot.Blend(1, 2);
        int senders = (int)random.LogBetween(5, 50);
        double usdEach = random.LogNormal(plot.Blend(5_000, 600), 0.8) * creators.Length / senders;
        for (int i = 0; i < senders; i++)
        {
            long at = plot.StartsAt + SimTime.Days(days * random.Unit());
            plot.Play(Sender(plot, plot.Recruit(at), creators, usdEach), at);
        }

        foreach (Creator creator in creators)
        {
            plot.Play(Withdraw(plot, creator, days), plot.StartsAt + SimTime.Days(random.Between(0.5, 3)));
        }
    }

    private static IEnumerable<long> Sender(Plot plot, Account sender, Creator[] creators, double usd)
    {
        AgentRandom random = plot.Random;
        double coins = usd * random.LogNormal(1, 0.6) * 100 / plot.Society.Parameters.Prices.ReferenceCentsPerCoin;
        int rounds = (int)Math.Ceiling(plot.Blend(1, 5) * random.Unit());
        for (int round = 0; round < rounds; round++)
        {
            var funding = new Acts.Funding(Stolen: true, plot.Blend(2.2, 0.12), GapSeconds: plot.Blend(60, 1_500));
            foreach (long time in Acts.Buy(plot, sender, coins / rounds, funding).Concat(Acts.Decoys(plot, sender)))
            {
                yield return time;
            }

            Creator creator = random.Pick(creators);
            double gift = sender.Coins / (double)random.Whole(1, 6);
            foreach (long time in Acts.Give(plot, sender, creator, new Acts.GiftShare(sender.Coins, gift, plot.Careless(0.7))))
            {
                yield return time;
            }

            yield return plot.Now + SimTime.Hours(random.LogNormal(plot.Blend(2, 40), 1));
        }
    }

    private static IEnumerable<long> Withdraw(Plot plot, Creator creator, double days)
    {
        ulong payout = plot.Careless(0.8) ? plot.Random.NextBits() : creator.Payout;
        long until = plot.StartsAt + SimTime.Days(days + 20);
        while (plot.Now < until)
        {
            foreach (long time in Acts.CashOut(plot, creator, payout))
            {
                yield return time;
            }

            yield return plot.Now + SimTime.Days(plot.Random.Between(0.6, 2) * plot.Blend(1, 3));
        }
    }
}
