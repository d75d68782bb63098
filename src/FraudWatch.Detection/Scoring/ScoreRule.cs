namespace FraudWatch.Detection.Scoring;

/// <summary>Whose arithmetic an ensemble follows. Stored in model files: values may only be added.</summary>
public enum Learner : byte
{
    /// <summary>Microsoft.ML: x ≤ threshold goes left, leaves are doubles, summed in double and then cast to float.</summary>
    FastTree = 1,

    /// <summary>XGBoost: x &lt; threshold goes left, leaves are floats, summed in float on top of a base margin.</summary>
    XGBoost = 2,
}

/// <summary>
/// How a learner turns leaf values into a raw score, and a raw score into the probability it would state itself
/// (which is not calibrated on a holdout; that is <see cref="Calibration"/>'s work).
/// </summary>
public sealed record ScoreRule
{
    private ScoreRule(Learner learner) => Learner = learner;

    public Learner Learner { get; }

    /// <summary>XGBoost: what the float sum starts from, in log-odds.</summary>
    public float BaseMargin { get; private init; }

    /// <summary>FastTree: probability = 1 / (1 + exp(slope × score + offset)).</summary>
    public double Slope { get; private init; }

    public double Offset { get; private init; }

    public static ScoreRule FastTree(double slope, double offset) => new(Learner.FastTree)
    {
        Slope = RequireFinite(slope, nameof(slope)),
        Offset = RequireFinite(offset, nameof(offset)),
    };

    public static ScoreRule XGBoost(float baseMargin) => new(Learner.XGBoost)
    {
        BaseMargin = (float)RequireFinite(baseMargin, nameof(baseMargin)),
    };

    /// <summary>The probability that the learner's own library states for a raw score, to the last bit.</summary>
    public float Probability(float score) => Learner switch
    {
        Learner.FastTree => (float)(1 / (1 + Math.Exp((Slope * score) + Offset))),
        // XGBoost's Sigmoid caps the exponent at 88.7, below which expf does not overflow.
        Learner.XGBoost => 1f / (MathF.Exp(MathF.Min(-score, 88.7f)) + 1f + 1e-16f),
        _ => throw new InvalidOperationException($"Unknown learner {Learner}."),
    };

    /// <summary>The threshold that makes the learner's split "at or below goes left": for floats, x &lt; t is x ≤ the float before t.</summary>
    internal float AtOrBelow(float threshold) => Learner == Learner.XGBoost ? MathF.BitDecrement(threshold) : threshold;

    private static double RequireFinite(double value, string name) =>
        double.IsFinite(value) ? value : throw new ArgumentException($"{name} must be finite, found {value}.", name);
}
