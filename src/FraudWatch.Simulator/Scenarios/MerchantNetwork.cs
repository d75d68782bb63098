using FraudWatch.Simulator.Economy;
using FraudWatch.Simulator.Engine;
using FraudWatch.Simulator.Labels;

namespace FraudWatch.Simulator.Scenarios;

/// <summary>R8: an organised dealer: one stock of cheap payment means behind wallets that top up customers and others that deliver gifts.</summary>
internal sealed class MerchantNetwork : Scenario
{
    public override string Typology => "merchant_network";

    public override double GroupsPerMillion => 6;

    public override void Enlist(Plot plot)
    {
        AgentRandom random = plot.Random;
        int size = (int)Math.Min(random.LogBetween(20, 120), Math.Max(8, plot.Society.Options.Payers / 300.0));
        Supplies[] stock = [Supplies.Draw(plot), Supplies.Draw(plot), Supplies.Draw(plot)];
        Creator[] clients = [.. Enumerable.Range(0, random.Whole(30, 200)).Select(_ => plot.Outsider(plot.Society.People.SomeMarket(random)))];
        for (int i = 0; i < size; i++)
        {
            long at = plot.StartsAt + SimTime.Days(random.Between(0, 8));
            Account wallet = plot.Recruit(at);
            if (random.Chance(0.5))
            {
                double coins = random.LogNormal(900, 0.7) * 100 / plot.Society.Parameters.Prices.ReferenceCentsPerCoin;
                plot.Play(GiftDelivery.Deliveries(plot, (wallet, random.Pick(stock)), clients, coins), at);
            }
            else
            {
                Serve(plot, (wallet, random.Pick(stock)), at);
            }
        }
    }

    private static void Serve(Plot plot, (Account Wallet, Supplies Stock) desk, long at)
    {
        var shop = new TopupAgent.Shop([desk.Wallet], desk.Stock);
        plot.Play(TopupAgent.Stall(plot, shop, desk.Wallet), at);
        for (int customers = plot.Random.Whole(2, 8); customers > 0; customers--)
        {
            if (plot.SomeCustomer() is { } customer)
            {
                long first = at + SimTime.Days(plot.Random.Between(0, 12));
                plot.Accuse(customer, Verdict.Customer, first);
                plot.Play(TopupAgent.Refills(plot, shop, customer), first);
            }
        }
    }
}
