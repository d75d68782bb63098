using FraudWatch.Detection;
using FraudWatch.Detection.Decisions;
using FraudWatch.Detection.Features;
using FraudWatch.Detection.Scoring;

namespace FraudWatch.Testing.Scoring;

/// <summary>A detector that suspects every candidate: what it then does with flags and holds can be tested without training.</summary>
public static class EagerSetup
{
    /// <summary>The probability that every candidate gets.</summary>
    public const double Suspicion = 0.9;

    public static DetectorSetup Create(int dailyHolds = 1000, int families = 1) => new()
    {
        Policy = new DecisionPolicy
        {
            Version = "test",
            Ring = new DetectorPolicy(),
            Resale = new DetectorPolicy(),
            LargestDailyHoldShare = 0,
            DailyHoldsAlwaysAllowed = dailyHolds,
            EvidenceFamiliesForHold = families,
            Holds = new Dictionary<string, IReadOnlyList<HoldRule>> { ["*"] = [new HoldRule(HoldScope.Withdrawal, 24), new HoldRule(HoldScope.Purchase, 1)] },
        },
        RingModel = SuspectAll("ring"),
        ResaleModel = SuspectAll("resale"),
    };

    private static ScoringModel SuspectAll(string name)
    {
        var thresholds = new Dictionary<string, double> { ["flag"] = 0.5, ["member"] = 0.5, ["hold"] = 0.5 };
        return new ScoringModel(
            new ModelId(name, "eager"),
            FeatureVector.Schema,
            new TreeEnsemble(ScoreRule.XGBoost(0), FeatureVector.Count, [new DecisionTree([], [1])]),
            Calibration.Table([0, 2], [Suspicion, Suspicion]),
            new ModelCard(thresholds, []));
    }
}
