using FraudWatch.Simulator.Economy;
using FraudWatch.Simulator.Engine;
using FraudWatch.Simulator.Labels;

namespace FraudWatch.Simulator.Scenarios;

/// <summary>T4: a creator feeds their own rank from side accounts. Against the rules, a crime only when stolen cards pay for it.</summary>
internal sealed class SelfGifting : Scenario
{
    private const double PaidWithStolenCards = 0.15;

    public override string Typology => "self_gifting";

    public override double GroupsPerMillion => 250;

    public override void Enlist(Plot plot)
    {
        AgentRandom random = plot.Random;
        bool stolen = random.Chance(PaidWithStolenCards);
        string label = stolen ? Verdict.Fraud : Verdict.Policy;
        Creator creator = plot.RecruitCreator(label);
        Account[] alts = [.. Enumerable.Range(0, random.Geometric(3)).Select(_ => plot.Recruit(plot.StartsAt, label)).Take(12)];
        foreach (Account alt in alts)
        {
            if (plot.Careless(0.8))
            {
                (alt.Device, alt.HomeNetwork) = (creator.Device, creator.HomeNetwork);
            }

            alt.Instruments = plot.Careless(0.6) ? creator.Instruments : alt.Instruments;
            plot.Play(Push(plot, (alt, creator), stolen), plot.StartsAt + SimTime.Hours(random.Between(0, 48)));
        }
    }

    private static IEnumerable<long> Push(Plot plot, (Account Alt, Creator Creator) pair, bool stolen)
    {
        AgentRandom random = plot.Random;
        double usd = random.LogBetween(5, 120);
        var funding = stolen ? new Acts.Funding(true, plot.Blend(1.2, 0.1), 90) : Acts.Funding.Own;
        for (int evenings = random.Whole(2, 12); evenings > 0; evenings--)
        {
            double coins = usd * random.LogNormal(1, 0.5) * 100 / plot.Society.Parameters.Prices.ReferenceCentsPerCoin;
            foreach (long time in Acts.Buy(plot, pair.Alt, coins, funding).Concat(
                Acts.Give(plot, pair.Alt, pair.Creator, new Acts.GiftShare(coins, coins / random.Whole(1, 6), false))))
            {
                yield return time;
            }

            // Ranks are decided in the evening and at the end of the month.
            yield return DailyRhythm.Next(random, pair.Creator.Home, plot.Now, DailyRhythm.IsMonthEnd(plot.Now) ? 0.4 : 3);
        }
    }
}
