using System.Threading.Channels;
using FraudWatch.Storage;
using FraudWatch.Worker.Kafka;
using FraudWatch.Worker.Kafka.Logs;
using FraudWatch.Worker.Snapshots;
using FraudWatch.Worker.Telemetry;

namespace FraudWatch.Worker.Pipeline;

/// <summary>
/// consume → parse → merge → detect → write. Anything that goes wrong beyond what is waited for stops the worker with an
/// error; the offsets in Postgres say where the next one goes on. When the record went back, all that this process knows is ahead of it; when
/// the logs are no longer those that were being read, the stages end in order. Either way it begins again from what the record holds, as a new
/// process would: the start says what is wrong and waits.
/// </summary>
internal sealed partial class WorkerPipeline(
    WorkerSettings settings, WorkerStart starting, WriteSide writeSide, ReadSide readSide, Instruments instruments) : BackgroundService
{
    private readonly ILogger<WorkerPipeline> _logger = instruments.Loggers.CreateLogger<WorkerPipeline>();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (await RunOnceAsync(stoppingToken) && !stoppingToken.IsCancellationRequested)
        {
            // As a new process would.
        }
    }

    /// <summary>False at a stop.</summary>
    private async Task<bool> RunOnceAsync(CancellationToken stopping)
    {
        PreparedCell cell = await starting.PrepareAsync(stopping);
        await readSide.Audit.ReadKeysAsync(stopping);
        try
        {
            string? reason = await RunStagesAsync(cell, stopping);
            if (reason is not null)
            {
                instruments.Progress.WaitingFor = $"a new start: {reason}";
                Log.StartingAnew(_logger, reason);
            }

            return reason is not null;
        }
        catch (RecordWentBackException back)
        {
            Log.WentBack(_logger, back.Message);
            instruments.Progress.WentBack();
            instruments.Metrics.RecordWentBack();
            return true;
        }
    }

    /// <summary>
    /// Two threads and two tasks with bounded queues between them. A stop ends the consumer; the others finish what is in the
    /// queues, but no longer than <see cref="PipelineOptions.StopWithin"/>. A failure of one ends all at once.
    /// </summary>
    /// <returns>Null after a stop; otherwise why the logs cannot be read on.</returns>
    private async Task<string?> RunStagesAsync(PreparedCell cell, CancellationToken stopping)
    {
        (CellStart start, CellState state, SnapshotFolder? folder, RecalledRecord? recalled) = cell;
        using var abort = new CancellationTokenSource();
        await using CancellationTokenRegistration hurry = stopping.Register(() => abort.CancelAfter(settings.Pipeline.StopWithin));
        using var stopReading = CancellationTokenSource.CreateLinkedTokenSource(stopping, abort.Token);
        Channel<ReadBatch> read = BlockingChannel.Create<ReadBatch>(settings.Pipeline.ReadQueue);
        Channel<DecidedBatch> decided = BlockingChannel.Create<DecidedBatch>(settings.Pipeline.WriteQueue);
        var flow = new EventFlow(new ParsedEventPool(), new PartitionBacklog(start.Layout.Slots, settings.Pipeline.PartitionBacklog));
        long[] from = [.. state.Processed];
        using var consumer = new EventConsumer(start.Layout, settings, flow, readSide, instruments);
        var taken = Channel.CreateUnbounded<Snapshot>();
        SnapshotTaker? taker = folder is null ? null : new SnapshotTaker(settings.Snapshots, start, taken.Writer, instruments);
        var detection = new DetectionLoop(state, start, settings.Pipeline, flow, instruments) { Snapshots = taker, Recalled = recalled };
        var writer = new DecisionWriter(start, writeSide, instruments);
        string? unreadable = null;
        string? changed = null;
        await Task.WhenAll(
            OrAbort(folder is null ? Task.CompletedTask : new SnapshotWriter(folder, settings.Snapshots, start, instruments).RunAsync(taken.Reader, abort.Token), abort),
            OrAbort(WatchAsync(), abort),
            OrAbort(OnThread(() => EndWatch(unreadable = consumer.Run(read.Writer, from, stopReading.Token))), abort),
            OrAbort(OnThread(() => detection.Run(read.Reader, decided.Writer, consumer.Recycle, abort.Token)), abort),
            OrAbort(writer.RunAsync(decided.Reader, consumer.ShowProgress, abort.Token), abort));
        return changed ?? unreadable;

        async Task WatchAsync()
        {
            changed = await readSide.Watch.RunAsync(start, stopReading.Token);
            await stopReading.CancelAsync();
        }

        void EndWatch(string? _) => stopReading.Cancel();
    }

    private static Task OnThread(Action stage) =>
        Task.Factory.StartNew(stage, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static async Task OrAbort(Task stage, CancellationTokenSource abort)
    {
        try
        {
            await stage;
        }
        catch
        {
            await abort.CancelAsync();
            throw;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(305, LogLevel.Error, "The database went back, as after a restored backup or a failover to a standby that lagged. {Reason}. Decided again from there.")]
        public static partial void WentBack(ILogger logger, string reason);

        [LoggerMessage(330, LogLevel.Warning, "The stages ended in order, and the worker starts anew: {Reason}")]
        public static partial void StartingAnew(ILogger logger, string reason);
    }
}
