using FraudWatch.Simulator.Economy;
using FraudWatch.Simulator.Engine;

namespace FraudWatch.Simulator.Scenarios;

/// <summary>T3: coins go round a ring of creators who turn income back into coins; each hop leaves the creator's share of the last.</summary>
internal sealed class CircularGifting : Scenario
{
    public override string Typology => "circular_gifting";

    public override double GroupsPerMillion => 40;

    public override void Enlist(Plot plot)
    {
        Creator[] ring = [.. Enumerable.Range(0, plot.Random.Whole(2, 6)).Select(_ => plot.RecruitCreator())];
        plot.Play(Laps(plot, ring), plot.StartsAt);
    }

    private static IEnumerable<long> Laps(Plot plot, Creator[] ring)
    {
        AgentRandom random = plot.Random;
        double seed = random.LogBetween(200, 5_000) * 100 / plot.Society.Parameters.Prices.ReferenceCentsPerCoin;
        bool leaky = random.Chance(0.5);
        bool stolen = random.Chance(0.2);
        double daysBetween = random.Between(2, 9);
        for (int laps = random.Whole(3, 15); laps > 0; laps--)
        {
            int first = random.Below(ring.Length);
            int length = Math.Min(ring.Length, random.Whole(2, 4));
            double coins = seed * (plot.Careless() ? random.Between(0.9, 1.1) : random.LogNormal(0.8, 0.5));
            var funding = stolen ? new Acts.Funding(true, plot.Blend(1, 0.1), 60) : Acts.Funding.Own;
            foreach (long time in Acts.Buy(plot, ring[first], coins, funding))
            {
                yield return time;
            }

            for (int hop = 0; hop < length; hop++)
            {
                Creator sender = ring[(first + hop) % ring.Length];
                bool closes = hop == length - 1;
                Creator next = closes && leaky && random.Chance(0.6) ? plot.Outsider(sender.Home) : ring[(first + (hop + 1) % length) % ring.Length];
                foreach (long time in PassOn(plot, sender, next, coins))
                {
                    yield return time;
                }

                yield return plot.Now + SimTime.Hours(random.LogNormal(plot.Blend(4, 30), 0.8));
                coins = TurnBack(plot, next);
            }

            foreach (long time in Rest(plot, ring[random.Below(ring.Length)], daysBetween))
            {
                yield return time;
            }
        }
    }

    private static IEnumerable<long> PassOn(Plot plot, Creator sender, Creator next, double coins)
    {
        foreach (long time in Acts.Decoys(plot, sender))
        {
            yield return time;
        }

        double gift = coins / plot.Random.Whole(1, 5);
        if (ReferenceEquals(sender, next))
        {
            yield break;
        }

        foreach (long time in Acts.Give(plot, sender, next, new Acts.GiftShare(coins, gift, plot.Careless(0.5))))
        {
            yield return time;
        }
    }

    // What the next hop has to give: its new income as coins, less what it keeps back.
    private static double TurnBack(Plot plot, Creator creator)
    {
        if (creator.Verdict?.Group != plot.Group)
        {
            return 0;
        }

        double part = plot.Careless(0.6) ? 1 : plot.Random.Between(0.6, 1);
        plot.Society.Platform.Exchange(creator, (long)(creator.Diamonds * part), People.Visit(creator, plot.Random));
        return creator.Coins;
    }

    private static IEnumerable<long> Rest(Plot plot, Creator creator, double days)
    {
        if (plot.Random.Chance(0.5))
        {
            foreach (long time in Acts.CashOut(plot, creator, creator.Payout))
            {
                yield return time;
            }
        }

        yield return plot.Now + SimTime.Days(days * plot.Random.Between(0.5, 1.6));
    }
}
