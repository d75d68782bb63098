namespace FraudWatch.Training.Evaluation;

/// <summary>So many of so many.</summary>
public sealed record Proportion(long Part, long Whole)
{
    /// <summary>Null when there is nothing to be a part of.</summary>
    public double? Ratio => Whole == 0 ? null : (double)Part / Whole;
}
