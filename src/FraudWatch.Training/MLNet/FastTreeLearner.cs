using System.Reflection;
using FraudWatch.Training.Learners;
using Microsoft.ML.Trainers.FastTree;

namespace FraudWatch.Training.MLNet;

/// <summary>Trains with Microsoft.ML's FastTree and compiles the trees from its ensemble.</summary>
public sealed class FastTreeLearner : ILearner
{
    public string Name => "fasttree";

    public TrainedEnsemble Train(TrainingTable table, TrainingTable holdout, LearnerOptions options)
    {
        options.RequireValid();
        _ = table.BaseRate();
        FastTreeModel model = FastTreeModel.Train(table, options);
        return new TrainedEnsemble(model.Compile(), $"Microsoft.ML.FastTree {PackageVersion()}", model.Predict(holdout).Scores);
    }

    // The assembly's own version stays at 1.0.0.0; the package's stands before the commit.
    private static string PackageVersion() =>
        typeof(FastTreeBinaryTrainer).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
        ?? throw new TrainingException("Microsoft.ML.FastTree does not tell its version.");
}
