using FraudWatch.Simulator.Agents;
using FraudWatch.Simulator.Economy;
using FraudWatch.Simulator.Engine;

namespace FraudWatch.Simulator.Scenarios;

/// <summary>Where a reseller's cheap coins come from: stolen cards, a cheap country's store, or purchases refunded afterwards.</summary>
internal sealed class Supplies
{
    private readonly List<Instrument> _cards = [];
    private readonly Kind _kind;
    private readonly double _renewal;

    private Supplies(Kind kind, double renewal) => (_kind, _renewal) = (kind, renewal);

    private enum Kind
    {
        Stolen,
        Cheap,
        Refunded,
    }

    /// <summary>40 % stolen, 35 % cheap, 25 % refunded. The careful have more cards, each for fewer people.</summary>
    public static Supplies Draw(Plot plot) => Stock(plot, (Kind)plot.Random.Weighted([0.40, 0.35, 0.25]));

    /// <summary>Cards of the cheapest countries only.</summary>
    public static Supplies Cheap(Plot plot) => Stock(plot, Kind.Cheap);

    private static Supplies Stock(Plot plot, Kind kind)
    {
        var supplies = new Supplies(kind, plot.Blend(0.04, 0.15));
        int cards = (int)Math.Round(plot.Blend(3, 12) * plot.Random.Between(0.7, 1.4));
        for (int i = 0; i < Math.Max(2, cards); i++)
        {
            supplies._cards.Add(supplies.NewCard(plot));
        }

        return supplies;
    }

    /// <summary>Buys one pack of about <paramref name="order"/>.Coins for an account, after the refusals that such cards meet.</summary>
    public void Deliver(Plot plot, Account owner, in Presence from, (double Coins, Account? Payer) order)
    {
        AgentRandom random = plot.Random;
        Society society = plot.Society;
        // The careful keep to one card for one account; the blatant use whichever is at hand.
        int position = random.Chance(plot.Camouflage) ? (int)(owner.Id % (ulong)_cards.Count) : random.Below(_cards.Count);
        if (random.Chance(_renewal))
        {
            _cards[position] = NewCard(plot);
        }

        Instrument card = _cards[position];
        double wanted = plot.PackCoins(order.Coins) * (plot.Careless(0.7) ? 1 : random.LogNormal(0.8, 0.5));
        int pack = society.Parameters.Prices.PackAtMost(card.Channel, wanted);
        var checkout = new Checkout(pack, card, from, card.Market, order.Payer);
        if (random.Chance(_kind == Kind.Stolen ? plot.Blend(0.5, 0.07) : 0.06))
        {
            society.Platform.Decline(owner, checkout, _kind == Kind.Stolen ? DeclineCodes.Stolen(random) : DeclineCodes.Ordinary(random));
            _cards[position] = NewCard(plot);
            checkout = checkout with { Instrument = _cards[position], Storefront = _cards[position].Market };
        }

        Settle(plot, society.Platform.Purchase(owner, checkout));
    }

    private void Settle(Plot plot, Order order)
    {
        Reversals reversals = plot.Society.Reversals;
        if (_kind == Kind.Stolen && !plot.Random.Chance(0.25 * plot.Camouflage))
        {
            reversals.FateOfStolen(order, plot.Random);
        }
        else if (_kind == Kind.Refunded && plot.Random.Chance(0.6))
        {
            reversals.Refund(order, SimTime.Days(Math.Min(45, plot.Random.LogNormal(4, 1.2))));
        }
        else
        {
            reversals.FateOfHonest(order, plot.Random);
        }
    }

    private Instrument NewCard(Plot plot)
    {
        Channel channel = plot.Random.Chance(0.5) ? Channel.Web : plot.Random.Chance(0.5) ? Channel.Ios : Channel.Android;
        return new Instrument(plot.Random.NextBits(), _kind == Kind.Cheap ? CheapMarket(plot) : plot.CardMarket(plot.Home), channel);
    }

    private static Market CheapMarket(Plot plot)
    {
        Market[] cheapest = [.. plot.Society.Parameters.Markets.OrderBy(m => m.PriceLevel * m.Shock.Factor).Take(3)];
        return plot.Random.Pick(cheapest);
    }
}
