using FraudWatch.Detection.Scoring;
using Xunit;

namespace FraudWatch.Tests.Scoring;

public sealed class DecisionTreeTests
{
    [Theory]
    [InlineData(0, ~0, "Split 0 has the child 0")] // its own child: a walk would never end
    [InlineData(3, ~0, "Split 0 has the child 3")]
    [InlineData(~3, 1, "Split 0 has the child -4")]
    [InlineData(1, 1, "already has a parent")]
    [InlineData(1, ~1, "already has a parent")]
    public void A_walk_that_could_leave_the_tree_or_never_end_is_refused(int left, int right, string problem)
    {
        TreeSplit[] splits = [Split(left, right), Split(~1, ~2)];
        Assert.Contains(problem, Assert.Throws<ArgumentException>(() => new DecisionTree(splits, [1, 2, 3])).Message);
    }

    [Fact]
    public void A_loop_apart_from_the_root_is_refused()
    {
        TreeSplit[] splits = [Split(~0, ~1), Split(2, ~2), Split(1, ~3)];
        Assert.Contains("Split 2 has the child 1", Assert.Throws<ArgumentException>(() => new DecisionTree(splits, [1, 2, 3, 4])).Message);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_threshold_that_is_no_number_is_refused(float threshold) =>
        Assert.Contains("finite threshold", Assert.Throws<ArgumentException>(() => new DecisionTree([new TreeSplit(0, threshold, ~0, ~1, false)], [1, 2])).Message);

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(1e10)]
    public void A_leaf_that_would_spoil_every_sum_is_refused(double leaf) =>
        Assert.Contains("Leaf 1", Assert.Throws<ArgumentException>(() => new DecisionTree([Split(~0, ~1)], [1, leaf])).Message);

    [Fact]
    public void Sizes_that_do_not_fit_are_refused()
    {
        Assert.Contains("found 0", Assert.Throws<ArgumentException>(() => new DecisionTree([], [])).Message);
        Assert.Contains("has 2 splits, found 1", Assert.Throws<ArgumentException>(() => new DecisionTree([Split(~0, ~1)], [1, 2, 3])).Message);
        Assert.Contains("1 to 1024 leaves", Assert.Throws<ArgumentException>(() => new DecisionTree([], new double[1025])).Message);
    }

    private static TreeSplit Split(int left, int right) => new(0, 0.5f, left, right, false);
}
