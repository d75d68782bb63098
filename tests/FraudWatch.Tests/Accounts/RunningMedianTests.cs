using FraudWatch.Detection.Accounts;
using Xunit;

namespace FraudWatch.Tests.Accounts;

public sealed class RunningMedianTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void It_stays_near_the_middle_of_heavy_tailed_values(int seed)
    {
        var random = new Random(seed);
        var median = default(RunningMedian);
        var values = new List<long>();
        for (int i = 0; i < 5000; i++)
        {
            long value = (long)(1000 * Math.Exp(1.5 * ((random.NextDouble() * 4) - 2)));
            values.Add(value);
            median.Add(value);
        }

        values.Sort();
        double rank = values.BinarySearch(median.Value) is int found && found >= 0 ? found : ~values.BinarySearch(median.Value);
        Assert.True(rank / values.Count is > 0.35 and < 0.65, $"seed {seed}: estimate {median.Value} is at {rank / values.Count:P0} of the values");
    }
}
