using FraudWatch.Training.Learners;
using Xunit;

namespace FraudWatch.Tests.Training;

public sealed class LearnersTableTests
{
    [Fact]
    public void Sizes_that_differ_are_refused() =>
        Assert.Contains("expects 2 weights and 6 values, found 2 and 5", Assert.Throws<ArgumentException>(() => new TrainingTable(3, new float[5], [true, false], [1, 1])).Message);

    [Fact]
    public void An_infinite_value_is_refused_with_its_place() =>
        Assert.Contains("Row 1, feature 0 is infinite", Assert.Throws<ArgumentException>(() => new TrainingTable(2, [1, float.NaN, float.PositiveInfinity, 1], [true, false], [1, 1])).Message);

    [Theory]
    [InlineData(0f)]
    [InlineData(-1f)]
    [InlineData(float.NaN)]
    public void A_weight_that_is_none_is_refused(float weight) =>
        Assert.Contains("Row 1 has the weight", Assert.Throws<ArgumentException>(() => new TrainingTable(1, [1, 2], [true, false], [1, weight])).Message);

    [Fact]
    public void The_base_rate_counts_weights() =>
        Assert.Equal(0.25, new TrainingTable(1, [1, 2, 3], [true, false, false], [1, 2, 1]).BaseRate());

    [Fact]
    public void Options_out_of_range_are_all_listed()
    {
        string message = Assert.Throws<ArgumentException>(() => new LearnerOptions { Trees = 0, LearningRate = 2 }.RequireValid()).Message;
        Assert.Contains("Trees 1 to", message);
        Assert.Contains("LearningRate above 0", message);
    }

    [Fact]
    public void A_learner_this_build_lacks_is_named_with_those_it_has()
    {
        Assert.Equal("xgboost", LearnerCatalog.Named("xgboost").Name);
        string all = string.Join(", ", LearnerCatalog.All.Select(learner => learner.Name));
        Assert.Contains($"expected one of: {all}.", Assert.Throws<ArgumentException>(() => LearnerCatalog.Named("lightgbm")).Message);
    }
}
