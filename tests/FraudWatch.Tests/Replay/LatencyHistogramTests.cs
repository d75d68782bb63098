using FraudWatch.Replay;
using Xunit;

namespace FraudWatch.Tests.Replay;

public sealed class LatencyHistogramTests
{
    [Fact]
    public void Percentiles_are_those_of_the_sorted_durations_within_a_bucket()
    {
        var random = new Random(41);
        long[] durations = [.. Enumerable.Range(0, 20_000).Select(_ => (long)Math.Exp(random.NextDouble() * 25))];
        var histogram = new LatencyHistogram();
        foreach (long duration in durations)
        {
            histogram.Add(duration);
        }

        Array.Sort(durations);
        foreach (double share in new[] { 0.001, 0.5, 0.9, 0.99, 0.9999, 1 })
        {
            long exact = durations[(int)Math.Ceiling(durations.Length * share) - 1];
            Assert.InRange(histogram.Percentile(share), exact, exact + (exact / 32));
        }
    }

    [Theory]
    [InlineData(-5, 0)]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(63, 63)]
    [InlineData(long.MaxValue, long.MaxValue)]
    public void Small_and_extreme_durations_have_a_bucket(long duration, long percentile)
    {
        var histogram = new LatencyHistogram();
        histogram.Add(duration);
        Assert.Equal(percentile, histogram.Percentile(0.5));
    }

    [Fact]
    public void Nothing_counted_is_zero() => Assert.Equal(0, new LatencyHistogram().Percentile(0.99));
}
