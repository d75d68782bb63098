namespace FraudWatch.Training.Learners;

/// <summary>
/// What a learner is given: one row of features for each example, laid one after the other, with a label and a weight.
/// NaN is a missing value; each learner says what it does with it.
/// </summary>
public sealed class TrainingTable
{
    /// <param name="featureCount">Values in a row, at least 1.</param>
    /// <param name="features">Row after row; no infinity.</param>
    /// <param name="labels">True for fraud.</param>
    /// <param name="weights">Above 0 and finite, one for each row.</param>
    /// <exception cref="ArgumentException">Sizes differ, or a value cannot be learned from; says which row.</exception>
    public TrainingTable(int featureCount, float[] features, bool[] labels, float[] weights)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(featureCount, 1);
        if (weights.Length != labels.Length || features.Length != (long)labels.Length * featureCount)
        {
            throw new ArgumentException($"A table of {labels.Length} labels and {featureCount} features expects {labels.Length} weights and {(long)labels.Length * featureCount} values, found {weights.Length} and {features.Length}.");
        }

        FeatureCount = featureCount;
        Features = features;
        Labels = labels;
        Weights = weights;
        RequireUsableNumbers();
    }

    public int FeatureCount { get; }

    public int RowCount => Labels.Length;

    public float[] Features { get; }

    public bool[] Labels { get; }

    public float[] Weights { get; }

    public int Positives => Labels.Count(label => label);

    public ReadOnlySpan<float> Row(int row) => Features.AsSpan(row * FeatureCount, FeatureCount);

    /// <summary>The weighted share of positives, strictly between 0 and 1.</summary>
    /// <exception cref="TrainingException">There are only positives or only negatives (or no rows): nothing can be learned.</exception>
    public double BaseRate()
    {
        double positive = 0;
        double all = 0;
        for (int i = 0; i < RowCount; i++)
        {
            all += Weights[i];
            positive += Labels[i] ? Weights[i] : 0;
        }

        return positive > 0 && positive < all
            ? positive / all
            : throw new TrainingException($"Training expects examples of both labels, found {Positives} positives among {RowCount} rows.");
    }

    private void RequireUsableNumbers()
    {
        for (int i = 0; i < Features.Length; i++)
        {
            if (float.IsInfinity(Features[i]))
            {
                throw new ArgumentException($"Row {i / FeatureCount}, feature {i % FeatureCount} is infinite: expected a number, or NaN when it is missing.");
            }
        }

        for (int i = 0; i < Weights.Length; i++)
        {
            if (!float.IsFinite(Weights[i]) || Weights[i] <= 0)
            {
                throw new ArgumentException($"Row {i} has the weight {Weights[i]}: expected a finite weight above 0.");
            }
        }
    }
}
