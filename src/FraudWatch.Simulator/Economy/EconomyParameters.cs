using Bogus;
using FraudWatch.Simulator.Output;

namespace FraudWatch.Simulator.Economy;

/// <summary>What differs from one economy to the next. All drawn from the seed, so that nothing learnt on some is a constant of all.</summary>
internal sealed record EconomyParameters
{
    /// <summary>Bounds of the part of a gift's price that a creator may cash.</summary>
    public const double LeastCreatorShare = 0.31;
    public const double MostCreatorShare = 0.50;

    private static readonly double[] UsualChannels = [0.36, 0.27, 0.24, 0.06, 0.07];
    private static readonly double[] UsualBigSpenderChannels = [0.20, 0.14, 0.60, 0.02, 0.04];

    public required Market[] Markets { get; init; }
    public required PriceList Prices { get; init; }
    public required GiftCatalogue Gifts { get; init; }
    public required Regimes Regimes { get; init; }
    public required IdFormat Ids { get; init; }
    public required FieldLosses Losses { get; init; }
    public required PayoutHabits Payouts { get; init; }

    /// <summary>Weights of the channels of <see cref="Channel"/>, for most people and for those who spend much.</summary>
    public required double[] Channels { get; init; }
    public required double[] BigSpenderChannels { get; init; }

    /// <summary>Creators for each honest payer.</summary>
    public required double CreatorsPerPayer { get; init; }

    /// <summary>Median time watched before a gift, minutes.</summary>
    public required double DwellMinutes { get; init; }

    public required double OldAppShare { get; init; }
    public required double SecondDeviceShare { get; init; }
    public required double ForeignCardShare { get; init; }

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
    public double DailyPayoutCapUsd => Regimes.Terms.DailyPayoutCapUsd;

    /// <summary>Draws the economy of a seed with a horizon of <paramref name="days"/> days.</summary>
    public static EconomyParameters Draw(long seed, int days)
    {
        // Bogus seeds are 32 bits; folding keeps the high half of a long seed in play.
        var random = new Randomizer(unchecked((int)(seed ^ (seed >> 32)) * 7919 + 17));
        double share = random.Double(LeastCreatorShare, MostCreatorShare);
        Regimes regimes = Regimes.Draw(random, days);
        return new EconomyParameters
        {
            Markets = MarketTable.Draw(random, share, days),
            Prices = PriceList.Draw(random, regimes),
            Gifts = GiftCatalogue.Draw(random),
            DiamondsPerCoin = random.ArrayElement([0.5, 1.0, share, random.Double(0.3, 2)]),
            MeanMonthlySpendUsd = 40 * Math.Exp(random.Double(-0.6, 0.6)),
            SpendSigma = random.Double(2.35, 2.72),
            PopularitySigma = random.Double(1.9, 2.5),
            NewcomerShare = random.Double(0.12, 0.30),
            VpnShare = random.Double(0.03, 0.16),
            MobileShare = random.Double(0.2, 0.6),
            DeclineRate = random.Double(0.045, 0.08),
            FriendlyChargebackRate = random.Double(0.0030, 0.0050),
            RefundRate = random.Double(0.006, 0.012),
            Regimes = regimes,
            Ids = IdFormat.Draw(random),
            Losses = FieldLosses.Draw(random),
            Payouts = PayoutHabits.Draw(random),
            Channels = [.. UsualChannels.Select(w => w * Math.Exp(random.Double(-0.7, 0.7)))],
            BigSpenderChannels = [.. UsualBigSpenderChannels.Select(w => w * Math.Exp(random.Double(-0.7, 0.7)))],
            CreatorsPerPayer = random.Double(0.25, 0.55),
            DwellMinutes = random.Double(5, 14),
            OldAppShare = random.Double(0.01, 0.12),
            SecondDeviceShare = random.Double(0.15, 0.4),
            ForeignCardShare = random.Double(0.015, 0.05),
        };
    }

    /// <summary>Rounded down, as platforms do: a one-coin gift may credit nothing.</summary>
    public long DiamondsFor(long coins) => (long)(coins * DiamondsPerCoin);

    /// <summary>What the diamonds buy when they are turned back into coins: their cash value at the reference price, less the fee.</summary>
    public long CoinsFor(long diamonds, Market market) =>
        (long)(diamonds * market.CreatorShare / DiamondsPerCoin * (1 - Regimes.Terms.ExchangeFee));

    /// <summary>Cash value of diamonds in US cents.</summary>
    public long CentsFor(long diamonds, Market market) =>
        (long)(diamonds * market.CreatorShare / DiamondsPerCoin * Prices.ReferenceCentsPerCoin);

    /// <summary>The most diamonds whose cash value does not exceed <paramref name="usd"/>.</summary>
    public long DiamondsWorth(double usd, Market market) =>
        (long)(usd * 100 / (market.CreatorShare / DiamondsPerCoin * Prices.ReferenceCentsPerCoin));
}
