using FraudWatch.Detection;
using FraudWatch.Detection.Decisions;
using FraudWatch.Detection.Events;
using FraudWatch.Detection.Features;
using FraudWatch.Detection.Scoring;
using FraudWatch.Replay;
using FraudWatch.Training.DataSet;
using FraudWatch.Training.Learners;

namespace FraudWatch.Training;

/// <summary>
/// Trains both models from events and labels: replays each economy through the detector's own code, takes the candidates as
/// they were then, learns on one part, calibrates and sets thresholds on the other. Deterministic.
/// </summary>
public sealed class RetrainingJob(ILearner learner, DecisionPolicy policy, RetrainingOptions options, Action<string> tell)
{
    /// <summary>Accounts labelled fraud that a model is learned from, at least.</summary>
    private const int LeastLearned = 10;

    /// <summary>Accounts labelled fraud that thresholds are chosen on, at least.</summary>
    private const int LeastHeldOut = 5;

    /// <summary>Runs the job; the models carry no time of training, so that the same input gives the same bytes.</summary>
    /// <exception cref="TrainingDataException">The data cannot be learned from; says why.</exception>
    public (TrainedModel Ring, TrainedModel Resale) Run(IReadOnlyList<Economy> economies, string version, CancellationToken stop)
    {
        var ring = new TrainingSplit();
        var resale = new TrainingSplit();
        for (int i = 0; i < economies.Count; i++)
        {
            stop.ThrowIfCancellationRequested();
            Collect(economies[i], HoldoutOf(economies, i), ring, resale, stop);
        }

        return (Train("ring", version, ring, economies), Train("resale", version, resale, economies));
    }

    /// <summary>With four economies or more, whole economies are held out; else the accounts that appear late in each.</summary>
    private Holdout HoldoutOf(IReadOnlyList<Economy> economies, int index)
    {
        if (economies.Count < 4)
        {
            return Holdout.LateAccounts;
        }

        int every = Math.Max(2, (int)Math.Round(1 / options.HoldoutShare));
        return index % every == every - 1 ? Holdout.All : Holdout.None;
    }

    private void Collect(Economy economy, Holdout holdout, TrainingSplit ring, TrainingSplit resale, CancellationToken stop)
    {
        var ringRows = new CandidateRows(Detector.Ring);
        var resaleRows = new CandidateRows(Detector.Resale);
        var detector = new FraudDetector(new DetectorSetup { Policy = policy, RingModel = null, ResaleModel = null })
        {
            Observer = new BothDetectors(ringRows, resaleRows),
        };
        var decisions = new List<Decision>();
        using (EventFeed feed = EventFeed.Open(economy.Events, EventLogs.DefaultPartitions, _ => { }, stop))
        {
            while (feed.TryTake(out ParsedEvent next))
            {
                detector.Process(next, decisions);
                decisions.Clear();
            }
        }

        Dictionary<string, AccountLabel> labels = LabelFile.Read(economy.Labels, detector.Clock);
        tell($"{economy.Name}: {detector.Counters.Events:N0} events, {ringRows.Count:N0} ring and {resaleRows.Count:N0} resale candidates, {labels.Count:N0} labels known at the end");
        ring.Add(ringRows, labels, holdout, options.HoldoutShare);
        resale.Add(resaleRows, labels, holdout, options.HoldoutShare);
    }

    private TrainedModel Train(string name, string version, TrainingSplit split, IReadOnlyList<Economy> economies)
    {
        if (split.Learn.FraudAccounts < LeastLearned || split.Holdout.FraudAccounts < LeastHeldOut)
        {
            throw new TrainingDataException(
                $"{name}: expected at least {LeastLearned} accounts labelled fraud to learn from and {LeastHeldOut} held out, found {split.Learn.FraudAccounts} and "
                + $"{split.Holdout.FraudAccounts} in {string.Join(", ", economies.Select(e => e.Name))}. Missing are labels of more operations: give more economies or longer ones, such as "
                + "./fraudwatch simulate --out DIR --payers 5000 --days 60 --seed 1 (and other seeds into other folders), then ./fraudwatch retrain DIR... --out NEW. "
                + "Models of little data find less than those in use and are refused; --even-if-worse writes them all the same");
        }

        tell($"{name}: learning from {split.Learn.Count:N0} rows of {split.Learn.FraudAccounts:N0} fraud accounts and others");
        TrainedEnsemble trained = learner.Train(split.Learn.ToTable(), split.Holdout.ToTable(), options.Learner);
        HoldoutScores holdout = HoldoutScores.Of(trained.Ensemble, split.Holdout);
        trained.RequireSameScores(holdout.Scores);
        Calibration calibration = IsotonicCalibration.Fit(holdout.Scores, holdout.Labels, IsotonicCalibration.DefaultExamplesPerBlock);
        AccountScores accounts = AccountScores.Of(holdout, calibration);
        ModelThresholds thresholds = ModelThresholds.Choose(accounts, options);
        var facts = new Dictionary<string, string>
        {
            ["learner"] = trained.Library,
            ["economies"] = string.Join(", ", economies.Select(e => e.Name)),
            ["rows_learned"] = split.Learn.Count.ToString(),
            ["fraud_accounts_learned"] = split.Learn.FraudAccounts.ToString(),
            ["rows_held_out"] = split.Holdout.Count.ToString(),
            ["rows_held_out_scored_to_the_bit_as_by_the_learner"] = holdout.Scores.Length.ToString(),
            ["fraud_accounts_held_out"] = split.Holdout.FraudAccounts.ToString(),
            ["holdout_average_precision_by_account"] = accounts.AveragePrecision().ToString("0.0000"),
            ["holdout_base_rate_by_account"] = accounts.BaseRate.ToString("0.0000"),
        };
        var card = new ModelCard(thresholds.ByName, facts);
        var model = new ScoringModel(new ModelId($"{name}", version), FeatureVector.Schema, trained.Ensemble, calibration, card);
        return new TrainedModel(model, FeatureUse.Of(trained.Ensemble), thresholds) { HeldOut = split.Holdout };
    }
}
