namespace FraudWatch.Training.Learners;

/// <summary>
/// The learners this program was built with, the one that trains unless another is named first. FastTree is there when the feed
/// had Microsoft.ML.
/// </summary>
public static class LearnerCatalog
{
    public static IReadOnlyList<ILearner> All { get; } =
    [
#if MLNET
        new MLNet.FastTreeLearner(),
#endif
        new XGBoost.XGBoostLearner(),
    ];

    /// <exception cref="ArgumentException">No such learner in this build; lists those there are.</exception>
    public static ILearner Named(string name) =>
        All.FirstOrDefault(learner => learner.Name == name)
        ?? throw new ArgumentException($"Learner '{name}' is not part of this build; expected one of: {string.Join(", ", All.Select(learner => learner.Name))}.");
}
