using System.CommandLine;
using System.Globalization;
using FraudWatch.Detection;
using FraudWatch.Detection.Decisions;
using FraudWatch.Replay;
using FraudWatch.Terminal;
using FraudWatch.Training.DataSet;
using FraudWatch.Training.Learners;

namespace FraudWatch.Training.Commands;

/// <summary><c>retrain</c>: events and labels in; both models, their thresholds and a card out.</summary>
public static class RetrainCommand
{
    private static readonly Argument<DirectoryInfo[]> Folders = new(ValueName.Folder)
    {
        Description = "Folders with coin-events, gift-events and labels (.jsonl or .jsonl.gz), one for each stream.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<FileInfo[]> Events = new("--events") { HelpName = ValueName.File, Description = "Event files of one stream, in order.", AllowMultipleArgumentsPerToken = true };
    private static readonly Option<FileInfo?> Labels = new("--labels") { HelpName = ValueName.File, Description = "Label file of that stream." };
    private static readonly Option<DirectoryInfo> Out = new("--out") { HelpName = ValueName.Folder, Description = "Folder that gets ring.fwm, resale.fwm, policy.json and CARD.md.", Required = true };
    private static readonly Option<DirectoryInfo?> From = new("--policy") { HelpName = ValueName.Folder, Description = "Folder of the models in use, to compare with, whose policy.json is taken over; the installation's by default." };
    private static readonly Option<bool> EvenIfWorse = new("--even-if-worse") { Description = "Write the models although they find less than those in use; the table is shown all the same." };
    private static readonly Option<string?> Learner = LearnerOption();
    private static readonly Option<string> Version = new("--version-name") { HelpName = ValueName.Text, Description = "Name of this version in flags and cards.", DefaultValueFactory = _ => "1" };
    private static readonly Option<double> FlagPrecision = Target("--flag-precision", "an account's flag", new RetrainingOptions().FlagPrecision);
    private static readonly Option<double> MemberPrecision = Target("--member-precision", "joining a flag", new RetrainingOptions().MemberPrecision);
    private static readonly Option<double> HoldPrecision = Target("--hold-precision", "a hold", new RetrainingOptions().HoldPrecision);
    private static readonly Option<double> PayoutPrecision = Target("--payout-precision", "holding withdrawals alone", new RetrainingOptions().PayoutPrecision);

    public static Command Create()
    {
        var command = new Command("retrain", "Trains both models from events and labels (never from truth files).")
        {
            Folders, Events, Labels, Out, From, EvenIfWorse, Learner, Version, FlagPrecision, MemberPrecision, HoldPrecision, PayoutPrecision,
        };
        command.SetAction((parsed, stop) => Task.FromResult(Run(parsed, stop)));
        return command;
    }

    private static Option<double> Target(string name, string what, double usual) => NumberOption.Real(
        name, (0, 1), usual, $"Precision on held-out labels that {what} needs; labels miss fraud, so less than the precision meant.");

    private static Option<string?> LearnerOption()
    {
        string[] names = [.. LearnerCatalog.All.Select(learner => learner.Name)];
        var option = new Option<string?>("--learner") { HelpName = ValueName.Word, Description = $"One of: {string.Join(", ", names)}; the first by default." };
        option.Validators.Add(result =>
        {
            if (result.GetValue(option) is string found && !names.Contains(found, StringComparer.Ordinal))
            {
                result.AddError($"--learner: expected one of {string.Join(", ", names)}, found '{found}'.");
            }
        });
        return option;
    }

    private static int Run(ParseResult parsed, CancellationToken stop)
    {
        try
        {
            string policyFolder = parsed.GetValue(From)?.FullName ?? Installation.Models;
            DecisionPolicy policy = ModelFolder.LoadPolicy(policyFolder);
            ILearner learner = parsed.GetValue(Learner) is string name ? LearnerCatalog.Named(name) : LearnerCatalog.All[0];
            var options = new RetrainingOptions
            {
                FlagPrecision = parsed.GetValue(FlagPrecision),
                MemberPrecision = parsed.GetValue(MemberPrecision),
                HoldPrecision = parsed.GetValue(HoldPrecision),
                PayoutPrecision = parsed.GetValue(PayoutPrecision),
            };
            using var output = ModelFiles.In(parsed.GetValue(Out)!.FullName);
            DetectorSetup? inUse = InUse(policyFolder);
            var job = new RetrainingJob(learner, policy, options, Console.Error.WriteLine);
            (TrainedModel ring, TrainedModel resale) = job.Run(EconomiesOf(parsed), parsed.GetValue(Version)!, stop);
            RequireNoFall([ModelComparison.Of(ring, inUse?.RingModel), ModelComparison.Of(resale, inUse?.ResaleModel)], parsed.GetValue(EvenIfWorse));
            string card = CardText.Of(ring, resale);
            output.Write(ring.Model, resale.Model, Path.Combine(policyFolder, ModelFolder.Policy), card);
            Console.Out.Write(card);
            return ExitStatus.Done;
        }
        catch (Exception wrong) when (wrong is TrainingDataException or TrainingException or IOException or ArgumentException)
        {
            throw new CommandFailure(wrong.Message, wrong);
        }
    }

    private static List<Economy> EconomiesOf(ParseResult parsed)
    {
        List<Economy> economies = [.. parsed.GetValue(Folders)!.Select(f => Economy.InFolder(f.FullName))];
        FileInfo[] events = parsed.GetValue(Events) ?? [];
        FileInfo? labels = parsed.GetValue(Labels);
        if (events.Length > 0 != labels is not null)
        {
            throw new CommandFailure("--events and --labels belong together: expected both or neither", ExitStatus.WrongUsage);
        }

        if (labels is not null)
        {
            economies.Add(new Economy(labels.Name, [.. events.Select(e => e.FullName)], labels.FullName));
        }

        return economies.Count > 0
            ? economies
            : throw new CommandFailure("expected folders of economies, or --events and --labels; found none", ExitStatus.WrongUsage);
    }

    /// <summary>The models to compare with; null where there are none that read the features of this version.</summary>
    private static DetectorSetup? InUse(string folder)
    {
        try
        {
            return ModelFolder.Load(folder);
        }
        catch (IOException none)
        {
            Console.Error.WriteLine($"No models to compare with: {none.Message}");
            return null;
        }
    }

    private static void RequireNoFall(ModelComparison[] comparisons, bool evenIfWorse)
    {
        var table = new TextTable("on accounts held out", ">in use", ">new", "");
        foreach (ModelComparison comparison in comparisons)
        {
            string[] falls = [.. comparison.Falls];
            foreach ((string figure, double inUse, double trained) in comparison.Figures)
            {
                string name = $"{comparison.Name}: {figure}";
                table.Row(name, double.IsNaN(inUse) ? "none" : Figure(inUse), Figure(trained), falls.Contains(name) ? "falls" : "");
            }
        }

        table.Write(Console.Out, Colour.OnStdout);
        Console.Out.WriteLine();
        string[] fallen = [.. comparisons.SelectMany(c => c.Falls)];
        if (fallen.Length > 0 && !evenIfWorse)
        {
            throw new CommandFailure(
                $"retrain: refused, nothing is written: the new models find less than those in use ({string.Join(", ", fallen)}). "
                + "Give more or better labels; --even-if-worse writes them all the same.",
                ExitStatus.Refused);
        }
    }

    private static string Figure(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);
}
