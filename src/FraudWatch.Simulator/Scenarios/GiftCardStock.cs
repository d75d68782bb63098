using FraudWatch.Simulator.Agents;
using FraudWatch.Simulator.Economy;
using FraudWatch.Simulator.Engine;

namespace FraudWatch.Simulator.Scenarios;

/// <summary>R7: drained or swindled gift cards, many codes in one sitting from many places, spent or sold at once; reversed when the victims report.</summary>
internal sealed class GiftCardStock : Scenario
{
    public override string Typology => "gift_card_stock";

    public override double GroupsPerMillion => 30;

    public override void Enlist(Plot plot)
    {
        for (int i = Math.Min(15, plot.Random.Geometric(5)); i > 0; i--)
        {
            long at = plot.StartsAt + SimTime.Days(plot.Random.Between(0, 12));
            plot.Play(Sittings(plot, plot.Recruit(at)), at);
        }
    }

    private static IEnumerable<long> Sittings(Plot plot, Account account)
    {
        AgentRandom random = plot.Random;
        for (int sittings = random.Whole(1, 5); sittings > 0; sittings--)
        {
            int codes = (int)Math.Ceiling(plot.Blend(20, 2) * random.Between(0.3, 1.6));
            for (int code = 0; code < codes; code++)
            {
                Redeem(plot, account);
                yield return plot.Now + SimTime.Seconds(random.LogNormal(plot.Blend(35, 400), 0.8));
            }

            yield return plot.Now + SimTime.Minutes(random.LogNormal(plot.Blend(10, 300), 1));
            for (int orders = random.Whole(1, 3); orders > 0 && account.Coins > 0; orders--)
            {
                double coins = orders == 1 ? account.Coins : account.Coins * random.Between(0.3, 0.6);
                foreach (long time in Acts.Give(plot, account, plot.Outsider(account.Home), new Acts.GiftShare(coins, coins / random.Whole(1, 6), false)))
                {
                    yield return time;
                }
            }

            yield return plot.Now + SimTime.Days(random.Between(1, 9));
        }
    }

    private static void Redeem(Plot plot, Account account)
    {
        AgentRandom random = plot.Random;
        Society society = plot.Society;
        Market retail = plot.Careless(0.9) ? society.People.SomeMarket(random) : account.Home;
        var card = new Instrument(random.NextBits(), retail, Channel.GiftCard);
        double usd = random.Pick([25, 50, 50, 100, 100, 200]) * (plot.Careless() ? 1 : 0.4);
        double coins = usd * 100 / society.Parameters.Prices.ReferenceCentsPerCoin;
        var checkout = new Checkout(society.Parameters.Prices.PackAtMost(Channel.GiftCard, coins), card, People.Visit(account, random), account.Home);
        if (random.Chance(plot.Blend(0.3, 0.07)))
        {
            society.Platform.Decline(account, checkout, DeclineCodes.Stolen(random));
            return;
        }

        Order order = society.Platform.Purchase(account, checkout);
        if (random.Chance(0.45))
        {
            society.Reversals.Refund(order, SimTime.Days(random.LogBetween(2, 30)));
        }
    }
}
