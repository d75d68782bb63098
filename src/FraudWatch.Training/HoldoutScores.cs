using FraudWatch.Detection.Scoring;
using FraudWatch.Training.DataSet;
using FraudWatch.Training.Learners;

namespace FraudWatch.Training;

/// <summary>Raw scores of the rows held out.</summary>
public sealed record HoldoutScores(float[] Scores, bool[] Labels, int[] Accounts)
{
    public static HoldoutScores Of(TreeEnsemble ensemble, LabelledRows rows)
    {
        var scores = new float[rows.Count];
        var labels = new bool[rows.Count];
        var accounts = new int[rows.Count];
        for (int row = 0; row < rows.Count; row++)
        {
            scores[row] = ensemble.Score(rows.FeaturesOf(row));
            labels[row] = rows.LabelOf(row);
            accounts[row] = rows.AccountOf(row);
        }

        return new HoldoutScores(scores, labels, accounts);
    }
}

/// <summary>Per held-out account its highest calibrated probability: an account is flagged by its worst moment.</summary>
public sealed record AccountScores(double[] Probabilities, bool[] Labels)
{
    public double BaseRate => (double)Labels.Count(l => l) / Math.Max(1, Labels.Length);

    public static AccountScores Of(HoldoutScores rows, Calibration calibration)
    {
        var best = new SortedDictionary<int, (double Probability, bool Label)>();
        for (int row = 0; row < rows.Scores.Length; row++)
        {
            double probability = calibration.Calibrate(rows.Scores[row]);
            (double held, bool label) = best.GetValueOrDefault(rows.Accounts[row]);
            best[rows.Accounts[row]] = (Math.Max(held, probability), label || rows.Labels[row]);
        }

        return new AccountScores([.. best.Values.Select(v => v.Probability)], [.. best.Values.Select(v => v.Label)]);
    }

    /// <summary>Share of the accounts labelled fraud whose probability reaches <paramref name="threshold"/>; 0 when there are none.</summary>
    public double RecallAt(double threshold) =>
        (double)Probabilities.Zip(Labels).Count(a => a.Second && a.First >= threshold) / Math.Max(1, Labels.Count(l => l));

    /// <summary>Average precision over accounts, ties counted at the end of their run.</summary>
    public double AveragePrecision()
    {
        (double Probability, bool Label)[] ranked = [.. Probabilities.Zip(Labels).OrderByDescending(p => p.First)];
        int positives = Labels.Count(l => l);
        double sum = 0;
        int hits = 0;
        int hitsBefore = 0;
        for (int i = 0; i < ranked.Length; i++)
        {
            hits += ranked[i].Label ? 1 : 0;
            if (i + 1 < ranked.Length && ranked[i + 1].Probability == ranked[i].Probability)
            {
                continue;
            }

            sum += (double)hits / (i + 1) * (hits - hitsBefore);
            hitsBefore = hits;
        }

        return positives == 0 ? 0 : sum / positives;
    }
}

/// <summary>The thresholds of a model, each with what it does on the holdout's accounts.</summary>
public sealed record ModelThresholds(ChosenThreshold? Flag, ChosenThreshold? Member, ChosenThreshold? Hold, ChosenThreshold? Payout)
{
    /// <summary>A threshold that no holdout score can justify: nothing passes it.</summary>
    private const double OutOfReach = 1;

    /// <summary>As model cards keep them.</summary>
    public IEnumerable<KeyValuePair<string, double>> ByName =>
    [
        new("flag", Flag?.Threshold ?? OutOfReach),
        new("member", Member?.Threshold ?? OutOfReach),
        new("hold", Math.Max(Hold?.Threshold ?? OutOfReach, Flag?.Threshold ?? OutOfReach)),
        new("payout", Payout?.Threshold ?? OutOfReach),
    ];

    public static ModelThresholds Choose(AccountScores accounts, RetrainingOptions options) => new(
        At(accounts, options.FlagPrecision),
        At(accounts, options.MemberPrecision),
        At(accounts, options.HoldPrecision),
        At(accounts, options.PayoutPrecision));

    private static ChosenThreshold? At(AccountScores accounts, double precision) =>
        ThresholdChoice.Smallest(accounts.Probabilities, accounts.Labels, precision, deviations: 0);
}
