using FraudWatch.Sandbox.Processes;
using FraudWatch.Terminal;

namespace FraudWatch.Sandbox.Demo;

/// <summary>The whole system on one machine: a simulated stream ends now, the real worker reads it from Kafka and writes to Postgres.</summary>
internal sealed class DemoRun
{
    private const string WorkerGroup = "fraudwatch-worker";

    private readonly DemoOptions _options;
    private readonly TimeProvider _time;
    private readonly DemoProgress _progress;
    private readonly DemoFolder _folder = DemoFolder.CreateEmpty();

    public DemoRun(DemoOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _progress = new DemoProgress(time);
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        _progress.Step("starting an embedded Postgres and an embedded Kafka broker");
        await using DemoServices services = await DemoServices.StartAsync(_folder, _options.Keep, cancellationToken);
        _progress.Step($"simulating {_options.Days} days of {_options.Payers:N0} payers, ending now");
        await SimulateAsync(cancellationToken);
        long events = CountLines(_folder.Coins) + CountLines(_folder.Gifts);

        int port = WorkerWatch.FreePort();
        _progress.Step($"starting the worker; its figures: http://127.0.0.1:{port}/status");
        await using ChildProgram worker = StartWorker(services, port);
        using WorkerWatch watch = new(worker, port, _progress);
        await watch.UntilReadyAsync(cancellationToken);

        _progress.Step($"publishing {events:N0} events, while the worker decides");
        long start = _time.GetTimestamp();
        WorkerFigures figures = await PublishAndFollowAsync(services, watch, events, cancellationToken);
        double seconds = _time.GetElapsedTime(start).TotalSeconds;
        await worker.StopAsync(cancellationToken);

        _progress.Step("comparing what is in Postgres with the truth");
        RecordedDecisions decisions = await RecordedDecisions.ReadAsync(services.Addresses.PostgresConnectionString, cancellationToken);
        await decisions.WriteAsync(_folder, cancellationToken);
        string evaluation = await EvaluateAsync(cancellationToken);
        DemoReport.Print(decisions, evaluation, new DemoOutcome(events, seconds, figures.Rejected, figures.OutOfTurn, _folder.Path, _options.Keep));
        services.Stay();
        RequireBothDetectors(decisions);
    }

    private static long CountLines(string file) => File.ReadLines(file).LongCount();

    private static void RequireBothDetectors(RecordedDecisions decisions)
    {
        foreach (string detector in new[] { "ring", "resale" })
        {
            if (!decisions.Flags.Any(f => f.GetProperty("detector").GetString() == detector))
            {
                throw new CommandFailure($"The {detector} detector flagged nothing: expected flags of both detectors.");
            }
        }

        if (decisions.Holds.Count == 0)
        {
            throw new CommandFailure("No hold was placed: expected some on what the detectors flagged.");
        }
    }

    private async Task SimulateAsync(CancellationToken cancellationToken)
    {
        string end = _time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");
        await using ChildProgram simulator = ChildProgram.Start(
            "FraudWatch.Simulator",
            ["simulate", "--out", _folder.Path, "--payers", $"{_options.Payers}", "--days", $"{_options.Days}", "--seed", $"{_options.Seed}", "--end", end],
            new Dictionary<string, string>(),
            _folder.Log("simulate"));
        await simulator.SucceedAsync(cancellationToken);
    }

    private ChildProgram StartWorker(DemoServices services, int port)
    {
        Dictionary<string, string> environment = new(services.Addresses.Environment)
        {
            ["FRAUDWATCH__HEALTH__PORT"] = $"{port}",

            // The publisher sends in batches: waiting a little longer for a quiet partition keeps events in their turn.
            ["FRAUDWATCH__PIPELINE__MAXIDLE"] = "00:00:01",
            ["FRAUDWATCH__MODELS__FOLDER"] = Path.Combine(SourceTree.Root, "models"),
        };
        return ChildProgram.Start("FraudWatch.Worker", [], environment, _folder.Log("worker"));
    }

    private async Task<WorkerFigures> PublishAndFollowAsync(DemoServices services, WorkerWatch watch, long events, CancellationToken cancellationToken)
    {
        await using ChildProgram publisher = ChildProgram.Start(
            "FraudWatch.Simulator",
            // The embedded broker keeps little and drops the oldest silently, so the publisher must not run far ahead of the worker.
            ["publish", _folder.Coins, _folder.Gifts, "--bootstrap-servers", services.Addresses.BootstrapServers, "--hold-back", WorkerGroup],
            services.Addresses.Environment,
            _folder.Log("publish"));
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<WorkerFigures> committed = watch.UntilCommittedAsync(events, stop.Token);
        try
        {
            // A publisher that fails must end the watch, which would wait for events that never come.
            await publisher.SucceedAsync(cancellationToken);
            return await committed;
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAny(committed);
        }
    }

    private async Task<string> EvaluateAsync(CancellationToken cancellationToken)
    {
        string report = _folder.Log("evaluate");
        await using ChildProgram evaluate = ChildProgram.Start(
            "FraudWatch.Training",
            ["evaluate", "--truth", _folder.Truth, "--flags", _folder.Flags, "--holds", _folder.Holds, "--events", _folder.Coins],
            new Dictionary<string, string>(),
            report);
        await evaluate.SucceedAsync(cancellationToken);
        return await File.ReadAllTextAsync(report, cancellationToken);
    }
}
