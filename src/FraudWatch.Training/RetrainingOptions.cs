using FraudWatch.Training.Learners;

namespace FraudWatch.Training;

/// <summary>What a retraining run is asked for.</summary>
public sealed record RetrainingOptions
{
    /// <summary>Trees fit on small positive classes: shallow steps, small leaves.</summary>
    public LearnerOptions Learner { get; init; } = new() { Trees = 160, LeavesPerTree = 16, LearningRate = 0.06, ExamplesPerLeaf = 20 };

    /// <summary>Part of the data kept out of training, for calibration and thresholds: above 0 and below 1.</summary>
    public double HoldoutShare { get; init; } = 0.3;

    /// <summary>
    /// Precision on the holdout's labels that an account's flag needs. Labels miss fraud, so this is less than the
    /// precision meant: an unlabelled fraud counts as a mistake here.
    /// </summary>
    public double FlagPrecision { get; init; } = 0.52;

    /// <summary>The same for joining a flag that exists.</summary>
    public double MemberPrecision { get; init; } = 0.35;

    /// <summary>The same for a hold.</summary>
    public double HoldPrecision { get; init; } = 0.64;

    /// <summary>The same for holding withdrawals alone, which costs an innocent account a delay.</summary>
    public double PayoutPrecision { get; init; } = 0.47;
}
