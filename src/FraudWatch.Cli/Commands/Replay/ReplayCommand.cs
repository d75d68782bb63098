using System.CommandLine;
using FraudWatch.Detection;
using FraudWatch.Detection.Events;
using FraudWatch.Replay;
using FraudWatch.Terminal;

namespace FraudWatch.Cli.Commands.Replay;

/// <summary><c>fraudwatch replay FILE… [--out DIR] [--model DIR] [--partitions N] [--order FILE]</c>: the same detection offline (contract §3).</summary>
internal static class ReplayCommand
{
    public static Command Create()
    {
        var files = new Argument<string[]>(ValueName.File)
        {
            Description = "Event files (.jsonl or .jsonl.gz), the lines of each topic in their order.",
            Arity = ArgumentArity.OneOrMore,
        };
        var output = new Option<string?>("--out")
        {
            HelpName = ValueName.Folder,
            Description = "Folder for flags.jsonl, holds.jsonl, rejected.jsonl and summary.json. Without it nothing is written: the summary and the first flags go to stdout.",
        };
        var model = new Option<string?>("--model")
        {
            HelpName = ValueName.Folder,
            Description = "Folder of models and policy. Default: models/ of the installation.",
        };
        Option<int> partitions = NumberOption.Whole(
            "--partitions", (1, 10_000), EventLogs.DefaultPartitions, "Partitions per topic to deal the events into; the worker decides the same on as many.");
        var order = new Option<string?>("--order")
        {
            HelpName = ValueName.File,
            Description = "A worker's order, from order export: decides as that worker did, also where events came late. Says for how many partitions.",
        };
        var actionKeys = new Option<string?>("--action-keys")
        {
            HelpName = "FILE",
            Description = "Keys that actions keys wrote: an action counts only if the audit vouches for it by one of them. Without it actions are taken unverified.",
        };
        var command = new Command("replay", "Runs the detection over event files, offline and deterministic.") { files, output, model, partitions, order, actionKeys };
        command.SetAction((parsed, stop) =>
        {
            int? asked = parsed.GetResult(partitions) is { Implicit: false } ? parsed.GetValue(partitions) : null;
            var request = new ReplayRequest(parsed.GetRequiredValue(files), parsed.GetValue(output), asked ?? EventLogs.DefaultPartitions);
            return Task.FromResult(Run(request, (parsed.GetValue(order), parsed.GetValue(actionKeys)), asked, parsed.GetValue(model), stop));
        });
        return command;
    }

    private static int Run(ReplayRequest request, (string? Order, string? ActionKeys) files, int? partitions, string? model, CancellationToken stop)
    {
        try
        {
            request = files.Order is null ? request : InOrder(request, files.Order, partitions);
            request = request with { ActionKeys = files.ActionKeys is null ? null : new ActionKeys(ActionKeysFile.Read(files.ActionKeys)) };
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

    private static ReplayRequest InOrder(ReplayRequest request, string path, int? partitions)
    {
        OrderFile order = OrderFile.Read(path);
        return partitions is null || partitions == order.Partitions
            ? request with { Partitions = order.Partitions, Order = order.Turns }
            : throw new IOException($"{path} is an order of {order.Partitions} partitions: expected --partitions {order.Partitions} or none, found {partitions}");
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
