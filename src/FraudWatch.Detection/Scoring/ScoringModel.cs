using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace FraudWatch.Detection.Scoring;

/// <summary>What scoring a feature vector gives: the learner's raw score and the calibrated probability, 0 to 1.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ModelScore(float Raw, double Probability);

/// <summary>
/// Everything the detector needs of a trained model: trees, calibration, and the thresholds that its training chose on the
/// calibrated probability. Immutable; <see cref="ModelFormat"/> turns it into bytes and back.
/// </summary>
public sealed class ScoringModel
{
    /// <exception cref="ArgumentException">The parts do not fit each other; says which.</exception>
    public ScoringModel(ModelId id, FeatureSchema schema, TreeEnsemble ensemble, Calibration calibration, ModelCard card)
    {
        ArgumentException.ThrowIfNullOrEmpty(id.Name);
        ArgumentException.ThrowIfNullOrEmpty(id.Version);
        if (schema.Count != ensemble.FeatureCount)
        {
            throw new ArgumentException($"Model {id} has trees over {ensemble.FeatureCount} features but a schema of {schema.Count}.");
        }

        Id = id;
        Schema = schema;
        Ensemble = ensemble;
        Calibration = calibration;
        Card = card;
    }

    public ModelId Id { get; }

    public FeatureSchema Schema { get; }

    public TreeEnsemble Ensemble { get; }

    public Calibration Calibration { get; }

    public ModelCard Card { get; }

    /// <summary>Scores one vector that follows <see cref="Schema"/>. Allocates nothing.</summary>
    /// <exception cref="ArgumentException">The vector's length is not the schema's.</exception>
    public ModelScore Score(ReadOnlySpan<float> features)
    {
        float raw = Ensemble.Score(features);
        return new ModelScore(raw, Calibration.Calibrate(raw));
    }

    /// <summary>The probability at and above which <paramref name="name"/> applies ("flag", "member", "hold", "payout").</summary>
    /// <exception cref="KeyNotFoundException">The model was trained without that threshold; lists those it has.</exception>
    public double Threshold(string name) => Card.Thresholds.TryGetValue(name, out double threshold)
        ? threshold
        : throw new KeyNotFoundException($"Model {Id} has no threshold '{name}'; it has: {string.Join(", ", Card.Thresholds.Keys)}.");

    /// <exception cref="ModelSchemaException">The model was trained on other features than <paramref name="expected"/>; names the first difference.</exception>
    public void RequireSchema(FeatureSchema expected)
    {
        if (expected.FirstDifferenceTo(Schema) is string difference)
        {
            throw new ModelSchemaException(Id, difference);
        }
    }
}

/// <summary>What training found out about a model: thresholds that decide, and facts for people to read.</summary>
public sealed class ModelCard
{
    /// <param name="thresholds">Calibrated probabilities, each 0 to 1, by name.</param>
    /// <param name="facts">Learner, data set, sizes, holdout figures… in words, by name. Nothing reads them to decide.</param>
    /// <exception cref="ArgumentException">A threshold is not a probability, or a name is empty.</exception>
    public ModelCard(IEnumerable<KeyValuePair<string, double>> thresholds, IEnumerable<KeyValuePair<string, string>> facts)
    {
        Thresholds = thresholds.ToImmutableSortedDictionary(StringComparer.Ordinal);
        Facts = facts.ToImmutableSortedDictionary(StringComparer.Ordinal);
        foreach ((string name, double threshold) in Thresholds)
        {
            if (threshold is not (>= 0 and <= 1))
            {
                throw new ArgumentException($"Threshold '{name}' is {threshold}: expected a probability of 0 to 1.");
            }
        }

        if (Thresholds.ContainsKey("") || Facts.ContainsKey(""))
        {
            throw new ArgumentException("A threshold or a fact has no name.");
        }
    }

    /// <summary>In ordinal order of the names, as everything that is stored.</summary>
    public ImmutableSortedDictionary<string, double> Thresholds { get; }

    public ImmutableSortedDictionary<string, string> Facts { get; }
}
