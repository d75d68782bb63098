using System.Diagnostics;
using FraudWatch.Detection.Scoring;
using FraudWatch.Testing.Scoring;

namespace FraudWatch.Benchmarks.Scoring;

/// <summary>Microseconds a row for 100 trees of 31 leaves over 40 features: one vector at a time, and in batches.</summary>
public static class ScoringBenchmark
{
    private const int Trees = 100;
    private const int Leaves = 31;
    private const int Features = 40;
    private const int Rows = 4096;
    private const int Rounds = 25;

    public static void Run(TextWriter output)
    {
        foreach (ScoreRule rule in new[] { ScoreRule.FastTree(-0.4, 0), ScoreRule.XGBoost(-3.9f) })
        {
            RandomTrees random = new(new Random(1));
            TreeEnsemble ensemble = random.Ensemble(rule, Trees, Leaves, Features);
            float[] rows = [.. Enumerable.Range(0, Rows).SelectMany(_ => random.Vector(ensemble, onSplit: 0, missing: 0))];
            Measure(output, $"{rule.Learner}", ensemble, rows);
        }
    }

    /// <summary>Writes the median and the fastest round of single-row and batch scoring.</summary>
    public static void Measure(TextWriter output, string name, TreeEnsemble ensemble, float[] rows)
    {
        int count = rows.Length / ensemble.FeatureCount;
        float[] scores = new float[count];
        Report(output, $"{name} single", count, () =>
        {
            for (int i = 0; i < count; i++)
            {
                scores[i] = ensemble.Score(rows.AsSpan(i * ensemble.FeatureCount, ensemble.FeatureCount));
            }
        });
        Report(output, $"{name} batch of {count}", count, () => ensemble.ScoreRows(rows, scores));
    }

    private static void Report(TextWriter output, string name, int rows, Action round)
    {
        double[] microseconds = new double[Rounds];
        for (int warm = 0; warm < 2; warm++)
        {
            for (int i = 0; i < Rounds; i++)
            {
                long start = Stopwatch.GetTimestamp();
                round();
                microseconds[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds / rows;
            }
        }

        Array.Sort(microseconds);
        output.WriteLine($"{name}: median {microseconds[Rounds / 2]:F3} µs/row, fastest {microseconds[0]:F3} µs/row");
    }
}
