using FraudWatch.Simulator.Economy;
using FraudWatch.Simulator.Engine;
using FraudWatch.Simulator.Labels;

namespace FraudWatch.Simulator.Scenarios;

/// <summary>R10: a thief signs in as the victim, sweeps coins and stored card into creators in the know; the owner complains days later.</summary>
internal sealed class AccountTakeover : Scenario
{
    public override string Typology => "account_takeover";

    /// <summary>200 incidents feed some 15 receivers, which act in about as many groups.</summary>
    public override double GroupsPerMillion => 15;

    public override void Enlist(Plot plot)
    {
        AgentRandom random = plot.Random;
        Creator[] receivers = [.. Enumerable.Range(0, random.Whole(1, 3)).Select(_ => plot.RecruitCreator())];
        for (int victims = random.Whole(6, 22); victims > 0; victims--)
        {
            if (plot.SomeCustomer() is { } victim)
            {
                long at = plot.StartsAt + SimTime.Days(random.Between(0, 20));
                plot.Accuse(victim, Verdict.Victim, at);
                plot.Play(Sweep(plot, victim, random.Pick(receivers)), at);
            }
        }

        foreach (Creator receiver in receivers)
        {
            plot.Play(Cash(plot, receiver), plot.StartsAt + SimTime.Days(random.Between(1, 3)));
        }
    }

    private static IEnumerable<long> Sweep(Plot plot, Account victim, Creator receiver)
    {
        AgentRandom random = plot.Random;
        Society society = plot.Society;
        (ulong network, Market market) = society.People.VpnExit(random);
        var from = new Presence(random.NextBits(), random.Chance(0.5) ? network : random.NextBits(), plot.Careless(0.8) ? market : victim.Home);
        society.Platform.SignIn(victim, from);
        yield return plot.Now + SimTime.Minutes(random.LogNormal(3, 0.8));
        if (random.Chance(0.6))
        {
            society.Platform.ChangeCredentials(victim, from);
        }

        for (int purchases = random.Whole(1, 3); purchases > 0; purchases--)
        {
            Instrument card = victim.Instruments[0];
            int pack = society.Parameters.Prices.PackAtMost(card.Channel, random.LogBetween(700, 7_000));
            society.Reversals.FateOfStolen(society.Platform.Purchase(victim, new Checkout(pack, card, from, card.Market)), random);
            yield return plot.Now + SimTime.Seconds(random.LogNormal(60, 0.8));
        }

        long joined = plot.Now;
        for (int gifts = random.Whole(1, 5); gifts > 0 && victim.Coins > 0; gifts--)
        {
            yield return plot.Now + SimTime.Seconds(plot.DwellSeconds() / 2);
            int gift = society.Gifts.DearestAtMost(victim.Coins / (double)gifts);
            if (society.Gifts.Price(gift) > victim.Coins)
            {
                yield break;
            }

            int watched = (int)((plot.Now - joined) / SimTime.Second);
            society.Platform.Gift(victim, receiver, new Giving(gift, 1, from, watched));
        }

        yield return plot.Now + SimTime.Days(random.Between(0.1, 3));
        if (random.Chance(0.3))
        {
            society.Platform.Report(receiver);
        }
    }

    private static IEnumerable<long> Cash(Plot plot, Creator receiver)
    {
        while (plot.Now < plot.StartsAt + SimTime.Days(30))
        {
            foreach (long time in Acts.CashOut(plot, receiver, receiver.Payout))
            {
                yield return time;
            }

            yield return plot.Now + SimTime.Days(plot.Random.Between(1, 3));
        }
    }
}
