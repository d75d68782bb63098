using FraudWatch.Detection.Scoring;
using FraudWatch.Training.Learners;
using Xunit;

namespace FraudWatch.Tests.Training;

public sealed class LearnersCalibrationTests
{
    [Fact]
    public void Pooling_gives_the_rates_of_the_slow_twin()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            (float[] scores, bool[] labels) = Holdout(new Random(seed), count: 2 + (seed % 60), coarse: seed % 2 == 0);
            List<ScoreBlock> blocks = IsotonicCalibration.PoolAdjacentViolators(scores, labels);
            double[] pooled = [.. blocks.SelectMany(block => Enumerable.Repeat(block.Rate, block.Count))];
            double[] slow = SlowIsotonic(scores, labels);
            Assert.True(pooled.Zip(slow).All(pair => Math.Abs(pair.First - pair.Second) < 1e-12), $"seed {seed}");
        }
    }

    [Fact]
    public void A_block_of_too_few_examples_decides_nothing()
    {
        (float[] scores, bool[] labels) = Holdout(new Random(1), count: 5000, coarse: false);
        Calibration fine = IsotonicCalibration.Fit(scores, labels, examplesPerBlock: 1);
        Calibration coarse = IsotonicCalibration.Fit(scores, labels, examplesPerBlock: 400);
        Assert.True(coarse.Scores.Length <= 5000 / 400);
        Assert.True(coarse.Scores.Length < fine.Scores.Length);
    }

    [Fact]
    public void Nothing_is_certain_at_either_end()
    {
        float[] scores = [.. Enumerable.Range(0, 200).Select(i => (float)i)];
        bool[] labels = [.. scores.Select(score => score >= 100)];
        Calibration calibration = IsotonicCalibration.Fit(scores, labels, examplesPerBlock: 50);
        Assert.Equal(1 / 102d, calibration.Calibrate(-5), 12);
        Assert.Equal(101 / 102d, calibration.Calibrate(500), 12);
    }

    [Fact]
    public void Isotonic_finds_the_rates_that_made_the_labels()
    {
        (float[] scores, bool[] labels) = Holdout(new Random(7), count: 40_000, coarse: false);
        Calibration calibration = IsotonicCalibration.Fit(scores, labels, IsotonicCalibration.DefaultExamplesPerBlock);
        for (double score = -3; score <= 3; score += 0.5)
        {
            Assert.InRange(calibration.Calibrate(score) - True(score), -0.06, 0.06);
        }
    }

    [Fact]
    public void Platt_lands_where_slow_descent_lands()
    {
        for (int seed = 0; seed < 5; seed++)
        {
            (float[] scores, bool[] labels) = Holdout(new Random(seed), count: 300, coarse: false);
            Calibration platt = PlattScaling.Fit(scores, labels);
            (double a, double b) = SlowPlatt(scores, labels);
            Assert.True(Math.Abs(a - platt.Slope) < 1e-4 && Math.Abs(b - platt.Offset) < 1e-4, $"seed {seed}: slow ({a}, {b}), Platt ({platt.Slope}, {platt.Offset})");
        }
    }

    [Fact]
    public void Platt_stays_finite_where_the_labels_are_cleanly_apart()
    {
        float[] scores = [.. Enumerable.Range(0, 100).Select(i => i - 50f)];
        Calibration platt = PlattScaling.Fit(scores, [.. scores.Select(score => score >= 0)]);
        Assert.InRange(platt.Calibrate(49), 0.9, 1);
        Assert.InRange(platt.Calibrate(-50), 0, 0.1);
    }

    [Fact]
    public void Scores_that_point_the_wrong_way_are_refused()
    {
        float[] scores = [.. Enumerable.Range(0, 100).Select(i => (float)i)];
        Assert.Contains("higher scores mean fewer positives", Assert.Throws<TrainingException>(() => PlattScaling.Fit(scores, [.. scores.Select(score => score < 40)])).Message);
    }

    [Fact]
    public void A_holdout_of_one_label_is_refused()
    {
        Assert.Throws<TrainingException>(() => IsotonicCalibration.Fit([1, 2], [true, true], 1));
        Assert.Throws<TrainingException>(() => PlattScaling.Fit([1, 2], [false, false]));
    }

    private static double True(double score) => 1 / (1 + Math.Exp(0.7 - (1.6 * score)));

    private static (float[] Scores, bool[] Labels) Holdout(Random random, int count, bool coarse)
    {
        float[] scores = [.. Enumerable.Range(0, count).Select(_ => coarse ? random.Next(-3, 4) : (float)((random.NextDouble() * 8) - 4))];
        bool[] labels = [.. scores.Select(score => random.NextDouble() < True(score))];
        if (labels.Distinct().Count() == 1)
        {
            labels[0] = !labels[0];
        }

        return (scores, labels);
    }

    /// <summary>The textbook's max-min formula over all runs of examples: the rate at i is the largest, over starts up to i, of the smallest mean over ends from i.</summary>
    private static double[] SlowIsotonic(float[] scores, bool[] labels)
    {
        (float Score, double Mean, int Count)[] groups = [.. scores.Zip(labels).GroupBy(pair => pair.First).OrderBy(group => group.Key)
            .Select(group => (group.Key, group.Average(pair => pair.Second ? 1d : 0d), group.Count()))];
        return [.. Enumerable.Range(0, groups.Length).SelectMany(i => Enumerable.Repeat(
            Enumerable.Range(0, i + 1).Max(start => Enumerable.Range(i, groups.Length - i).Min(end =>
                groups[start..(end + 1)].Sum(g => g.Mean * g.Count) / groups[start..(end + 1)].Sum(g => g.Count))),
            groups[i].Count))];
    }

    /// <summary>Plain gradient descent on the same loss, slow but without Newton's algebra.</summary>
    private static (double Slope, double Offset) SlowPlatt(float[] scores, bool[] labels)
    {
        double positives = labels.Count(label => label);
        double negatives = labels.Length - positives;
        double a = 0;
        double b = 0;
        for (int step = 0; step < 60_000; step++)
        {
            double gradientA = 0;
            double gradientB = 0;
            for (int i = 0; i < scores.Length; i++)
            {
                double target = labels[i] ? (positives + 1) / (positives + 2) : 1 / (negatives + 2);
                double error = target - (1 / (1 + Math.Exp((a * scores[i]) + b)));
                gradientA += error * scores[i] / scores.Length;
                gradientB += error / scores.Length;
            }

            a -= 0.5 * gradientA;
            b -= 0.5 * gradientB;
        }

        return (a, b);
    }
}
