using Bogus;

namespace FraudWatch.Simulator.Economy;

/// <summary>Coin packs and what they cost: a flat price a coin, other sizes in the app than on the web, the web cheaper.</summary>
internal sealed class PriceList
{
    private static readonly double[] PackShape = [20, 70, 150, 350, 700, 1_400, 3_500, 7_000, 17_500, 35_000];
    private const int FewestPacks = 5;
    private const int LargestCustomAmount = 100_000;

    private readonly int[] _webPacks;
    private readonly int[] _appPacks;
    private readonly Regimes _regimes;

    private PriceList(int[] webPacks, int[] appPacks, double referenceCents, Regimes regimes) =>
        (_webPacks, _appPacks, ReferenceCentsPerCoin, _regimes) = (webPacks, appPacks, referenceCents, regimes);

    /// <summary>In-app price of one coin at price level 1, US cents.</summary>
    public double ReferenceCentsPerCoin { get; }

    public static PriceList Draw(Randomizer random, Regimes regimes)
    {
        double scale = random.Double(0.7, 1.5);
        double[] shape = [.. random.Shuffle(PackShape).Take(random.Number(FewestPacks, PackShape.Length)).Order()];
        int[] web = [.. shape.Select(p => Nice(p * scale * random.Double(0.97, 1.03)))];
        double app = random.Double(0.85, 1);
        return new PriceList(web, [.. web.Select(p => (int)Math.Max(5, p * app))], random.Double(0.9, 2.1), regimes);
    }

    /// <summary>Pack sizes sold in a channel, ascending, in coins.</summary>
    public IReadOnlyList<int> Packs(Channel channel) => channel is Channel.Ios or Channel.Android ? _appPacks : _webPacks;

    /// <summary>The largest pack not above <paramref name="wanted"/> coins, else the smallest; any round amount where the web sells those.</summary>
    public int PackAtMost(Channel channel, double wanted)
    {
        if (channel is Channel.Web && _regimes.Terms.CustomWebAmounts && wanted > _webPacks[0])
        {
            return (int)Math.Min(wanted, LargestCustomAmount) / 10 * 10;
        }

        IReadOnlyList<int> packs = Packs(channel);
        int best = packs[0];
        foreach (int pack in packs)
        {
            if (pack <= wanted)
            {
                best = pack;
            }
        }

        return best;
    }

    /// <summary>Price in US cents on the given day of the run, at least one cent.</summary>
    public long Cents(int coins, Channel channel, Market storefront, int day)
    {
        double factor = day >= storefront.Shock.FirstDay && day < storefront.Shock.LastDay ? storefront.Shock.Factor : 1;
        double discount = channel is Channel.Web ? 1 - _regimes.Terms.WebDiscount : 1;
        double cents = coins * ReferenceCentsPerCoin * _regimes.Terms.PriceFactor * storefront.PriceLevel * factor * discount;
        // App stores price in steps that end in 9; the web does not.
        return Math.Max(1, channel is Channel.Web or Channel.Carrier ? (long)Math.Round(cents) : (long)Math.Ceiling(cents / 10) * 10 - 1);
    }

    /// <summary>Price of a coin a customer of this market sees at home, US cents.</summary>
    public double HomeCentsPerCoin(Market market) => ReferenceCentsPerCoin * market.PriceLevel;

    private static int Nice(double value)
    {
        double step = Math.Pow(10, Math.Floor(Math.Log10(value)) - 1) * 5;
        return (int)Math.Max(5, Math.Round(value / step) * step);
    }
}
