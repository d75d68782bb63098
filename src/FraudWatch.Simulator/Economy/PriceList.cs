using Bogus;

namespace FraudWatch.Simulator.Economy;

/// <summary>Coin packs and what they cost: a flat price a coin, other sizes in the app than on the web, the web cheaper.</summary>
internal sealed class PriceList
{
    private static readonly double[] PackShape = [70, 350, 700, 1_400, 3_500, 7_000, 17_500];

    private readonly int[] _webPacks;
    private readonly int[] _appPacks;
    private readonly double _webDiscount;

    private PriceList(int[] webPacks, int[] appPacks, double referenceCents, double webDiscount) =>
        (_webPacks, _appPacks, ReferenceCentsPerCoin, _webDiscount) = (webPacks, appPacks, referenceCents, webDiscount);

    /// <summary>In-app price of one coin at price level 1, US cents.</summary>
    public double ReferenceCentsPerCoin { get; }

    public static PriceList Draw(Randomizer random)
    {
        double scale = random.Double(0.75, 1.45);
        int[] web = [.. PackShape.Select(p => Nice(p * scale * random.Double(0.97, 1.03)))];
        int[] app = [.. web.Select(p => (int)(p * 0.94))];
        return new PriceList(web, app, random.Double(1.2, 1.65), random.Double(0.15, 0.30));
    }

    /// <summary>Pack sizes sold in a channel, ascending, in coins.</summary>
    public IReadOnlyList<int> Packs(Channel channel) => channel is Channel.Ios or Channel.Android ? _appPacks : _webPacks;

    /// <summary>The largest pack not above <paramref name="wanted"/> coins, else the smallest.</summary>
    public int PackAtMost(Channel channel, double wanted)
    {
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
        double discount = channel is Channel.Web ? 1 - _webDiscount : 1;
        double cents = coins * ReferenceCentsPerCoin * storefront.PriceLevel * factor * discount;
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
