using FraudWatch.Detection;
using FraudWatch.Detection.Decisions;
using FraudWatch.Detection.Features;
using FraudWatch.Detection.Scoring;

namespace FraudWatch.Replay;

/// <summary>A folder of models and policy (<c>models/</c>), read into what a detector is built from.</summary>
public static class ModelFolder
{
    public const string RingModel = "ring.fwm";
    public const string ResaleModel = "resale.fwm";
    public const string Policy = "policy.json";

    /// <summary>Reads <c>ring.fwm</c>, <c>resale.fwm</c> and <c>policy.json</c>.</summary>
    /// <exception cref="IOException">A file is missing, damaged, or made for another feature schema; the message says which and why.</exception>
    public static DetectorSetup Load(string folder) => new()
    {
        Policy = LoadPolicy(folder),
        RingModel = LoadModel(folder, RingModel),
        ResaleModel = LoadModel(folder, ResaleModel),
    };

    /// <summary>Reads only the policy: what the retraining job, which makes the models, starts from.</summary>
    /// <exception cref="IOException">The file is missing or wrong; the message says why.</exception>
    public static DecisionPolicy LoadPolicy(string folder)
    {
        byte[] json = Read(folder, Policy);
        try
        {
            return DecisionPolicy.Parse(json);
        }
        catch (FormatException wrong)
        {
            throw new IOException($"{Path.Combine(folder, Policy)}: {wrong.Message}", wrong);
        }
    }

    private static ScoringModel LoadModel(string folder, string name)
    {
        byte[] bytes = Read(folder, name);
        try
        {
            ScoringModel model = ModelFormat.Read(bytes);
            model.RequireSchema(FeatureVector.Schema);
            return model;
        }
        catch (Exception wrong) when (wrong is ModelFormatException or ModelSchemaException)
        {
            throw new IOException($"{Path.Combine(folder, name)}: {wrong.Message}", wrong);
        }
    }

    private static byte[] Read(string folder, string name)
    {
        string path = Path.Combine(folder, name);
        return File.Exists(path)
            ? File.ReadAllBytes(path)
            : throw new FileNotFoundException($"expected {name} in the model folder {Path.GetFullPath(folder)}, found none (train with ./fraudwatch retrain)", path);
    }
}
