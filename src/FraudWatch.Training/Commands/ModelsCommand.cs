using System.CommandLine;
using System.Text.Json;
using FraudWatch.Detection;
using FraudWatch.Detection.Scoring;
using FraudWatch.Replay;
using FraudWatch.Terminal;

namespace FraudWatch.Training.Commands;

/// <summary><c>models show</c>: what the models of a folder are, and what they were found to do.</summary>
public static class ModelsCommand
{
    public static Command Create()
    {
        var folder = new Argument<DirectoryInfo?>(ValueName.Folder) { Description = "Folder of models; the installation's by default.", Arity = ArgumentArity.ZeroOrOne };
        var json = new Option<bool>("--json") { Description = "One JSON object a line." };
        var show = new Command("show", "Both models of a folder: version, learner, thresholds, figures.") { folder, json };
        show.SetAction(parsed => Show(parsed.GetValue(folder)?.FullName, parsed.GetValue(json)));
        return new Command("models", "The models that detection scores with.") { show };
    }

    private static int Show(string? folder, bool asJson)
    {
        DetectorSetup setup;
        try
        {
            setup = ModelFolder.Load(folder ?? Installation.Models);
        }
        catch (IOException wrong)
        {
            throw new CommandFailure(wrong.Message, wrong);
        }

        foreach (ScoringModel model in new[] { setup.RingModel, setup.ResaleModel }.OfType<ScoringModel>())
        {
            if (asJson)
            {
                WriteJson(model);
            }
            else
            {
                WriteText(model);
            }
        }

        return ExitStatus.Done;
    }

    private static void WriteText(ScoringModel model)
    {
        Console.Out.WriteLine($"{model.Id}: {model.Ensemble.Trees.Length} trees over schema {model.Schema}");
        foreach ((string name, double threshold) in model.Card.Thresholds)
        {
            Console.Out.WriteLine($"  {name} from {threshold:0.0000}");
        }

        foreach ((string name, string value) in model.Card.Facts)
        {
            Console.Out.WriteLine($"  {name.Replace('_', ' ')}: {value}");
        }
    }

    private static void WriteJson(ScoringModel model)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("model_version", model.Id.ToString());
            json.WriteString("schema", model.Schema.ToString());
            json.WriteNumber("trees", model.Ensemble.Trees.Length);
            json.WriteStartObject("thresholds");
            foreach ((string name, double threshold) in model.Card.Thresholds)
            {
                json.WriteNumber(name, threshold);
            }

            json.WriteEndObject();
            json.WriteStartObject("facts");
            foreach ((string name, string value) in model.Card.Facts)
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        Console.Out.WriteLine(System.Text.Encoding.UTF8.GetString(buffer.ToArray()));
    }
}
