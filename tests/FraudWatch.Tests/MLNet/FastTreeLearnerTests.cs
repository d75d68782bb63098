using FraudWatch.Detection.Scoring;
using FraudWatch.Tests.Training;
using FraudWatch.Training.Learners;
using FraudWatch.Training.MLNet;
using Xunit;

namespace FraudWatch.Tests.MLNet;

/// <summary>Compiled only where the feed has Microsoft.ML: holds the compiled trees against ML.NET's own predictions.</summary>
public sealed class FastTreeLearnerTests
{
    private static readonly LearnerOptions Options = new() { Trees = 60, LeavesPerTree = 31, ExamplesPerLeaf = 20 };

    [Theory]
    [InlineData(0)]
    [InlineData(0.15)]
    public void Compiled_trees_score_every_holdout_row_as_MLNet_does_to_the_bit(double missing)
    {
        FastTreeModel model = FastTreeModel.Train(LearnersTables.Table(rows: 8000, seed: 21, missing), Options);
        TreeEnsemble compiled = model.Compile();
        Assert.Equal(Options.Trees, compiled.Trees.Length);
        TrainingTable holdout = Holdout(compiled);
        (float[] scores, float[] probabilities) = model.Predict(holdout);
        Assert.Equal(holdout.RowCount, scores.Length);
        float[] batch = new float[scores.Length];
        compiled.ScoreRows(holdout.Features, batch);
        for (int row = 0; row < scores.Length; row++)
        {
            float score = compiled.Score(holdout.Row(row));
            Assert.True(SameBits(scores[row], score), $"row {row}: ML.NET {scores[row]:R}, compiled {score:R}");
            Assert.True(SameBits(scores[row], batch[row]), $"row {row} in a batch");
            Assert.True(SameBits(probabilities[row], compiled.LearnerProbability(score)), $"row {row}: probability");
        }
    }

    [Fact]
    public void The_same_table_and_seed_give_the_same_trees()
    {
        TreeEnsemble[] twice = [.. Enumerable.Range(0, 2).Select(_ => new FastTreeLearner().Train(LearnersTables.Table(rows: 4000, seed: 4, missing: 0.1), LearnersTables.Table(rows: 10, seed: 5, missing: 0), Options).Ensemble)];
        Assert.True(twice[0].Trees.Zip(twice[1].Trees).All(pair => pair.First.Splits.SequenceEqual(pair.Second.Splits) && pair.First.LeafValues.SequenceEqual(pair.Second.LeafValues)));
    }

    [Fact]
    public void It_learns_what_there_is_to_learn_with_values_missing_too()
    {
        TrainingTable holdout = LearnersTables.Table(rows: 4000, seed: 2, missing: 0.05);
        TrainedEnsemble trained = new FastTreeLearner().Train(LearnersTables.Table(rows: 8000, seed: 1, missing: 0.05), holdout, Options);
        float[] scores = new float[holdout.RowCount];
        trained.Ensemble.ScoreRows(holdout.Features, scores);
        Assert.InRange(LearnersTables.AreaUnderCurve(scores, holdout.Labels), 0.85, 1);
        Assert.StartsWith("Microsoft.ML.FastTree 5.", trained.Library);
        Assert.Equal("fasttree", LearnerCatalog.All[0].Name);
    }

    [Fact]
    public void A_table_of_one_label_is_refused()
    {
        TrainingTable table = new(1, [1, 2, 3], [true, true, true], [1, 1, 1]);
        Assert.Contains("found 3 positives among 3 rows", Assert.Throws<TrainingException>(() => new FastTreeLearner().Train(table, table, Options)).Message);
    }

    /// <summary>Plain rows, rows with missing values, and for each split a row with its feature exactly on the threshold.</summary>
    private static TrainingTable Holdout(TreeEnsemble ensemble)
    {
        float[] features =
        [
            .. LearnersTables.Table(rows: 4000, seed: 22, missing: 0).Features,
            .. LearnersTables.Table(rows: 2000, seed: 23, missing: 0.3).Features,
            .. ensemble.Trees.SelectMany(tree => tree.Splits).SelectMany(split =>
                Enumerable.Range(0, ensemble.FeatureCount).Select(feature => feature == split.Feature ? split.Threshold : 2.5f)),
        ];
        int rows = features.Length / ensemble.FeatureCount;
        return new TrainingTable(ensemble.FeatureCount, features, new bool[rows], [.. Enumerable.Repeat(1f, rows)]);
    }

    private static bool SameBits(float a, float b) => BitConverter.SingleToUInt32Bits(a) == BitConverter.SingleToUInt32Bits(b);
}
