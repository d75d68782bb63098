using FraudWatch.Training.Learners;
using Xunit;

namespace FraudWatch.Tests.Training;

public sealed class LearnersThresholdTests
{
    [Fact]
    public void The_threshold_is_that_of_the_slow_twin()
    {
        int found = 0;
        for (int seed = 0; seed < 400; seed++)
        {
            Random random = new(seed);
            double[] probabilities = [.. Enumerable.Range(0, random.Next(1, 120)).Select(_ => seed % 2 == 0 ? random.Next(10) / 10d : random.NextDouble())];
            bool[] labels = [.. probabilities.Select(p => random.NextDouble() < p)];
            double target = 0.3 + (random.NextDouble() * 0.6);
            ChosenThreshold? chosen = ThresholdChoice.Smallest(probabilities, labels, target, ThresholdChoice.NinetyFivePercent);
            Assert.True(SlowSmallest(probabilities, labels, target) == chosen?.Threshold, $"seed {seed}");
            found += chosen is null ? 0 : 1;
        }

        Assert.InRange(found, 50, 350);
    }

    [Fact]
    public void Ten_hits_of_ten_do_not_prove_a_precision_of_95_percent()
    {
        double[] probabilities = [.. Enumerable.Repeat(0.99, 10), .. Enumerable.Repeat(0.1, 10)];
        bool[] labels = [.. probabilities.Select(p => p > 0.5)];
        Assert.Null(ThresholdChoice.Smallest(probabilities, labels, 0.95, ThresholdChoice.NinetyFivePercent));
        Assert.Equal(0.99, ThresholdChoice.Smallest(probabilities, labels, 0.95, deviations: 0)?.Threshold);
    }

    [Fact]
    public void The_choice_tells_what_it_flags()
    {
        double[] probabilities = [.. Enumerable.Repeat(0.8, 900), .. Enumerable.Repeat(0.2, 1000)];
        bool[] labels = [.. Enumerable.Range(0, 1900).Select(i => i < 880 || i >= 1890)];
        ChosenThreshold? chosen = ThresholdChoice.Smallest(probabilities, labels, 0.95, ThresholdChoice.NinetyFivePercent);
        Assert.NotNull(chosen);
        Assert.Equal((0.8, 900, 880, 890), (chosen.Threshold, chosen.Flagged, chosen.TruePositives, chosen.Positives));
        Assert.Equal(880 / 900d, chosen.Precision);
        Assert.Equal(880 / 890d, chosen.Recall);
        Assert.InRange(chosen.PrecisionLowerBound, 0.95, chosen.Precision);
    }

    /// <summary>Figures from the interval's definition: the share at which the observed one lies just the deviations away.</summary>
    [Theory]
    [InlineData(10, 10)]
    [InlineData(0, 10)]
    [InlineData(7, 9)]
    [InlineData(950, 1000)]
    public void Wilsons_bound_solves_its_equation(int hits, int trials)
    {
        double bound = ThresholdChoice.WilsonLowerBound(hits, trials, ThresholdChoice.NinetyFivePercent);
        double deviations = ((double)hits / trials) - bound;
        Assert.Equal(ThresholdChoice.NinetyFivePercent * Math.Sqrt(bound * (1 - bound) / trials), deviations, 12);
    }

    private static double? SlowSmallest(double[] probabilities, bool[] labels, double target) =>
        probabilities.Where(threshold =>
        {
            int[] flagged = [.. Enumerable.Range(0, labels.Length).Where(i => probabilities[i] >= threshold)];
            return ThresholdChoice.WilsonLowerBound(flagged.Count(i => labels[i]), flagged.Length, ThresholdChoice.NinetyFivePercent) >= target;
        }).Cast<double?>().Min();
}
