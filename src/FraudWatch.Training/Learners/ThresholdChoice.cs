namespace FraudWatch.Training.Learners;

/// <summary>A threshold and what it does on the holdout; counts are of examples at or above it.</summary>
public sealed record ChosenThreshold(double Threshold, int Flagged, int TruePositives, int Positives, double PrecisionLowerBound)
{
    public double Precision => (double)TruePositives / Flagged;

    public double Recall => (double)TruePositives / Positives;
}

/// <summary>
/// Finds the smallest threshold whose precision is good enough with some certainty: a holdout with ten hits out of ten does
/// not prove a precision of 0.95, so it is the lower bound of Wilson's score interval (1927) that has to reach the target.
/// </summary>
public static class ThresholdChoice
{
    /// <summary>Standard deviations of a one-sided bound that holds with 95%.</summary>
    public const double NinetyFivePercent = 1.6448536269514722;

    /// <summary>The smallest threshold at which the bound reaches <paramref name="targetPrecision"/>; null when none does.</summary>
    /// <param name="probabilities">Calibrated probabilities of the holdout.</param>
    /// <param name="labels">True for fraud.</param>
    /// <param name="targetPrecision">Above 0 to below 1.</param>
    /// <param name="deviations">How sure to be, <see cref="NinetyFivePercent"/> for example; 0 takes precision at face value.</param>
    public static ChosenThreshold? Smallest(ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> labels, double targetPrecision, double deviations)
    {
        if (probabilities.Length != labels.Length || targetPrecision is not (> 0 and < 1) || !(deviations >= 0))
        {
            throw new ArgumentException($"Threshold choice expects a label for each probability, a target between 0 and 1 and deviations of at least 0; found {probabilities.Length} and {labels.Length}, {targetPrecision}, {deviations}.");
        }

        double[] sorted = probabilities.ToArray();
        bool[] sortedLabels = labels.ToArray();
        Array.Sort(sorted, sortedLabels);
        int positives = labels.Count(true);
        ChosenThreshold? smallest = null;
        int hits = 0;
        for (int i = sorted.Length - 1; i >= 0; i--)
        {
            hits += sortedLabels[i] ? 1 : 0;
            if (i > 0 && sorted[i - 1] == sorted[i])
            {
                continue;
            }

            int flagged = sorted.Length - i;
            double bound = WilsonLowerBound(hits, flagged, deviations);
            if (bound >= targetPrecision)
            {
                smallest = new ChosenThreshold(sorted[i], flagged, hits, positives, bound);
            }
        }

        return smallest;
    }

    /// <summary>The lower end of Wilson's score interval for <paramref name="hits"/> out of <paramref name="trials"/>, 0 to 1.</summary>
    public static double WilsonLowerBound(int hits, int trials, double deviations)
    {
        double share = (double)hits / trials;
        double z2 = deviations * deviations;
        double centre = share + (z2 / (2 * trials));
        double spread = deviations * Math.Sqrt((share * (1 - share) / trials) + (z2 / (4d * trials * trials)));
        return Math.Max(0, (centre - spread) / (1 + (z2 / trials)));
    }
}
