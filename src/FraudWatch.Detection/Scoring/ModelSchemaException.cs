namespace FraudWatch.Detection.Scoring;

/// <summary>A sound model that was trained on other features than the program computes.</summary>
public sealed class ModelSchemaException(ModelId model, string difference)
    : Exception($"Model {model} does not fit this program's features: {difference}. Retrain it, or run the program version it was trained with.");
