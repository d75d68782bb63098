using System.Globalization;
using FraudWatch.Training.Learners;

namespace FraudWatch.Training.XGBoost;

/// <summary>Trains with XGBoost's histogram method, best leaf first, and compiles the trees from its JSON.</summary>
public sealed class XGBoostLearner : ILearner
{
    public string Name => "xgboost";

    public TrainedEnsemble Train(TrainingTable table, TrainingTable holdout, LearnerOptions options)
    {
        using XGBoostBooster booster = Fit(table, options);
        return new TrainedEnsemble(
            XGBoostJson.Compile(booster.SaveJson()),
            $"XGBoost {XGBoostLibrary.Version()}",
            booster.PredictMargins(holdout.Features, holdout.FeatureCount));
    }

    /// <summary>The booster itself, for tests that hold the compiled trees against it.</summary>
    public static XGBoostBooster Fit(TrainingTable table, LearnerOptions options)
    {
        options.RequireValid();
        return XGBoostBooster.Train(table, Parameters(options, table.BaseRate()), options.Trees);
    }

    private static KeyValuePair<string, string>[] Parameters(LearnerOptions options, double baseRate) =>
    [
        new("objective", "binary:logistic"),
        new("booster", "gbtree"),
        new("tree_method", "hist"),
        new("grow_policy", "lossguide"),
        new("max_leaves", Text(options.LeavesPerTree)),
        new("max_depth", "0"),
        new("eta", Text(options.LearningRate)),
        new("min_child_weight", Text(options.ExamplesPerLeaf * baseRate * (1 - baseRate))),
        new("base_score", Text(baseRate)),
        new("seed", Text(options.Seed)),
        new("nthread", "1"),
        new("verbosity", "0"),
    ];

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
