using FraudWatch.Simulator;
using FraudWatch.Simulator.Economy;
using FraudWatch.Simulator.Output;
using Xunit;

namespace FraudWatch.Tests.Simulator;

/// <summary>What is learnt on some economies must not be a constant of all: each seed draws its world from wide ranges.</summary>
public sealed class SimulatedWorldsTests
{
    private const int Days = 60;
    private static readonly EconomyParameters[] Worlds = [.. Enumerable.Range(0, 60).Select(seed => EconomyParameters.Draw(seed, Days))];

    public static TheoryData<string, double, double> WideRanges => new()
    {
        // figure, at most the smallest, at least the largest of sixty worlds
        { "creator share", 0.34, 0.47 },
        { "cents a coin", 1.1, 1.8 },
        { "web discount", 0.10, 0.28 },
        { "packs", 6, 9 },
        { "gifts", 22, 28 },
        { "markets", 7, 13 },
        { "spend", 26, 60 },
        { "creators for a payer", 0.30, 0.50 },
        { "device loss", 0.02, 0.15 },
        { "dwell loss", 0.02, 0.5 },
        { "dwell", 6.5, 12.5 },
        { "payout cap", 600, 1_500 },
        { "diamonds for a coin", 0.5, 1.2 },
        { "weekly payouts", 0.35, 0.6 },
        { "web share", 0.16, 0.34 },
    };

    [Theory]
    [MemberData(nameof(WideRanges))]
    public void A_figure_of_the_world_differs_widely_from_seed_to_seed(string figure, double smallest, double largest)
    {
        double[] values = [.. Worlds.Select(w => Of(w, figure))];

        Assert.True(values.Min() <= smallest, $"smallest {values.Min()}");
        Assert.True(values.Max() >= largest, $"largest {values.Max()}");
    }

    [Fact]
    public void The_creators_share_stays_within_the_reported_bounds() =>
        Assert.All(Worlds.SelectMany(w => w.Markets), m => Assert.InRange(m.CreatorShare, EconomyParameters.LeastCreatorShare, EconomyParameters.MostCreatorShare));

    [Fact]
    public void Economies_write_their_ids_in_several_ways()
    {
        string[] shapes = [.. Worlds.Select(w => Shape(w.Ids.Text('u', 0x0123_4567_89AB_CDEF))).Distinct()];

        Assert.Equal(5, shapes.Length);
    }

    [Theory]
    [InlineData(IdFormat.Style.Base32)]
    [InlineData(IdFormat.Style.Hexadecimal)]
    [InlineData(IdFormat.Style.Decimal)]
    [InlineData(IdFormat.Style.Uuid)]
    [InlineData(IdFormat.Style.Prefixed)]
    internal void Two_accounts_never_share_an_id_and_an_account_keeps_its_own(IdFormat.Style style)
    {
        var format = new IdFormat(style, key: 99);
        ulong[] values = [0, 1, ulong.MaxValue, ulong.MaxValue - 1, 1UL << 63, .. Enumerable.Range(1, 2_000).Select(i => (ulong)i * 0x9E3779B97F4A7C15UL)];

        string[] ids = [.. values.Select(v => format.Text('u', v))];

        Assert.Equal(values.Length, ids.Distinct().Count());
        Assert.Equal(ids, values.Select(v => format.Text('u', v)));
        Assert.Single(ids.Select(id => id.Length).Distinct());
        Assert.InRange(ids[0].Length, 1, 64);
    }

    [Fact]
    public void Now_and_then_a_platform_never_sends_an_optional_field_and_always_the_device_and_the_network()
    {
        Assert.Contains(Worlds, w => w.Losses is { CreationTime: 1 } or { Viewers: 1 } or { Watched: 1 } or { Match: 1 } or { Payer: 1 });
        Assert.All(Worlds, w => Assert.InRange(Math.Max(w.Losses.Device, w.Losses.Network), 0.003, 0.3));
    }

