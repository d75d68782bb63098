using FraudWatch.Detection.Scoring;
using FraudWatch.Training.DataSet;

namespace FraudWatch.Training;

/// <summary>
/// What a model finds among the accounts held out: how well it ranks them, and the share of those labelled fraud that reach each of its own
/// thresholds.
/// </summary>
/// <param name="AveragePrecision">By account.</param>
/// <param name="Recall">By the name of the threshold, in ordinal order of the names.</param>
public sealed record HoldoutFigures(double AveragePrecision, IReadOnlyList<(string Threshold, double Recall)> Recall)
{
    public static HoldoutFigures Of(ScoringModel model, LabelledRows heldOut)
    {
        AccountScores accounts = AccountScores.Of(HoldoutScores.Of(model.Ensemble, heldOut), model.Calibration);
        return new HoldoutFigures(accounts.AveragePrecision(), [.. model.Card.Thresholds.Select(t => (t.Key, accounts.RecallAt(t.Value)))]);
    }
}

/// <summary>
/// A model that was trained beside the one in use, both on what was held back from training. Labels that come late and are often wrong can
/// teach a model to find nobody: it must not take the place of one that does.
/// </summary>
/// <param name="Name">Of the detector.</param>
/// <param name="Trained">The new one's figures.</param>
/// <param name="InUse">Those of the one in use; null when there is none that reads the same features.</param>
public sealed record ModelComparison(string Name, HoldoutFigures Trained, HoldoutFigures? InUse)
{
    /// <summary>Figures are sums of many small parts: a last bit is no fall.</summary>
    private const double Rounding = 1e-9;

    public static ModelComparison Of(TrainedModel trained, ScoringModel? inUse) => new(
        trained.Model.Id.Name, HoldoutFigures.Of(trained.Model, trained.HeldOut), inUse is null ? null : HoldoutFigures.Of(inUse, trained.HeldOut));

    /// <summary>Each figure by name: what the model in use has (not a number when there is none), what the new one has.</summary>
    public IEnumerable<(string Figure, double InUse, double Trained)> Figures =>
    [
        ("average precision", InUse?.AveragePrecision ?? double.NaN, Trained.AveragePrecision),
        .. Trained.Recall.Select(t => ($"recall at {t.Threshold}", RecallInUse(t.Threshold), t.Recall)),
    ];

    /// <summary>What falls, or what finds nobody where nothing is to compare with; empty when the new model may take the other's place.</summary>
    public IEnumerable<string> Falls => Figures.Where(f => IsFall(f.InUse, f.Trained)).Select(f => $"{Name}: {f.Figure}");

    private static bool IsFall(double inUse, double trained) => double.IsNaN(inUse) ? trained <= 0 : trained < inUse - Rounding;

    private double RecallInUse(string threshold) =>
        InUse?.Recall.Where(r => r.Threshold == threshold).Select(r => (double?)r.Recall).FirstOrDefault() ?? double.NaN;
}
