using FraudWatch.Simulator.Agents;
using FraudWatch.Simulator.Economy;
using FraudWatch.Simulator.Engine;

namespace FraudWatch.Simulator.Scenarios;

/// <summary>The acts that several scenarios are made of, as scripts for the schedule.</summary>
internal static class Acts
{
    /// <summary>How coins are bought.</summary>
    /// <param name="Stolen">Paid with cards whose owners will dispute.</param>
    /// <param name="DeclinesPerSuccess">Mean number of refused tries before one goes through.</param>
    /// <param name="GapSeconds">Median wait between purchases.</param>
    public readonly record struct Funding(bool Stolen, double DeclinesPerSuccess, double GapSeconds)
    {
        public static readonly Funding Own = new(Stolen: false, DeclinesPerSuccess: 0.06, GapSeconds: 240);
    }

    /// <summary>What of a purse is given, and in what pieces.</summary>
    public readonly record struct GiftShare(double Coins, double GiftCoins, bool Exact);

    /// <summary>Buys packs until the purse holds about <paramref name="coins"/>; the careful leave it at something near.</summary>
    public static IEnumerable<long> Buy(Plot plot, Account account, double coins, Funding funding)
    {
        Society society = plot.Society;
        AgentRandom random = plot.Random;
        Instrument card = funding.Stolen ? StolenCard(plot, account.Home) : People.PayWith(account, random);
        double enough = coins * (plot.Careless(0.7) ? 1 : random.Between(0.5, 1));
        while (account.Coins < enough && society.Now < society.End)
        {
            Presence from = People.Visit(account, random);
            double wanted = plot.PackCoins(Math.Max(coins - account.Coins, coins / 3)) * (plot.Careless(0.7) ? 1 : random.LogNormal(1, 0.5));
            int pack = society.Parameters.Prices.PackAtMost(card.Channel, wanted);
            var checkout = new Checkout(pack, card, from, card.Market);
            if (random.Chance(funding.DeclinesPerSuccess / (1 + funding.DeclinesPerSuccess)))
            {
                society.Platform.Decline(account, checkout, funding.Stolen ? DeclineCodes.Stolen(random) : DeclineCodes.Ordinary(random));
                card = funding.Stolen && random.Chance(plot.Blend(0.6, 0.1)) ? StolenCard(plot, account.Home) : card;
                yield return society.Now + SimTime.Seconds(random.LogNormal(40, 0.8));
                continue;
            }

            Settle(plot, society.Platform.Purchase(account, checkout), funding.Stolen);
            // A card that works is milked for a while, then the next one is tried.
            card = funding.Stolen && random.Chance(plot.Blend(0.35, 0.03)) ? StolenCard(plot, account.Home) : card;
            yield return society.Now + SimTime.Seconds(random.LogNormal(funding.GapSeconds, 1));
        }
    }

