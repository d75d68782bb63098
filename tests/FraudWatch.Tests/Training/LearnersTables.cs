using FraudWatch.Training.Learners;

namespace FraudWatch.Tests.Training;

/// <summary>A question with an answer that trees can find: few positives, two features that matter, the rest noise.</summary>
internal static class LearnersTables
{
    public const int FeatureCount = 8;

    public static TrainingTable Table(int rows, int seed, double missing)
    {
        Random random = new(seed);
        float[] features = new float[rows * FeatureCount];
        bool[] labels = new bool[rows];
        for (int row = 0; row < rows; row++)
        {
            Span<float> values = features.AsSpan(row * FeatureCount, FeatureCount);
            for (int i = 0; i < FeatureCount; i++)
            {
                // Coarse values stand on the learner's splits, as counts in real features do.
                values[i] = i % 2 == 0 ? random.Next(-3, 10) : (float)(random.NextDouble() * 8);
            }

            labels[row] = random.NextDouble() < 1 / (1 + Math.Exp(6 - values[0] - (0.7 * values[1])));
            for (int i = 0; i < FeatureCount; i++)
            {
                values[i] = random.NextDouble() < missing ? float.NaN : values[i];
            }
        }

        float[] weights = [.. labels.Select(label => label ? 2f : 1f)];
        return new TrainingTable(FeatureCount, features, labels, weights);
    }

    /// <summary>The share of pairs of a positive and a negative that the scores put in order; ties count half.</summary>
    public static double AreaUnderCurve(IReadOnlyList<float> scores, IReadOnlyList<bool> labels)
    {
        (float Score, bool Label)[] ranked = [.. scores.Zip(labels).OrderBy(pair => pair.First)];
        double sum = 0;
        for (int start = 0, end; start < ranked.Length; start = end)
        {
            for (end = start; end < ranked.Length && ranked[end].Score == ranked[start].Score; end++)
            {
            }

            sum += ranked[start..end].Count(row => row.Label) * ((start + end + 1) / 2d);
        }

        double positives = labels.Count(label => label);
        return (sum - (positives * (positives + 1) / 2)) / (positives * (labels.Count - positives));
    }
}
