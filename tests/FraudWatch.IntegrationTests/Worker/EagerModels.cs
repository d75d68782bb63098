using FraudWatch.Detection.Features;
using FraudWatch.Detection.Scoring;
using FraudWatch.Replay;

namespace FraudWatch.IntegrationTests.Worker;

/// <summary>
/// Models that suspect every candidate, beside the shipped policy: a small stream then gives many flags and holds, each
/// growing through many versions, so that a lost or doubled decision cannot hide.
/// </summary>
internal static class EagerModels
{
    private const double Suspicion = 0.9;

    public static void WriteTo(string folder)
    {
        Directory.CreateDirectory(folder);
        File.Copy(Path.Combine(Installation.Models, ModelFolder.Policy), Path.Combine(folder, ModelFolder.Policy));
        File.WriteAllBytes(Path.Combine(folder, ModelFolder.RingModel), ModelFormat.Write(SuspectAll("ring")));
        File.WriteAllBytes(Path.Combine(folder, ModelFolder.ResaleModel), ModelFormat.Write(SuspectAll("resale")));
    }

    private static ScoringModel SuspectAll(string name)
    {
        var thresholds = new Dictionary<string, double> { ["flag"] = 0.5, ["member"] = 0.5, ["hold"] = 0.5, ["payout"] = 0.5 };
        return new ScoringModel(
            new ModelId(name, "eager"),
            FeatureVector.Schema,
            new TreeEnsemble(ScoreRule.XGBoost(0), FeatureVector.Count, [new DecisionTree([], [1])]),
            Calibration.Table([0, 2], [Suspicion, Suspicion]),
            new ModelCard(thresholds, []));
    }
}
