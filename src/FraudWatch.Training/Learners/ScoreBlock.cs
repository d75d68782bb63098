namespace FraudWatch.Training.Learners;

/// <summary>Examples with neighbouring scores.</summary>
public sealed record ScoreBlock(int Count, int Positives, double ScoreSum)
{
    public double Rate => (double)Positives / Count;

    public double MeanScore => ScoreSum / Count;

    /// <summary>Compares the rates in integers, so that equal rates are equal.</summary>
    public bool RatesAbove(ScoreBlock other) => (long)Positives * other.Count > (long)other.Positives * Count;

    public ScoreBlock Join(ScoreBlock other) => new(Count + other.Count, Positives + other.Positives, ScoreSum + other.ScoreSum);
}
