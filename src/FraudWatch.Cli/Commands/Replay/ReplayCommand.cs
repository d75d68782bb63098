using System.CommandLine;
using FraudWatch.Detection;
using FraudWatch.Replay;
using FraudWatch.Terminal;

namespace FraudWatch.Cli.Commands.Replay;

/// <summary><c>fraudwatch replay FILE… [--out DIR] [--model DIR] [--partitions N]</c>: the same detection offline (contract §3).</summary>
internal static class ReplayCommand
{
    public static Command Create()
    {
        var files = new Argument<string[]>("FILE")
        {
            Description = "Event files (.jsonl or .jsonl.gz), the lines of each topic in their order.",
            Arity = ArgumentArity.OneOrMore,
        };
        files.Validators.Add(result =>
        {
            // A misspelt option would otherwise be taken for one more file.
            foreach (string option in result.Tokens.Select(t => t.Value).Where(v => v.StartsWith('-')))
            {
                result.AddError($"Unrecognized option '{option}'.");
            }
        });
        var output = new Option<string?>("--out")
        {
            HelpName = "DIR",
            Description = "Folder for flags.jsonl, holds.jsonl, rejected.jsonl and summary.json. Without it nothing is written: the summary and the first flags go to stdout.",
        };
        var model = new Option<string?>("--model")
        {
            HelpName = "DIR",
            Description = "Folder of models and policy. Default: models/ of the installation.",
        };
        var partitions = new Option<int>("--partitions")
        {
            HelpName = "N",
            Description = "Partitions per topic to deal the events into; the worker decides the same on as many.",
            DefaultValueFactory = _ => EventLogs.DefaultPartitions,
        };
        partitions.Validators.Add(result =>
        {
            if (result.GetValue(partitions) is < 1 or > 10_000)
            {
                result.AddError("--partitions: expected a number from 1 to 10000.");
            }
        });

        var command = new Command("replay", "Runs the detection over event files, offline and deterministic.") { files, output, model, partitions };
        command.SetAction((parsed, stop) => Task.FromResult(Run(
            new ReplayRequest(parsed.GetRequiredValue(files), parsed.GetValue(output), parsed.GetValue(partitions)), parsed.GetValue(model), stop)));
        return command;
    }

    private static int Run(ReplayRequest request, string? model, CancellationToken stop)
    {
        try
        {
            DetectorSetup setup = ModelFolder.Load(model ?? Installation.Models);
            var run = new ReplayRun(request, new FraudDetector(setup), TimeProvider.System);
            Console.Error.WriteLine($"Looking through {Files(request)} …");
            var progress = ProgressLine.OnStderr();
            ReplaySummary summary = run.Run(state => progress.Report(state, Progress), stop);
            progress.Done();
            Show(request, run, summary);
            return ExitStatus.Done;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure($"replay: {failure.Message}", failure);
        }
    }

    private static string Files(ReplayRequest request) => request.Files.Count == 1 ? request.Files[0] : $"{request.Files.Count} files";

    private static string Progress(ReplayProgress state) =>
        $"{Figures.Percent(state.Share),4}  {Figures.Count(state.Events)} events, {Figures.Count((long)(state.Events / state.Elapsed.TotalSeconds))}/s, {Figures.Count(state.Flags)} flags";

    private static void Show(ReplayRequest request, ReplayRun run, ReplaySummary summary)
    {
        ReplayReport.WriteSummary(Console.Out, summary);
        if (request.OutFolder is null)
        {
            ReplayReport.WriteFirstFlags(Console.Out, run.Decisions, Colour.OnStdout);
        }
        else
        {
            Console.Error.WriteLine($"Written to {request.OutFolder}: flags.jsonl, holds.jsonl, rejected.jsonl, summary.json");
        }
    }
}
