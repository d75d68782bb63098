using FraudWatch.Detection.Scoring;
using Xunit;

namespace FraudWatch.Tests.Scoring;

public sealed class CalibrationTests
{
    [Fact]
    public void A_table_is_straight_between_its_points_and_flat_beyond_them()
    {
        Calibration table = Calibration.Table([-1, 1, 2], [0.1, 0.5, 0.9]);
        Assert.Equal(0.1, table.Calibrate(-50));
        Assert.Equal(0.1, table.Calibrate(-1));
        Assert.Equal(0.3, table.Calibrate(0), 12);
        Assert.Equal(0.5, table.Calibrate(1));
        Assert.Equal(0.9, table.Calibrate(2));
        Assert.Equal(0.9, table.Calibrate(double.PositiveInfinity));
    }

    [Fact]
    public void A_higher_score_never_gets_a_lower_probability()
    {
        for (int seed = 0; seed < 50; seed++)
        {
            Random random = new(seed);
            double[] scores = [.. Enumerable.Range(0, 40).Select(_ => random.NextDouble()).Distinct().Order()];
            double[] probabilities = [.. scores.Select(_ => random.NextDouble()).Order()];
            foreach (Calibration calibration in new[] { Calibration.Table(scores, probabilities), Calibration.Platt(-random.NextDouble() * 20, random.NextDouble()) })
            {
                double[] raws = [.. Enumerable.Range(0, 3000).Select(_ => (random.NextDouble() * 1.2) - 0.1), .. scores, .. scores.Select(Math.BitDecrement), .. scores.Select(Math.BitIncrement)];
                Array.Sort(raws);
                double[] calibrated = [.. raws.Select(calibration.Calibrate)];
                Assert.True(calibrated.Zip(calibrated.Skip(1)).All(pair => pair.First <= pair.Second), $"seed {seed}, {calibration.Kind}");
                Assert.All(calibrated, p => Assert.InRange(p, 0, 1));
            }
        }
    }

    [Theory]
    [InlineData(new[] { 0d, 0 }, new[] { 0.1, 0.2 })]
    [InlineData(new[] { 0d, 1 }, new[] { 0.2, 0.1 })]
    [InlineData(new[] { 0d, 1 }, new[] { 0.2, 1.1 })]
    [InlineData(new[] { 0d, double.NaN }, new[] { 0.2, 0.3 })]
    [InlineData(new[] { 0d, 1 }, new[] { 0.2, double.NaN })]
    [InlineData(new double[0], new double[0])]
    [InlineData(new[] { 0d }, new[] { 0.2, 0.3 })]
    public void A_table_that_is_no_monotone_map_is_refused(double[] scores, double[] probabilities) =>
        Assert.Throws<ArgumentException>(() => Calibration.Table(scores, probabilities));

    [Fact]
    public void A_Platt_slope_that_turns_scores_upside_down_is_refused() =>
        Assert.Throws<ArgumentException>(() => Calibration.Platt(0.1, 0));
}
