namespace FraudWatch.Training.Learners;

/// <summary>Grows boosted trees for a yes-or-no question. Microsoft.ML's FastTree and XGBoost stand behind it.</summary>
public interface ILearner
{
    /// <summary>"fasttree" or "xgboost": what the command line and model cards call it.</summary>
    string Name { get; }

    /// <summary>Deterministic: the same table and options give the same trees.</summary>
    /// <param name="table">What it learns from.</param>
    /// <param name="holdout">Rows it does not learn from, only scores: what the compiled trees are held against.</param>
    /// <param name="options">How it learns.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="TrainingException">The table holds one label only, or the learner's library is missing or failed.</exception>
    TrainedEnsemble Train(TrainingTable table, TrainingTable holdout, LearnerOptions options);
}
