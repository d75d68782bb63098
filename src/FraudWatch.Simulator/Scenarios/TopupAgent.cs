using FraudWatch.Simulator.Agents;
using FraudWatch.Simulator.Economy;
using FraudWatch.Simulator.Engine;
using FraudWatch.Simulator.Labels;

namespace FraudWatch.Simulator.Scenarios;

/// <summary>
/// R2: an agent tops up other people's accounts, logged in as them or paying for them, with cards that are stolen, cheap abroad
/// or refunded afterwards. The agent's own accounts are the fraud; the customers are customers.
/// </summary>
internal sealed class TopupAgent : Scenario
{
    public override string Typology => "topup_agent";

    public override double GroupsPerMillion => 25;

    public override void Enlist(Plot plot)
    {
        AgentRandom random = plot.Random;
        Account[] sellers = [.. Enumerable.Range(0, random.Whole(1, 4)).Select(_ => plot.Recruit(plot.StartsAt))];
        var shop = new Shop(sellers, Supplies.Draw(plot));
        foreach (Account seller in sellers)
        {
            plot.Play(Stall(plot, shop, seller), plot.StartsAt);
        }

        int customers = (int)Math.Min(random.LogBetween(20, 150), Math.Max(15, plot.Society.Options.Payers / 80.0));
        for (int i = 0; i < customers; i++)
        {
            if (plot.SomeCustomer() is { } customer)
            {
                long at = plot.StartsAt + SimTime.Days(random.Between(0, 20));
                plot.Accuse(customer, Verdict.Customer, at);
                plot.Play(Refills(plot, shop, customer), at);
            }
        }
    }

    internal static IEnumerable<long> Refills(Plot plot, Shop shop, Account customer)
    {
        AgentRandom random = plot.Random;
        bool handsOver = random.Chance(0.6);
        Creator favourite = plot.Outsider(customer.Home);
        double usual = random.LogBetween(1_400, 17_500);
        while (plot.Now < plot.Society.End)
        {
            Account seller = random.Pick(shop.Sellers);
            Presence from = People.Visit(seller, random);
            if (handsOver && random.Chance(0.8))
            {
                plot.Society.Platform.SignIn(customer, from);
                yield return plot.Now + SimTime.Minutes(random.LogNormal(2, 0.7));
            }

            for (int packs = random.Whole(1, 3); packs > 0; packs--)
            {
                shop.Supplies.Deliver(plot, customer, from, (usual, handsOver ? null : seller));
                yield return plot.Now + SimTime.Seconds(random.LogNormal(plot.Blend(90, 900), 0.8));
            }

            yield return plot.Now + SimTime.Hours(random.LogNormal(3, 1.2));
            var spree = new FanVisit.Spree(customer.Coins * random.Between(0.5, 1), usual / random.Whole(4, 20));
            foreach (long time in FanVisit.Go(plot.Society, customer, favourite, spree, random))
            {
                yield return time;
            }

            yield return plot.Now + SimTime.Days(random.Between(7, 21));
        }
    }

    // The agent tries cards and keeps a little stock on accounts of its own.
    internal static IEnumerable<long> Stall(Plot plot, Shop shop, Account seller)
    {
        AgentRandom random = plot.Random;
        while (plot.Now < plot.Society.End)
        {
            shop.Supplies.Deliver(plot, seller, People.Visit(seller, random), (random.LogBetween(350, 7_000), null));
            yield return plot.Now + SimTime.Hours(random.LogNormal(plot.Blend(1, 10), 1));
            Creator outsider = plot.Outsider(seller.Home);
            double coins = seller.Coins * random.Between(0.3, 1);
            foreach (long time in Acts.Give(plot, seller, outsider, new Acts.GiftShare(coins, coins / random.Whole(1, 8), false)))
            {
                yield return time;
            }

            yield return plot.Now + SimTime.Days(random.Between(2, 12));
        }
    }

    internal sealed record Shop(Account[] Sellers, Supplies Supplies);
}
