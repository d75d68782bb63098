using System.CommandLine;
using FraudWatch.Detection.Decisions;
using FraudWatch.Detection.Scoring;
using FraudWatch.Replay;
using FraudWatch.Terminal;
using FraudWatch.Training.DataSet;
using FraudWatch.Training.Learners;

namespace FraudWatch.Training.Commands;

/// <summary><c>retrain</c>: events and labels in; both models, their thresholds and a card out.</summary>
public static class RetrainCommand
{
    private static readonly Argument<DirectoryInfo[]> Folders = new("economies")
    {
        Description = "Folders with coin-events, gift-events and labels (.jsonl or .jsonl.gz), one for each stream.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<FileInfo[]> Events = new("--events") { Description = "Event files of one stream, in order.", AllowMultipleArgumentsPerToken = true };
    private static readonly Option<FileInfo?> Labels = new("--labels") { Description = "Label file of that stream." };
    private static readonly Option<DirectoryInfo> Out = new("--out") { Description = "Folder that gets ring.fwm, resale.fwm, policy.json and CARD.md.", Required = true };
    private static readonly Option<DirectoryInfo?> From = new("--policy") { Description = "Folder whose policy.json is taken over; the installation's models by default." };
    private static readonly Option<string?> Learner = new("--learner") { Description = $"One of: {string.Join(", ", LearnerCatalog.All.Select(learner => learner.Name))}; the first by default." };
    private static readonly Option<string> Version = new("--version-name") { Description = "Name of this version in flags and cards.", DefaultValueFactory = _ => "1" };
    private static readonly Option<double> FlagPrecision = Target("--flag-precision", "an account's flag", new RetrainingOptions().FlagPrecision);
    private static readonly Option<double> MemberPrecision = Target("--member-precision", "joining a flag", new RetrainingOptions().MemberPrecision);
    private static readonly Option<double> HoldPrecision = Target("--hold-precision", "a hold", new RetrainingOptions().HoldPrecision);
    private static readonly Option<double> PayoutPrecision = Target("--payout-precision", "holding withdrawals alone", new RetrainingOptions().PayoutPrecision);

    public static Command Create()
    {
        var command = new Command("retrain", "Trains both models from events and labels (never from truth files).")
        {
            Folders, Events, Labels, Out, From, Learner, Version, FlagPrecision, MemberPrecision, HoldPrecision, PayoutPrecision,
        };
        command.SetAction((parsed, stop) => Task.FromResult(Run(parsed, stop)));
        return command;
    }

    private static Option<double> Target(string name, string what, double usual) => new(name)
    {
        Description = $"Precision on held-out labels that {what} needs; labels miss fraud, so less than the precision meant.",
        DefaultValueFactory = _ => usual,
    };

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
            var job = new RetrainingJob(learner, policy, options, Console.Error.WriteLine);
            (TrainedModel ring, TrainedModel resale) = job.Run(EconomiesOf(parsed), parsed.GetValue(Version)!, stop);
            Write(parsed.GetValue(Out)!.FullName, policyFolder, ring, resale);
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

    private static void Write(string folder, string policyFolder, TrainedModel ring, TrainedModel resale)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, ModelFolder.RingModel), ModelFormat.Write(ring.Model));
        File.WriteAllBytes(Path.Combine(folder, ModelFolder.ResaleModel), ModelFormat.Write(resale.Model));
        string policy = Path.Combine(folder, ModelFolder.Policy);
        if (!File.Exists(policy))
        {
            File.Copy(Path.Combine(policyFolder, ModelFolder.Policy), policy);
        }

        string card = CardText.Of(ring, resale);
        File.WriteAllText(Path.Combine(folder, "CARD.md"), card);
        Console.Out.Write(card);
    }
}
