using FraudWatch.Detection;
using FraudWatch.Detection.Decisions;
using FraudWatch.Detection.Features;
using FraudWatch.Detection.Scoring;

namespace FraudWatch.Testing.Scoring;

/// <summary>A detector that suspects every candidate, or all that show one sign: what it then does with flags and holds can be tested without training.</summary>
public static class EagerSetup
{
    /// <summary>The probability that every suspect gets.</summary>
    public const double Suspicion = 0.9;

    /// <summary>Suspects every candidate.</summary>
    public static DetectorSetup Create(int dailyHolds = 1000, int families = 1) => Create(new DecisionTree([], [2]), dailyHolds, families);

    /// <summary>Suspects the candidates whose <paramref name="feature"/> is at least <paramref name="threshold"/>, and nobody else.</summary>
    public static DetectorSetup SuspectBy(AccountFeature feature, float threshold) =>
        Create(new DecisionTree([new TreeSplit((int)feature, threshold, ~0, ~1, MissingGoesLeft: true)], [0, 2]), dailyHolds: 1000, families: 1);

    /// <summary>
    /// Suspects every candidate, but flags by themselves only those whose <paramref name="feature"/> is at least <paramref name="threshold"/>:
    /// the others are in doubt, above the bar of a member and below that of a flag.
    /// </summary>
    public static DetectorSetup SureBy(AccountFeature feature, float threshold)
    {
        DetectorSetup setup = Create(
            new DecisionTree([new TreeSplit((int)feature, threshold, ~0, ~1, MissingGoesLeft: true)], [1.5, 2]), dailyHolds: 1000, families: 1);
        var bar = new DetectorPolicy { Flag = 0.8 };
        return setup with { Policy = setup.Policy with { Ring = bar, Resale = bar } };
    }

    private static DetectorSetup Create(DecisionTree tree, int dailyHolds, int families) => new()
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
        RingModel = ModelOf("ring", tree),
        ResaleModel = ModelOf("resale", tree),
    };

    private static ScoringModel ModelOf(string name, DecisionTree tree)
    {
        var thresholds = new Dictionary<string, double> { ["flag"] = 0.5, ["member"] = 0.5, ["hold"] = 0.5, ["payout"] = 0.5 };
        return new ScoringModel(
            new ModelId(name, "eager"),
            FeatureVector.Schema,
            new TreeEnsemble(ScoreRule.XGBoost(0), FeatureVector.Count, [tree]),
            Calibration.Table([0, 2], [0, Suspicion]),
            new ModelCard(thresholds, []));
    }
}
