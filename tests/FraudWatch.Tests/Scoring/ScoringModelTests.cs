using FraudWatch.Detection.Scoring;
using FraudWatch.Testing.Scoring;
using Xunit;

namespace FraudWatch.Tests.Scoring;

public sealed class ScoringModelTests
{
    private static readonly FeatureSchema Schema = new("ring", 2, ["gifts_1h", "cycle_value", "dwell_p50"]);

    [Fact]
    public void A_model_of_these_very_features_is_accepted() => Model().RequireSchema(new FeatureSchema("ring", 2, Schema.Features));

    [Theory]
    [InlineData("ring", 2, "gifts_1h,cycle_count,dwell_p50", "feature 1: expected 'cycle_count', found 'cycle_value'")]
    [InlineData("ring", 2, "cycle_value,gifts_1h,dwell_p50", "feature 0: expected 'cycle_value', found 'gifts_1h'")]
    [InlineData("ring", 2, "gifts_1h,cycle_value", "feature 2: expected no more features, found 'dwell_p50'")]
    [InlineData("ring", 2, "gifts_1h,cycle_value,dwell_p50,rooms_1d", "feature 3: expected 'rooms_1d', found no more features")]
    [InlineData("ring", 3, "gifts_1h,cycle_value,dwell_p50", "expected version 3 of schema 'ring', found version 2")]
    [InlineData("resale", 2, "gifts_1h,cycle_value,dwell_p50", "expected schema 'resale', found 'ring'")]
    public void A_model_of_other_features_is_refused_with_the_first_difference(string name, int version, string features, string difference)
    {
        FeatureSchema program = new(name, version, features.Split(','));
        ModelSchemaException e = Assert.Throws<ModelSchemaException>(() => Model().RequireSchema(program));
        Assert.Contains(difference, e.Message);
        Assert.Contains("ring-7", e.Message);
    }

    [Fact]
    public void A_threshold_the_model_lacks_is_named_with_those_it_has() =>
        Assert.Contains("no threshold 'hold'; it has: flag, member", Assert.Throws<KeyNotFoundException>(() => Model().Threshold("hold")).Message);

    [Fact]
    public void The_score_is_the_raw_score_and_its_calibrated_probability()
    {
        ModelScore score = Model().Score([0, 0, 0]);
        Assert.Equal(Model().Ensemble.Score([0, 0, 0]), score.Raw);
        Assert.Equal(1 / (1 + Math.Exp(-2d * score.Raw)), score.Probability);
    }

    [Fact]
    public void Trees_over_another_number_of_features_are_refused()
    {
        TreeEnsemble four = new RandomTrees(new Random(1)).Ensemble(ScoreRule.XGBoost(0), 1, 2, featureCount: 4);
        Assert.Throws<ArgumentException>(() => new ScoringModel(Model().Id, Schema, four, Model().Calibration, Model().Card));
    }

    [Fact]
    public void A_feature_that_stands_twice_is_refused() =>
        Assert.Contains("'a' stands twice", Assert.Throws<ArgumentException>(() => new FeatureSchema("s", 1, ["a", "b", "a"])).Message);

    private static ScoringModel Model() => new(
        new ModelId("ring", "7"),
        Schema,
        new RandomTrees(new Random(1)).Ensemble(ScoreRule.XGBoost(0), 4, 5, Schema.Count),
        Calibration.Platt(-2, 0),
        new ModelCard([new("member", 0.4), new("flag", 0.6)], []));
}
