using FraudWatch.Detection.Features;
using FraudWatch.Detection.Scoring;
using FraudWatch.Training.DataSet;

namespace FraudWatch.Training;

/// <summary>A model as it leaves training, with what its card tells.</summary>
public sealed record TrainedModel(ScoringModel Model, IReadOnlyList<(string Feature, int Splits)> Features, ModelThresholds Thresholds)
{
    /// <summary>The rows it has not learned from.</summary>
    public required LabelledRows HeldOut { get; init; }
}

/// <summary>How often trees split on each feature: a first look at what a model goes by.</summary>
public static class FeatureUse
{
    /// <summary>Features by number of splits, most first, names ordinal among equals.</summary>
    public static IReadOnlyList<(string Feature, int Splits)> Of(TreeEnsemble ensemble)
    {
        int[] splits = new int[FeatureVector.Count];
        foreach (DecisionTree tree in ensemble.Trees)
        {
            foreach (TreeSplit split in tree.Splits)
            {
                splits[split.Feature]++;
            }
        }

        return [.. FeatureVector.Schema.Features.Select((name, i) => (name, splits[i])).Where(f => f.Item2 > 0)
            .OrderByDescending(f => f.Item2).ThenBy(f => f.name, StringComparer.Ordinal)];
    }
}
