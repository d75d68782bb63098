using FraudWatch.Detection.Scoring;
using FraudWatch.Testing;
using FraudWatch.Testing.Scoring;
using Xunit;

namespace FraudWatch.Tests.Scoring;

public sealed class TreeEnsembleTests
{
    public static TheoryData<Learner, int, int> Shapes()
    {
        TheoryData<Learner, int, int> shapes = [];
        foreach (Learner learner in Enum.GetValues<Learner>())
        {
            foreach ((int trees, int leaves) in new[] { (0, 1), (1, 1), (1, 2), (2, 31), (3, 32), (5, 33), (7, 64), (9, 65), (100, 31), (6, 300) })
            {
                shapes.Add(learner, trees, leaves);
            }
        }

        return shapes;
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Scores_are_those_of_the_slow_twin_to_the_bit(Learner learner, int trees, int leaves)
    {
        for (int seed = 0; seed < 10; seed++)
        {
            RandomTrees random = new(new Random(seed));
            TreeEnsemble ensemble = random.Ensemble(Rule(learner), trees, leaves, featureCount: 1 + (seed * 5));
            for (int row = 0; row < 60; row++)
            {
                float[] features = random.Vector(ensemble, onSplit: 0.05, missing: row % 3 == 0 ? 0.1 : 0);
                Assert.True(SameBits(SlowTreeScorer.Score(ensemble, features), ensemble.Score(features)), $"seed {seed}, row {row}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_batch_of_any_size_scores_as_its_rows_do(Learner learner, int trees, int leaves)
    {
        RandomTrees random = new(new Random(trees + leaves));
        TreeEnsemble ensemble = random.Ensemble(Rule(learner), trees, leaves, featureCount: 13);
        foreach (int rows in new[] { 0, 1, 7, 8, 15, 16, 17, 31, 33, 200 })
        {
            float[][] vectors = [.. Enumerable.Range(0, rows).Select(row => random.Vector(ensemble, onSplit: 0.02, missing: row >= 100 && row % 11 == 0 ? 0.2 : 0))];
            float[] scores = new float[rows];
            ensemble.ScoreRows(vectors.SelectMany(vector => vector).ToArray(), scores);
            for (int row = 0; row < rows; row++)
            {
                Assert.True(SameBits(ensemble.Score(vectors[row]), scores[row]), $"row {row} of {rows}");
            }
        }
    }

    [Theory]
    [InlineData(Learner.FastTree, 1f, -1)]
    [InlineData(Learner.XGBoost, 1f, 1)]
    [InlineData(Learner.FastTree, 0f, -1)]
    [InlineData(Learner.XGBoost, 0f, 1)]
    public void A_value_on_the_threshold_goes_the_learners_way(Learner learner, float threshold, float expected)
    {
        TreeEnsemble ensemble = new(Rule(learner, margin: 0), 1, [new DecisionTree([new TreeSplit(0, threshold, ~0, ~1, false)], [-1, 1])]);
        Assert.Equal(expected, ensemble.Score([threshold]));
        Assert.Equal(expected, ensemble.Score([threshold == 0 ? -0f : threshold]));
        Assert.Equal(-1, ensemble.Score([MathF.BitDecrement(threshold)]));
        Assert.Equal(1, ensemble.Score([MathF.BitIncrement(threshold)]));
    }

    [Fact]
    public void A_missing_value_goes_where_its_split_says()
    {
        TreeEnsemble ensemble = new(ScoreRule.XGBoost(0), 2, [
            new DecisionTree([new TreeSplit(0, 0, ~0, ~1, MissingGoesLeft: true)], [1, 2]),
            new DecisionTree([new TreeSplit(1, 0, ~0, ~1, MissingGoesLeft: false)], [10, 20]),
        ]);
        Assert.Equal(21, ensemble.Score([float.NaN, float.NaN]));
        Assert.Equal(12, ensemble.Score([5, -5]));
    }

    [Fact]
    public void A_vector_of_another_length_is_refused()
    {
        TreeEnsemble ensemble = new RandomTrees(new Random(1)).Ensemble(ScoreRule.XGBoost(0), 2, 3, featureCount: 4);
        Assert.Contains("expected 4 feature values, found 3", Assert.Throws<ArgumentException>(() => ensemble.Score(new float[3])).Message);
        Assert.Contains("expected 8 feature values, found 9", Assert.Throws<ArgumentException>(() => ensemble.ScoreRows(new float[9], new float[2])).Message);
    }

    [Fact]
    public void A_tree_that_reads_a_feature_the_vector_lacks_is_refused()
    {
        DecisionTree tree = new([new TreeSplit(4, 0, ~0, ~1, false)], [0, 1]);
        Assert.Contains("Tree 0 reads feature 4", Assert.Throws<ArgumentException>(() => new TreeEnsemble(ScoreRule.XGBoost(0), 4, [tree])).Message);
    }

    [Fact]
    public void Scoring_allocates_nothing()
    {
        RandomTrees random = new(new Random(3));
        TreeEnsemble ensemble = random.Ensemble(ScoreRule.FastTree(-0.4, 0), 100, 31, featureCount: 40);
        float[] features = random.Vector(ensemble, onSplit: 0, missing: 0);
        float sum = ensemble.Score(features);
        Assert.Equal(0, Allocations.LeastOf(() =>
        {
            for (int i = 0; i < 1000; i++)
            {
                sum += ensemble.Score(features);
            }
        }));
        Assert.True(float.IsFinite(sum));
    }

    private static ScoreRule Rule(Learner learner, float margin = -3.25f) =>
        learner == Learner.FastTree ? ScoreRule.FastTree(-0.4, 0) : ScoreRule.XGBoost(margin);

    private static bool SameBits(float a, float b) => BitConverter.SingleToUInt32Bits(a) == BitConverter.SingleToUInt32Bits(b);
}
