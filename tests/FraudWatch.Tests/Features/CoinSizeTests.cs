using System.Text.Json.Nodes;
using FraudWatch.Detection;
using FraudWatch.Detection.Accounts;
using FraudWatch.Detection.Decisions.Typologies;
using FraudWatch.Detection.Features;
using FraudWatch.Replay;
using FraudWatch.Testing.Events;
using FraudWatch.Tests.House;
using Xunit;

namespace FraudWatch.Tests.Features;

/// <summary>How much a coin is, is read off the stream (contract §1).</summary>
public sealed class CoinSizeTests : IDisposable
{
    private readonly EventFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(30)]
    [InlineData(1000)]
    public void Coins_and_diamonds_so_many_times_as_small_leave_every_feature_as_it_is(int times)
    {
        double[] plain = MeansOf(times: 1);
        double[] smaller = MeansOf(times);
        for (int i = 0; i < plain.Length; i++)
        {
            Assert.True(Math.Abs(plain[i] - smaller[i]) <= 0.02 + (0.005 * Math.Abs(plain[i])), $"{(AccountFeature)i}: {plain[i]:F4}, with smaller coins {smaller[i]:F4}");
        }
    }

    [Fact]
    public void A_reason_tells_coins_as_the_platform_counts_them()
    {
        var prices = new PriceBook();
        for (int i = 0; i < 20; i++)
        {
            prices.Add(0, coins: 30_000, priceMicros: 13_000_000);
        }

        Assert.Equal((1000, 30_000), (prices.ToUsualCoins(30_000), prices.FromUsualCoins(1000)));
        string? text = ReasonCatalogue.Say(AccountFeature.CoinsBought1d, FeatureMath.Log(1000), FeatureMath.Log(10), prices)?.Text;
        Assert.Equal("30,000 coins bought within a day (usually 300)", text);
    }

    [Fact]
    public void Before_the_first_purchase_coins_are_as_they_are_and_without_prices_a_purchase_is_the_measure()
    {
        var prices = new PriceBook();
        Assert.Equal(500, prices.ToUsualCoins(500));
        prices.Add(0, coins: 5000, priceMicros: 0);
        Assert.Equal(10, prices.ToUsualCoins(500));
    }

    private double[] MeansOf(int times)
    {
        var means = new Means();
        var detector = new FraudDetector(new DetectorSetup { Policy = ModelFolder.LoadPolicy(Installation.Models), RingModel = null, ResaleModel = null }) { Observer = means };
        string[] files = [.. new[] { "coin-events.jsonl", "gift-events.jsonl" }.Select(name => _folder.WriteText($"{times}-{name}", Multiplied(name, times)))];
        new ReplayRun(new ReplayRequest(files, null, 8), detector, TimeProvider.System).Run(_ => { }, CancellationToken.None);
        return means.All();
    }

    private static string Multiplied(string name, int times) => string.Concat(File.ReadLines(RepositoryFiles.PathOf("data-samples/small/" + name)).Select(line =>
    {
        JsonObject next = JsonNode.Parse(line)!.AsObject();
        foreach (string amount in new[] { "coins", "diamonds" })
        {
            if (next.TryGetPropertyValue(amount, out JsonNode? value))
            {
                next[amount] = value!.GetValue<long>() * times;
            }
        }

        return next.ToJsonString() + "\n";
    }));

    private sealed class Means : ICandidateObserver
    {
        private readonly double[] _sums = new double[FeatureVector.Count];
        private long _seen;

        public void Saw(in Candidate candidate)
        {
            _seen++;
            for (int i = 0; i < candidate.Features.Length; i++)
            {
                _sums[i] += candidate.Features[i];
            }
        }

        public double[] All() => Array.ConvertAll(_sums, sum => sum / _seen);
    }
}
