namespace FraudWatch.Training.Learners;

/// <summary>
/// What both learners understand. The defaults are what did best on 200,000 rows of 40 features with 2% positives.
/// </summary>
public sealed record LearnerOptions
{
    public int Trees { get; init; } = 100;

    public int LeavesPerTree { get; init; } = 31;

    /// <summary>How much of each tree's correction is taken, above 0 to 1.</summary>
    public double LearningRate { get; init; } = 0.2;

    /// <summary>
    /// FastTree: fewest examples in a leaf. XGBoost bounds the sum of p(1−p) instead, which is given as this number times
    /// base rate × (1 − base rate), so that both mean the same before the first tree.
    /// </summary>
    public int ExamplesPerLeaf { get; init; } = 50;

    /// <summary>The same seed and table give the same model.</summary>
    public int Seed { get; init; } = 1;

    /// <exception cref="ArgumentException">A value is out of its range; lists all that are.</exception>
    public void RequireValid()
    {
        List<string> problems = [];
        Check(Trees is >= 1 and <= Detection.Scoring.TreeEnsemble.MaxTrees, $"Trees 1 to {Detection.Scoring.TreeEnsemble.MaxTrees}, found {Trees}");
        Check(LeavesPerTree is >= 2 and <= Detection.Scoring.DecisionTree.MaxLeaves, $"LeavesPerTree 2 to {Detection.Scoring.DecisionTree.MaxLeaves}, found {LeavesPerTree}");
        Check(LearningRate is > 0 and <= 1, $"LearningRate above 0 to 1, found {LearningRate}");
        Check(ExamplesPerLeaf >= 1, $"ExamplesPerLeaf at least 1, found {ExamplesPerLeaf}");
        if (problems.Count > 0)
        {
            throw new ArgumentException($"Learner options: expected {string.Join("; expected ", problems)}.");
        }

        void Check(bool holds, string problem)
        {
            if (!holds)
            {
                problems.Add(problem);
            }
        }
    }
}