    [Fact]
    public void The_terms_change_at_about_three_fifths_of_the_run()
    {
        Assert.All(Worlds, w => Assert.InRange(w.Regimes.ChangesOn, 0.54 * Days, 0.66 * Days));

        int changed = Worlds.Count(w =>
        {
            w.Regimes.BeginDay(0);
            Terms before = w.Regimes.Terms;
            w.Regimes.BeginDay(w.Regimes.ChangesOn - 1);
            Assert.Equal(before, w.Regimes.Terms);
            w.Regimes.BeginDay(w.Regimes.ChangesOn);
            return before != w.Regimes.Terms;
        });
        Assert.InRange(changed, 45, 60);
        Array.ForEach(Worlds, w => w.Regimes.BeginDay(0));
    }

    [Fact]
    public void The_change_shows_in_the_stream()
    {
        SimulationOptions options = new() { Payers = 400, Days = 40, FraudRate = 0 };
        long seed = Enumerable.Range(0, 60).First(s => AppPriceChange(s, options.Days) is < 0.95 or > 1.05);
        SimulatedEconomy economy = SimulatedEconomy.Of(options with { Seed = seed });
        int changesOn = economy.Simulation.Society.Parameters.Regimes.ChangesOn;
        // Undisturbed markets only: a currency shock moves prices too.
        var calm = economy.Simulation.Society.Parameters.Markets.Where(m => m.Shock.Factor >= 1).Select(m => m.Code).ToHashSet();
        var prices = economy.Events()
            .Where(e => e.GetProperty("type").GetString() == "coin.purchased" && e.GetProperty("channel").GetString() == "ios"
                && e.GetProperty("coins").GetInt64() > 300 && calm.Contains(e.GetProperty("storefront_country").GetString()!))
            .ToLookup(e => e.GetProperty("occurred_at").GetDateTimeOffset() >= options.End.AddDays(changesOn - options.Days + 1), e =>
                (Country: e.GetProperty("storefront_country").GetString()!, Price: e.GetProperty("price_usd").GetDouble() / e.GetProperty("coins").GetInt64()));

        var before = prices[false].GroupBy(p => p.Country).ToDictionary(g => g.Key, g => g.Average(p => p.Price));
        double[] ratios = [.. prices[true].Where(p => before.ContainsKey(p.Country)).Select(p => p.Price / before[p.Country])];
        Assert.InRange(ratios.Average() / AppPriceChange(seed, options.Days), 0.96, 1.04);
    }

    private static double AppPriceChange(long seed, int days)
    {
        Regimes regimes = EconomyParameters.Draw(seed, days).Regimes;
        regimes.BeginDay(days);
        return regimes.Terms.PriceFactor;
    }

    private static double Of(EconomyParameters world, string figure) => figure switch
    {
        "creator share" => world.Markets.Average(m => m.CreatorShare),
        "cents a coin" => world.Prices.ReferenceCentsPerCoin,
        "web discount" => world.Regimes.Terms.WebDiscount,
        "packs" => world.Prices.Packs(Channel.Ios).Count,
        "gifts" => world.Gifts.Count,
        "markets" => world.Markets.Length,
        "spend" => world.MeanMonthlySpendUsd,
        "creators for a payer" => world.CreatorsPerPayer,
        "device loss" => world.Losses.Device,
        "dwell loss" => world.Losses.Watched,
        "dwell" => world.DwellMinutes,
        "payout cap" => world.DailyPayoutCapUsd,
        "diamonds for a coin" => world.DiamondsPerCoin,
        "weekly payouts" => world.Payouts.RhythmWeights[1] / world.Payouts.RhythmWeights.Sum(),
        "web share" => world.Channels[(int)Channel.Web] / world.Channels.Sum(),
        _ => throw new ArgumentOutOfRangeException(nameof(figure), figure, "Expected a figure that is compared."),
    };

    private static string Shape(string id) => $"{id.Length} {(id[0] == 'u' ? "u" : "")} {id.Count(c => c is '-' or '_')}";
}
