using FraudWatch.Simulator.Economy;
using FraudWatch.Simulator.Engine;

namespace FraudWatch.Simulator.Agents;

/// <summary>An honest visit with a purpose: watch a while, buy what is missing with one's own money, give, watch on.</summary>
internal static class FanVisit
{
    /// <summary>What is to be given.</summary>
    /// <param name="Coins">In all.</param>
    /// <param name="GiftCoins">Value of a middling gift.</param>
    /// <param name="DwellMinutes">Median time watched before the first gift; null for what is usual here.</param>
    /// <param name="Match">Match it happens in, 0 for none.</param>
    internal sealed record Spree(double Coins, double GiftCoins, double? DwellMinutes = null, ulong Match = 0);

    public static IEnumerable<long> Go(Society society, Account fan, Creator creator, Spree spree, AgentRandom random)
    {
        if (ReferenceEquals(fan, creator))
        {
            yield break;
        }

        Presence from = People.Visit(fan, random);
        long joined = society.Now;
        yield return joined + SimTime.Minutes(Math.Min(300, random.LogNormal(spree.DwellMinutes ?? society.Parameters.DwellMinutes, 1)));
        double left = spree.Coins;
        while (left >= 1)
        {
            double wish = Math.Min(left, spree.GiftCoins * random.LogNormal(0.9, 0.6));
            if (fan.Coins < wish)
            {
                foreach (long time in Buy(society, fan, left, random))
                {
                    yield return time;
                }
            }

            // The same person may have spent it elsewhere in the meantime.
            if (fan.Coins < 1)
            {
                yield break;
            }

            int gift = society.Gifts.DearestAtMost(Math.Min(wish, fan.Coins));
            int price = society.Gifts.Price(gift);
            int quantity = price < 100 ? (int)Math.Clamp(wish / price, 1, Math.Max(1, fan.Coins / price)) : 1;
            int watched = (int)((society.Now - joined) / SimTime.Second);
            society.Platform.Gift(fan, creator, new Giving(gift, quantity, from, watched, spree.Match));
            left -= (double)price * quantity;
            yield return society.Now + SimTime.Seconds(random.Exponential(spree.Match == 0 ? 75 : 12));
        }
    }

    /// <summary>Buys at least one pack, and more until the purse holds <paramref name="coins"/>, a coin at the least.</summary>
    public static IEnumerable<long> Buy(Society society, Account fan, double coins, AgentRandom random)
    {
        do
        {
            Instrument instrument = People.PayWith(fan, random);
            double wanted = Math.Max(1, coins - fan.Coins) * random.Between(0.8, 1.3);
            int pack = society.Parameters.Prices.PackAtMost(instrument.Channel, wanted);
            var checkout = new Checkout(pack, instrument, People.Visit(fan, random), instrument.Market);
            while (random.Chance(society.Parameters.DeclineRate))
            {
                society.Platform.Decline(fan, checkout, DeclineCodes.Ordinary(random));
                yield return society.Now + SimTime.Seconds(random.Between(15, 150));
            }

            society.Reversals.FateOfHonest(society.Platform.Purchase(fan, checkout), random);
            yield return society.Now + SimTime.Seconds(random.LogNormal(50, 0.9));
        }
        while (fan.Coins < Math.Max(1, coins));
    }
}
