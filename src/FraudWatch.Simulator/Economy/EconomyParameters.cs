using Bogus;

namespace FraudWatch.Simulator.Economy;

/// <summary>What differs from one economy to the next. All drawn from the seed, so that nothing learnt on some is a constant of all.</summary>
internal sealed record EconomyParameters
{
    private static readonly double[] KnownShares = [0.31, 0.40, 0.50];

    public required Market[] Markets { get; init; }
    public required PriceList Prices { get; init; }
    public required GiftCatalogue Gifts { get; init; }

    /// <summary>Diamonds credited for each coin given.</summary>
    public required double DiamondsPerCoin { get; init; }

    /// <summary>Mean spend of an honest payer in a month, US dollars at reference prices.</summary>
    public required double MeanMonthlySpendUsd { get; init; }

    /// <summary>σ of the lognormal of monthly spend; 2.5 gives the top 20 % about 95 % of the value.</summary>
    public required double SpendSigma { get; init; }

    /// <summary>σ of the lognormal of creators' popularity.</summary>
    public required double PopularitySigma { get; init; }

    /// <summary>Part of the honest payers that join during the run.</summary>
    public required double NewcomerShare { get; init; }

    public required double VpnShare { get; init; }
    public required double MobileShare { get; init; }
    public required double DeclineRate { get; init; }
    public required double FriendlyChargebackRate { get; init; }
    public required double RefundRate { get; init; }

    /// <summary>Most a creator may withdraw in a day, US dollars.</summary>
    public required double DailyPayoutCapUsd { get; init; }

    /// <summary>Draws the economy of a seed with a horizon of <paramref name="days"/> days.</summary>
    public static EconomyParameters Draw(long seed, int days)
    {
        // Bogus seeds are 32 bits; folding keeps the high half of a long seed in play.
        var random = new Randomizer(unchecked((int)(seed ^ (seed >> 32)) * 7919 + 17));
        double share = random.ArrayElement(KnownShares) * random.Double(0.95, 1.05);
        return new EconomyParameters
        {
            Markets = MarketTable.Draw(random, share, days),
            Prices = PriceList.Draw(random),
            Gifts = GiftCatalogue.Draw(random),
            DiamondsPerCoin = random.ArrayElement([0.5, 1.0, share]),
            MeanMonthlySpendUsd = random.Double(34, 46),
            SpendSigma = random.Double(2.4, 2.7),
            PopularitySigma = random.Double(2.0, 2.4),
            NewcomerShare = random.Double(0.16, 0.26),
            VpnShare = random.Double(0.06, 0.10),
            MobileShare = random.Double(0.32, 0.46),
            DeclineRate = random.Double(0.05, 0.07),
            FriendlyChargebackRate = random.Double(0.0028, 0.0042),
            RefundRate = random.Double(0.006, 0.010),
            DailyPayoutCapUsd = random.ArrayElement([800d, 1000d, 1000d, 1250d]),
        };
    }

    /// <summary>Rounded down, as platforms do: a one-coin gift may credit nothing.</summary>
    public long DiamondsFor(long coins) => (long)(coins * DiamondsPerCoin);

    /// <summary>What the diamonds buy when they are turned back into coins: their cash value at the reference price.</summary>
    public long CoinsFor(long diamonds, Market market) =>
        (long)(diamonds * market.CreatorShare / DiamondsPerCoin);

    /// <summary>Cash value of diamonds in US cents.</summary>
    public long CentsFor(long diamonds, Market market) =>
        (long)(diamonds * market.CreatorShare / DiamondsPerCoin * Prices.ReferenceCentsPerCoin);

    /// <summary>The most diamonds whose cash value does not exceed <paramref name="usd"/>.</summary>
    public long DiamondsWorth(double usd, Market market) =>
        (long)(usd * 100 / (market.CreatorShare / DiamondsPerCoin * Prices.ReferenceCentsPerCoin));
}
