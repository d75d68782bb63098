using FraudWatch.Detection.State;

namespace FraudWatch.Detection.Accounts;

/// <summary>
/// What a coin usually costs, read off the stream: per storefront country and over all, as running medians; and so how much a coin
/// is, which no two platforms agree on.
/// </summary>
public sealed class PriceBook : ISavedState
{
    private readonly List<RunningMedian> _byCountry = [];
    private RunningMedian _overall;
    private RunningMedian _pack;

    /// <summary>Price of 1,000 usual coins, millionths of a US dollar: about what coins cost where the models were trained.</summary>
    private const long UsualPrice = 13_000_000;

    /// <summary>Usual coins of a usual purchase; the scale where nothing is known of prices.</summary>
    private const long UsualPack = 100;

    /// <summary>Usual price of 1,000 coins in millionths of a US dollar, over all storefronts; 0 before the first purchase.</summary>
    public long Overall => _overall.Value;

    public void Add(int storefront, long coins, long priceMicros)
    {
        long price = UnitPrice(coins, priceMicros);
        _overall.Add(price);
        _pack.Add(coins);
        if (storefront < 0)
        {
            return;
        }

        while (_byCountry.Count <= storefront)
        {
            _byCountry.Add(default);
        }

        RunningMedian median = _byCountry[storefront];
        median.Add(price);
        _byCountry[storefront] = median;
    }

    /// <summary>
    /// As many coins as the same money buys where 1,000 cost 13 dollars. Figures that amounts go into are told in these, so that a platform
    /// with coins thirty times as small looks the same. Without prices (all zero) a usual purchase is the measure; before the
    /// first purchase coins are taken as they are.
    /// </summary>
    public long ToUsualCoins(long coins) => Scale(coins, up: false);

    /// <summary>The platform's coins of so many usual ones.</summary>
    public long FromUsualCoins(long coins) => Scale(coins, up: true);

    private long Scale(long coins, bool up)
    {
        (long part, long whole) = _overall.Value > 0 ? (_overall.Value, UsualPrice) : _pack.Value > 0 ? (UsualPack, _pack.Value) : (1, 1);
        (part, whole) = up ? (whole, part) : (part, whole);
        return (long)Int128.Min(long.MaxValue / 2, (((Int128)coins * part) + (whole / 2)) / whole);
    }

    /// <summary>Usual price of 1,000 coins in a storefront country; the overall one while the country is little known.</summary>
    public long In(int country) =>
        country >= 0 && country < _byCountry.Count && _byCountry[country].Seen >= 8 ? _byCountry[country].Value : Overall;

    void ISavedState.Save(StateWriter to)
    {
        to.Figures(ref _overall);
        to.Figures(ref _pack);
        to.Items(_byCountry);
    }

    void ISavedState.Load(StateReader from)
    {
        from.Figures(ref _overall);
        from.Figures(ref _pack);
        from.Items(_byCountry);
    }

    /// <summary>Price of 1,000 coins in millionths of a US dollar.</summary>
    public static long UnitPrice(long coins, long priceMicros) => (long)((Int128)priceMicros * 1000 / coins);
}