    /// <summary>
    /// Watches for a while, the careful with a few roses as fans do, and gives up to a number of coins away, in gifts of about a size. An exact share goes down to
    /// the last coin: what buys nothing dearer goes in small gifts.
    /// </summary>
    public static IEnumerable<long> Give(Plot plot, Account sender, Creator recipient, GiftShare share)
    {
        Society society = plot.Society;
        AgentRandom random = plot.Random;
        Presence from = People.Visit(sender, random);
        long joined = society.Now;
        yield return joined + SimTime.Seconds(plot.DwellSeconds());
        for (int roses = random.Chance(0.7 * plot.Camouflage) ? random.Geometric(1 + 4 * plot.Camouflage) : 0; roses > 0; roses--)
        {
            int rose = society.Gifts.DearestAtMost(Math.Min(random.Between(1, 6), sender.Coins / 50.0));
            if (society.Gifts.Price(rose) > sender.Coins)
            {
                break;
            }

            society.Platform.Gift(sender, recipient, new Giving(rose, 1, from, (int)((society.Now - joined) / SimTime.Second)));
            yield return society.Now + SimTime.Seconds(random.LogNormal(50, 0.9));
        }

        long left = (long)Math.Min(share.Coins, sender.Coins);
        while (left > 0 && sender.Coins > 0)
        {
            double wish = plot.GiftCoins(share.GiftCoins) * (plot.Careless(0.8) ? 1 : random.LogNormal(0.8, 0.7));
            int gift = society.Gifts.DearestAtMost(Math.Min(Math.Min(wish, left), sender.Coins));
            int price = society.Gifts.Price(gift);
            if (!share.Exact && price * 20 < share.GiftCoins)
            {
                break;
            }

            long most = Math.Min(left, sender.Coins) / price;
            int quantity = price < 100 ? (int)Math.Min(most, random.Geometric(4)) : 1;
            quantity = share.Exact && price * 20 < share.GiftCoins ? (int)most : Math.Max(1, quantity);
            int watched = (int)((society.Now - joined) / SimTime.Second);
            society.Platform.Gift(sender, recipient, new Giving(gift, quantity, from, watched));
            left -= (long)price * quantity;
            yield return society.Now + SimTime.Seconds(random.LogNormal(plot.Blend(6, 100), 0.9));
        }
    }

    /// <summary>A few gifts to creators outside the group, to look like a fan.</summary>
    public static IEnumerable<long> Decoys(Plot plot, Account sender)
    {
        int visits = plot.Random.Chance(plot.Camouflage) ? plot.Random.Geometric(1 + 3 * plot.Camouflage) : 0;
        for (; visits > 0 && sender.Coins > 0; visits--)
        {
            Creator outsider = plot.Outsider(sender.Home);
            double coins = sender.Coins * plot.Random.LogBetween(0.005, 0.12);
            if (!ReferenceEquals(outsider, sender))
            {
                foreach (long time in Give(plot, sender, outsider, new GiftShare(coins, Math.Max(1, coins / 3), false)))
                {
                    yield return time;
                }
            }

            yield return plot.Now + SimTime.Minutes(plot.Random.LogNormal(plot.Blend(5, 600), 1.2));
        }
    }

    /// <summary>Withdraws what is there, day after day at up to the cap, until the purse is empty.</summary>
    public static IEnumerable<long> CashOut(Plot plot, Creator creator, ulong payout)
    {
        Society society = plot.Society;
        EconomyParameters parameters = society.Parameters;
        while (true)
        {
            double usd = parameters.DailyPayoutCapUsd * (plot.Careless(0.5) ? 1 : plot.Random.Between(0.5, 1));
            long part = (long)(creator.Diamonds * (plot.Careless(0.9) ? 1 : plot.Random.Between(0.6, 1)));
            long taken = Math.Min(part, parameters.DiamondsWorth(usd, creator.Home));
            if (parameters.CentsFor(taken, creator.Home) < 100 * parameters.Payouts.LeastUsd)
            {
                yield break;
            }

            society.Platform.Withdraw(creator, taken, payout, People.Visit(creator, plot.Random));
            yield return society.Now + SimTime.Hours(plot.Random.Between(20, 28) * plot.Blend(1, 3));
        }
    }

    /// <summary>A card of a stranger, used in the app or on the web.</summary>
    public static Instrument StolenCard(Plot plot, Market home) => new(
        plot.Random.NextBits(),
        plot.CardMarket(home),
        plot.Random.Chance(0.55) ? Channel.Web : plot.Random.Chance(0.5) ? Channel.Ios : Channel.Android);

    // The careful mix: now and then a purchase is paid with money that is clean.
    private static void Settle(Plot plot, Order order, bool stolen)
    {
        if (stolen && !plot.Random.Chance(0.25 * plot.Camouflage))
        {
            plot.Society.Reversals.FateOfStolen(order, plot.Random);
        }
        else
        {
            plot.Society.Reversals.FateOfHonest(order, plot.Random);
        }
    }
}
