using System.Collections.Immutable;

namespace FraudWatch.Detection.Scoring;

/// <summary>
/// Boosted trees, compiled for scoring: raw scores are bit-identical to those of the learner that grew the trees.
/// Immutable, so one instance may be used by any number of threads; scoring allocates nothing.
/// </summary>
public sealed class TreeEnsemble
{
    /// <summary>Bounds what a hostile file can make the scorer do.</summary>
    public const int MaxTrees = 4096;

    private readonly CompiledTrees _compiled;

    /// <param name="rule">The arithmetic of the learner that grew the trees.</param>
    /// <param name="featureCount">The length of the vectors to score.</param>
    /// <param name="trees">In the learner's order, which is the order of summation.</param>
    /// <exception cref="ArgumentException">Too many trees, or a tree that reads a feature the vector does not have; says which.</exception>
    public TreeEnsemble(ScoreRule rule, int featureCount, IEnumerable<DecisionTree> trees)
    {
        Rule = rule;
        FeatureCount = featureCount;
        Trees = [.. trees];
        RequireLimits();
        _compiled = rule.Learner switch
        {
            Learner.FastTree => new CompiledTrees<double>(this, 0d),
            Learner.XGBoost => new CompiledTrees<float>(this, rule.BaseMargin),
            _ => throw new ArgumentException($"Unknown learner {rule.Learner}."),
        };
    }

    public ScoreRule Rule { get; }

    public int FeatureCount { get; }

    public ImmutableArray<DecisionTree> Trees { get; }

    public int LeafCount => Trees.Sum(tree => tree.LeafValues.Length);

    /// <summary>The raw score (log-odds scale) of one vector. NaN is a missing value.</summary>
    /// <exception cref="ArgumentException">The vector's length is not <see cref="FeatureCount"/>.</exception>
    public float Score(ReadOnlySpan<float> features)
    {
        if (features.Length != FeatureCount)
        {
            ThrowLength(features.Length, FeatureCount);
        }

        return _compiled.Score(features);
    }

    /// <summary>The raw scores of many vectors, laid one after the other; each is the same to the bit as <see cref="Score"/> gives.</summary>
    /// <exception cref="ArgumentException"><paramref name="rows"/> does not hold exactly one vector for each score.</exception>
    public void ScoreRows(ReadOnlySpan<float> rows, Span<float> scores)
    {
        if (rows.Length != (long)scores.Length * FeatureCount)
        {
            ThrowLength(rows.Length, (long)scores.Length * FeatureCount);
        }

        _compiled.ScoreRows(rows, scores);
    }

    /// <summary>The probability the learner itself would state for a raw score; not calibrated on a holdout.</summary>
    public float LearnerProbability(float score) => Rule.Probability(score);

    private static void ThrowLength(int found, long expected) =>
        throw new ArgumentException($"The ensemble expected {expected} feature values, found {found}.");

    private void RequireLimits()
    {
        if (FeatureCount is < 1 or > FeatureSchema.MaxFeatures)
        {
            throw new ArgumentException($"An ensemble reads 1 to {FeatureSchema.MaxFeatures} features, found {FeatureCount}.");
        }

        if (Trees.Length > MaxTrees)
        {
            throw new ArgumentException($"An ensemble has at most {MaxTrees} trees, found {Trees.Length}.");
        }

        for (int i = 0; i < Trees.Length; i++)
        {
            foreach (TreeSplit split in Trees[i].Splits)
            {
                if (split.Feature >= FeatureCount)
                {
                    throw new ArgumentException($"Tree {i} reads feature {split.Feature}: expected a feature below {FeatureCount}.");
                }
            }
        }
    }
}
