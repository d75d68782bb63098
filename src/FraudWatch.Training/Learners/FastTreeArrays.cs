using FraudWatch.Detection.Scoring;

namespace FraudWatch.Training.Learners;

/// <summary>One tree as ML.NET's <c>RegressionTree</c> shows it: a child ≥ 0 is a split, a negative child c is leaf ~c.</summary>
public sealed record FastTreeArrays(
    IReadOnlyList<int> Feature,
    IReadOnlyList<float> Threshold,
    IReadOnlyList<int> LeftChild,
    IReadOnlyList<int> RightChild,
    IReadOnlyList<double> LeafValues)
{
    /// <summary>Compiles trees to ML.NET's rule: at or below goes left, NaN right, doubles summed in order, then cast to float.</summary>
    /// <param name="featureCount">The length of the vectors.</param>
    /// <param name="slope">ML.NET's fixed Platt slope, −2 × learning rate.</param>
    /// <param name="offset">ML.NET's Platt offset, 0.</param>
    /// <param name="trees">In ML.NET's order.</param>
    /// <exception cref="ArgumentException">The arrays are not trees; says where.</exception>
    public static TreeEnsemble Compile(int featureCount, double slope, double offset, IEnumerable<FastTreeArrays> trees) =>
        new(ScoreRule.FastTree(slope, offset), featureCount, trees.Select(tree => tree.ToTree()));

    private DecisionTree ToTree()
    {
        int splits = Feature.Count;
        if (splits == 0)
        {
            // ML.NET walks no tree without a split: whatever its leaf holds, it adds nothing.
            return new DecisionTree([], [0]);
        }

        if (Threshold.Count != splits || LeftChild.Count != splits || RightChild.Count != splits)
        {
            throw new ArgumentException($"A tree of {splits} splits has {Threshold.Count} thresholds, {LeftChild.Count} left and {RightChild.Count} right children.");
        }

        return new DecisionTree(
            Enumerable.Range(0, splits).Select(i => new TreeSplit(Feature[i], Threshold[i], LeftChild[i], RightChild[i], MissingGoesLeft: false)),
            LeafValues);
    }
}
