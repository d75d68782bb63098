using System.Threading.Channels;
using FraudWatch.Storage;
using FraudWatch.Worker.Kafka;
using FraudWatch.Worker.Snapshots;
using FraudWatch.Worker.Telemetry;

namespace FraudWatch.Worker.Pipeline;

/// <summary>
/// consume → parse → merge → detect → write. Anything that goes wrong beyond what is waited for stops the worker with an
/// error; the offsets in Postgres say where the next one goes on. When the record went back, all that this process knows is ahead of it:
/// it begins again from what the record holds, as a new process would.
/// </summary>
internal sealed partial class WorkerPipeline(
    WorkerSettings settings, WorkerStart starting, ActionAudit audit, WriteSide writeSide, Instruments instruments) : BackgroundService
{
    private readonly ILogger<WorkerPipeline> _logger = instruments.Loggers.CreateLogger<WorkerPipeline>();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (await RunToRecordGoneBackAsync(stoppingToken) is RecordWentBackException back)
        {
            Log.WentBack(_logger, back.Message);
            instruments.Progress.WentBack();
            instruments.Metrics.RecordWentBack();
        }
    }

    /// <summary>Null at a stop.</summary>
    private async Task<RecordWentBackException?> RunToRecordGoneBackAsync(CancellationToken stopping)
    {
        (CellStart start, CellState state, SnapshotFolder? snapshots) = await starting.PrepareAsync(stopping);
        await audit.ReadKeysAsync(stopping);
        try
        {
            await RunStagesAsync(state, start, snapshots, stopping);
            return null;
        }
        catch (RecordWentBackException back)
        {
            return back;
        }
    }

    /// <summary>
    /// Two threads and two tasks with bounded queues between them. A stop ends the consumer; the others finish what is in the
    /// queues, but no longer than <see cref="PipelineOptions.StopWithin"/>. A failure of one ends all at once.
    /// </summary>
    private async Task RunStagesAsync(CellState state, CellStart start, SnapshotFolder? folder, CancellationToken stopping)
    {
        using var abort = new CancellationTokenSource();
        await using CancellationTokenRegistration hurry = stopping.Register(() => abort.CancelAfter(settings.Pipeline.StopWithin));
        using var stopReading = CancellationTokenSource.CreateLinkedTokenSource(stopping, abort.Token);
        Channel<ReadBatch> read = BlockingChannel.Create<ReadBatch>(settings.Pipeline.ReadQueue);
        Channel<DecidedBatch> decided = BlockingChannel.Create<DecidedBatch>(settings.Pipeline.WriteQueue);
        var flow = new EventFlow(new ParsedEventPool(), new PartitionBacklog(start.Layout.Slots, settings.Pipeline.PartitionBacklog));
        long[] from = [.. state.Processed];
        using var consumer = new EventConsumer(start.Layout, settings, flow, audit, instruments);
        var taken = Channel.CreateUnbounded<Snapshot>();
        SnapshotTaker? taker = folder is null ? null : new SnapshotTaker(settings.Snapshots, start, taken.Writer, instruments);
        var detection = new DetectionLoop(state, start, settings.Pipeline, flow, instruments) { Snapshots = taker };
        var writer = new DecisionWriter(start, writeSide, instruments);
        await Task.WhenAll(
            OrAbort(folder is null ? Task.CompletedTask : new SnapshotWriter(folder, settings.Snapshots, start, instruments).RunAsync(taken.Reader, abort.Token), abort),
            OrAbort(OnThread(() => consumer.Run(read.Writer, from, stopReading.Token)), abort),
            OrAbort(OnThread(() => detection.Run(read.Reader, decided.Writer, consumer.Recycle, abort.Token)), abort),
            OrAbort(writer.RunAsync(decided.Reader, offsets => ShowCommitted(consumer, offsets), abort.Token), abort));
    }

    private void ShowCommitted(EventConsumer consumer, IReadOnlyList<long> offsets)
    {
        consumer.ShowProgress(offsets);
        instruments.Progress.Lag = consumer.LagBehind(offsets);
    }

    private static partial class Log
    {
        [LoggerMessage(305, LogLevel.Error, "The database went back, as after a restored backup or a failover to a standby that lagged. {Reason}. Decided again from there.")]
        public static partial void WentBack(ILogger logger, string reason);
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
}
