using FraudWatch.Simulator.Economy;
using FraudWatch.Simulator.Engine;

namespace FraudWatch.Simulator.Scenarios;

/// <summary>R3: a reseller sends gifts on order to whomever the buyer names: many unrelated creators, each visit short.</summary>
internal sealed class GiftDelivery : Scenario
{
    public override string Typology => "gift_delivery";

    public override double GroupsPerMillion => 20;

    public override void Enlist(Plot plot)
    {
        AgentRandom random = plot.Random;
        int couriers = random.Whole(1, 6);
        var supplies = Supplies.Draw(plot);
        double coins = random.LogNormal(plot.Blend(9_000, 2_000), 0.6) * 100 / plot.Society.Parameters.Prices.ReferenceCentsPerCoin;
        Creator[] clients = [.. Enumerable.Range(0, (int)random.LogBetween(50, 600)).Select(_ => Client(plot))];
        for (int i = 0; i < couriers; i++)
        {
            Account courier = plot.Recruit(plot.StartsAt);
            plot.Play(Deliveries(plot, (courier, supplies), clients, coins / couriers), plot.StartsAt + SimTime.Hours(random.Between(0, 48)));
        }
    }

    internal static IEnumerable<long> Deliveries(Plot plot, (Account Courier, Supplies Supplies) desk, Creator[] clients, double budget)
    {
        AgentRandom random = plot.Random;
        Account courier = desk.Courier;
        double hoursBetween = plot.Blend(1, 7);
        while (budget > 0 && plot.Now < plot.Society.End)
        {
            double order = random.LogBetween(300, 12_000);
            while (courier.Coins < order)
            {
                desk.Supplies.Deliver(plot, courier, People.Visit(courier, random), (Math.Max(order, random.LogBetween(3_500, 17_500)), null));
                yield return plot.Now + SimTime.Seconds(random.LogNormal(plot.Blend(90, 700), 0.8));
            }

            // The careful serve the same few again and again, as a fan would.
            Creator client = random.Chance(plot.Camouflage * 0.6) ? clients[random.Below(Math.Min(4, clients.Length))] : random.Pick(clients);
            foreach (long time in Acts.Give(plot, courier, client, new Acts.GiftShare(order, order / random.Whole(1, 3), false)))
            {
                yield return time;
            }

            budget -= order;
            long next = plot.Now + SimTime.Hours(random.Exponential(hoursBetween));
            yield return plot.Careless(0.7) ? next : DailyRhythm.Next(random, courier.Home, plot.Now, hoursBetween / 24);
        }
    }

    private static Creator Client(Plot plot) => plot.Random.Chance(0.6)
        ? plot.Random.Pick(plot.Society.Directory.All)
        : plot.Society.Directory.ByPopularity(plot.Random, plot.Society.People.SomeMarket(plot.Random));
}
