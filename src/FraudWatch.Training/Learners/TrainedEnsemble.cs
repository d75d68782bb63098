using FraudWatch.Detection.Scoring;

namespace FraudWatch.Training.Learners;

/// <summary>The compiled trees and the library that grew them ("XGBoost 1.7.4"), for the model's card.</summary>
public sealed record TrainedEnsemble(TreeEnsemble Ensemble, string Library);
