using System.Text;
using FraudWatch.Detection.Scoring;
using FraudWatch.Training.Learners;
using FraudWatch.Training.XGBoost;
using Xunit;

namespace FraudWatch.Tests.Training;

/// <summary>These tests train with the installed libxgboost0; without it they fail and name the package.</summary>
public sealed class LearnersXGBoostTests
{
    private static readonly LearnerOptions Options = new() { Trees = 40, LeavesPerTree = 31, ExamplesPerLeaf = 20 };

    [Theory]
    [InlineData(0)]
    [InlineData(0.15)]
    public void Compiled_trees_score_as_XGBoost_does_to_the_bit(double missing)
    {
        TrainingTable table = LearnersTables.Table(rows: 6000, seed: 11, missing);
        using XGBoostBooster booster = XGBoostLearner.Fit(table, Options);
        TreeEnsemble compiled = XGBoostJson.Compile(booster.SaveJson());
        Assert.Equal(Options.Trees, compiled.Trees.Length);
        float[] rows = [.. table.Features, .. LearnersTables.Table(rows: 3000, seed: 12, missing: 0.3).Features, .. OnEverySplit(compiled)];
        float[] margins = booster.PredictMargins(rows, table.FeatureCount);
        float[] probabilities = booster.PredictProbabilities(rows, table.FeatureCount);
        float[] batch = new float[margins.Length];
        compiled.ScoreRows(rows, batch);
        for (int row = 0; row < margins.Length; row++)
        {
            float score = compiled.Score(rows.AsSpan(row * table.FeatureCount, table.FeatureCount));
            Assert.True(SameBits(margins[row], score), $"row {row}: XGBoost {margins[row]:R}, compiled {score:R}");
            Assert.True(SameBits(margins[row], batch[row]), $"row {row} in a batch");
            Assert.True(SameBits(probabilities[row], compiled.LearnerProbability(score)), $"row {row}: probability");
        }
    }

    [Fact]
    public void The_same_table_and_seed_give_the_same_bytes()
    {
        byte[][] models = [.. Enumerable.Range(0, 2).Select(_ =>
        {
            using XGBoostBooster booster = XGBoostLearner.Fit(LearnersTables.Table(rows: 3000, seed: 4, missing: 0.1), Options);
            return booster.SaveJson();
        })];
        Assert.Equal(models[0], models[1]);
    }

    [Fact]
    public void Another_table_gives_another_model()
    {
        using XGBoostBooster one = XGBoostLearner.Fit(LearnersTables.Table(rows: 3000, seed: 4, missing: 0), Options);
        using XGBoostBooster other = XGBoostLearner.Fit(LearnersTables.Table(rows: 3000, seed: 5, missing: 0), Options);
        Assert.NotEqual(one.SaveJson(), other.SaveJson());
    }

    [Fact]
    public void It_learns_what_there_is_to_learn()
    {
        TrainingTable holdout = LearnersTables.Table(rows: 4000, seed: 2, missing: 0);
        TrainedEnsemble trained = new XGBoostLearner().Train(LearnersTables.Table(rows: 8000, seed: 1, missing: 0), holdout, Options);
        float[] scores = new float[holdout.RowCount];
        trained.Ensemble.ScoreRows(holdout.Features, scores);
        Assert.InRange(LearnersTables.AreaUnderCurve(scores, holdout.Labels), 0.9, 1);
        Assert.StartsWith("XGBoost 1.", trained.Library);
    }

    [Fact]
    public void A_table_of_one_label_is_refused()
    {
        TrainingTable table = new(1, [1, 2, 3], [false, false, false], [1, 1, 1]);
        Assert.Contains("found 0 positives among 3 rows", Assert.Throws<TrainingException>(() => new XGBoostLearner().Train(table, table, Options)).Message);
    }

    [Theory]
    [InlineData("binary:logistic", "reg:squarederror", "objective has name 'reg:squarederror'")]
    [InlineData("\"gbtree\"", "\"dart\"", "booster has name 'dart'")]
    [InlineData("\"num_class\":\"0\"", "\"num_class\":\"3\"", "num_class '3'")]
    [InlineData("\"left_children\":[1,", "\"left_children\":[0,", "tree 0 has a child 0")]
    [InlineData("\"left_children\":[1,", "\"left_children\":[9999,", "tree 0 has a child 9999")]
    [InlineData("\"split_conditions\":[", "\"split_conditions\":[1,", "arrays of other lengths")]
    [InlineData("\"learner\"", "\"student\"", "not an XGBoost JSON model")]
    [InlineData("}", "", "not an XGBoost JSON model")]
    public void A_model_that_cannot_be_compiled_is_refused(string part, string replacement, string problem)
    {
        using XGBoostBooster booster = XGBoostLearner.Fit(LearnersTables.Table(rows: 1000, seed: 4, missing: 0), Options with { Trees = 2 });
        string json = Encoding.UTF8.GetString(booster.SaveJson());
        Assert.Contains(part, json);
        TrainingException e = Assert.Throws<TrainingException>(() => XGBoostJson.Compile(Encoding.UTF8.GetBytes(json.Replace(part, replacement))));
        Assert.Contains(problem, e.Message);
    }

    [Fact]
    public void XGBoosts_own_error_is_told()
    {
        TrainingTable table = LearnersTables.Table(rows: 100, seed: 4, missing: 0);
        TrainingException e = Assert.Throws<TrainingException>(() => XGBoostBooster.Train(table, [new("objective", "no:such")], 1));
        Assert.Contains("no:such", e.Message);
    }

    /// <summary>For each split a row with its feature exactly on the threshold, where a wrong rule would show.</summary>
    private static IEnumerable<float> OnEverySplit(TreeEnsemble ensemble) =>
        ensemble.Trees.SelectMany(tree => tree.Splits).SelectMany(split =>
            Enumerable.Range(0, ensemble.FeatureCount).Select(feature => feature == split.Feature ? split.Threshold : 2.5f));

    private static bool SameBits(float a, float b) => BitConverter.SingleToUInt32Bits(a) == BitConverter.SingleToUInt32Bits(b);
}
