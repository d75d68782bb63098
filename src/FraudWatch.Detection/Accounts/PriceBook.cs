using FraudWatch.Detection.State;

namespace FraudWatch.Detection.Accounts;

/// <summary>What a coin usually costs, read off the stream: per storefront country and over all, as running medians.</summary>
public sealed class PriceBook : ISavedState
{
    private readonly List<RunningMedian> _byCountry = [];
    private RunningMedian _overall;

    /// <summary>Usual price of 1,000 coins in millionths of a US dollar, over all storefronts; 0 before the first purchase.</summary>
    public long Overall => _overall.Value;

    public void Add(int storefront, long coins, long priceMicros)
    {
        long price = UnitPrice(coins, priceMicros);
        _overall.Add(price);
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

    /// <summary>Usual price of 1,000 coins in a storefront country; the overall one while the country is little known.</summary>
    public long In(int country) =>
        country >= 0 && country < _byCountry.Count && _byCountry[country].Seen >= 8 ? _byCountry[country].Value : Overall;

    void ISavedState.Save(StateWriter to)
    {
        to.Figures(ref _overall);
        to.Items(_byCountry);
    }

    void ISavedState.Load(StateReader from)
    {
        from.Figures(ref _overall);
        from.Items(_byCountry);
    }

    /// <summary>Price of 1,000 coins in millionths of a US dollar.</summary>
    public static long UnitPrice(long coins, long priceMicros) => (long)((Int128)priceMicros * 1000 / coins);
}
