using FraudWatch.Detection.Scoring;

namespace FraudWatch.Training.Learners;

/// <summary>The compiled trees and what the library that grew them says of the holdout.</summary>
/// <param name="Ensemble">The compiled trees.</param>
/// <param name="Library">"XGBoost 1.7.4", for the model's card.</param>
/// <param name="HoldoutScores">The library's own raw scores of the holdout's rows.</param>
public sealed record TrainedEnsemble(TreeEnsemble Ensemble, string Library, float[] HoldoutScores)
{
    /// <summary>A model that scores otherwise than its learner is not the model whose figures the card gives.</summary>
    /// <exception cref="TrainingException">A row's score differs by a bit; says which and how.</exception>
    public void RequireSameScores(ReadOnlySpan<float> compiled)
    {
        if (compiled.Length != HoldoutScores.Length)
        {
            throw new TrainingException($"{Library} scored {HoldoutScores.Length} rows of the holdout, the compiled trees {compiled.Length}.");
        }

        for (int row = 0; row < compiled.Length; row++)
        {
            if (BitConverter.SingleToUInt32Bits(compiled[row]) != BitConverter.SingleToUInt32Bits(HoldoutScores[row]))
            {
                throw new TrainingException($"Row {row} of the holdout: expected the score {HoldoutScores[row]:R} of {Library} itself, found {compiled[row]:R} by the compiled trees.");
            }
        }
    }
}
