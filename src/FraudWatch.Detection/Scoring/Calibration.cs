using System.Collections.Immutable;

namespace FraudWatch.Detection.Scoring;

/// <summary>How a calibration maps scores. Stored in model files: values may only be added.</summary>
public enum CalibrationKind : byte
{
    /// <summary>1 / (1 + exp(slope × score + offset)), Platt 1999.</summary>
    Platt = 1,

    /// <summary>Straight lines between points, flat beyond the first and the last.</summary>
    Table = 2,
}

/// <summary>
/// A monotone map from a raw score to a probability of 0 to 1, fitted on a holdout: a higher score never gets a lower probability.
/// </summary>
/// <remarks>
/// <see cref="CalibrationKind.Table"/> uses only +, −, × and ÷, which give the same bits on every machine; Platt's exp may
/// differ in the last bit between C libraries, so models whose decisions must be equal on all replicas ship a table.
/// </remarks>
public sealed record Calibration
{
    /// <summary>The most points a table may have.</summary>
    public const int MaxPoints = 65_536;

    private Calibration(CalibrationKind kind) => Kind = kind;

    public CalibrationKind Kind { get; }

    /// <summary>Platt: at most 0.</summary>
    public double Slope { get; private init; }

    /// <summary>Platt: the log-odds against at score 0.</summary>
    public double Offset { get; private init; }

    /// <summary>Table: strictly increasing.</summary>
    public ImmutableArray<double> Scores { get; private init; } = [];

    /// <summary>Table: never decreasing, each 0 to 1.</summary>
    public ImmutableArray<double> Probabilities { get; private init; } = [];

    /// <exception cref="ArgumentException">A parameter is not finite, or the slope is positive (scores would be turned upside down).</exception>
    public static Calibration Platt(double slope, double offset)
    {
        if (!double.IsFinite(slope) || slope > 0 || !double.IsFinite(offset))
        {
            throw new ArgumentException($"Platt calibration expects a finite slope of at most 0 and a finite offset, found {slope} and {offset}.");
        }

        return new Calibration(CalibrationKind.Platt) { Slope = slope, Offset = offset };
    }

    /// <exception cref="ArgumentException">The points are not a monotone map into 0 to 1; says where.</exception>
    public static Calibration Table(IEnumerable<double> scores, IEnumerable<double> probabilities)
    {
        ImmutableArray<double> x = [.. scores];
        ImmutableArray<double> y = [.. probabilities];
        if (x.Length is 0 or > MaxPoints || x.Length != y.Length)
        {
            throw new ArgumentException($"A calibration table has 1 to {MaxPoints} points, found {x.Length} scores and {y.Length} probabilities.");
        }

        for (int i = 0; i < x.Length; i++)
        {
            bool inRange = double.IsFinite(x[i]) && y[i] is >= 0 and <= 1;
            if (!inRange || (i > 0 && (x[i] <= x[i - 1] || y[i] < y[i - 1])))
            {
                throw new ArgumentException($"Calibration point {i} is ({x[i]}, {y[i]}): expected finite, strictly increasing scores and never decreasing probabilities of 0 to 1.");
            }
        }

        return new Calibration(CalibrationKind.Table) { Scores = x, Probabilities = y };
    }

    /// <summary>The probability, 0 to 1, for a raw score.</summary>
    public double Calibrate(double raw) =>
        Kind == CalibrationKind.Platt ? 1 / (1 + Math.Exp((Slope * raw) + Offset)) : Interpolate(raw);

    public bool Equals(Calibration? other) =>
        other is not null && Kind == other.Kind && Slope.Equals(other.Slope) && Offset.Equals(other.Offset)
        && Scores.SequenceEqual(other.Scores) && Probabilities.SequenceEqual(other.Probabilities);

    public override int GetHashCode() => HashCode.Combine(Kind, Slope, Offset, Scores.Length);

    private double Interpolate(double raw)
    {
        int found = Scores.BinarySearch(raw);
        if (found >= 0)
        {
            return Probabilities[found];
        }

        int above = ~found;
        if (above == 0 || above == Scores.Length)
        {
            return above == 0 ? Probabilities[0] : Probabilities[^1];
        }

        double low = Probabilities[above - 1];
        double share = (raw - Scores[above - 1]) / (Scores[above] - Scores[above - 1]);
        // Rounding may carry the line past its end, which would break monotony by one bit.
        return Math.Min(low + ((Probabilities[above] - low) * share), Probabilities[above]);
    }
}
