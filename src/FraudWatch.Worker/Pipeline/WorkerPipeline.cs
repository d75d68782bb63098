using System.Threading.Channels;
using FraudWatch.Detection;
using FraudWatch.Replay;
using FraudWatch.Worker.Kafka;
using FraudWatch.Worker.Telemetry;

namespace FraudWatch.Worker.Pipeline;

/// <summary>
/// consume → parse → merge → detect → write. Anything that goes wrong beyond what is waited for stops the worker with an
/// error; the offsets in Postgres say where the next one goes on.
/// </summary>
internal sealed class WorkerPipeline(
    WorkerSettings settings, CellRecord record, LogInspection logs, WriteSide writeSide, Instruments instruments) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        DetectorSetup setup = ModelFolder.Load(settings.Models.Locate());
        instruments.Progress.WaitingFor = "Postgres";
        await record.PrepareAsync(stoppingToken);
        CellLayout layout = await logs.WaitForTopicsAsync(stoppingToken);
        CellStart start = await record.TakeAsync(layout, stoppingToken);
        long[] ends = await logs.WaitForWholeLogsAsync(layout, start.Committed, stoppingToken);
        instruments.Progress.Begin(start, ends);
        await RunStagesAsync(new FraudDetector(setup), start, stoppingToken);
    }

    /// <summary>
    /// Two threads and a task with bounded queues between them. A stop ends the consumer; the others finish what is in the
    /// queues, but no longer than <see cref="PipelineOptions.StopWithin"/>. A failure of one ends all at once.
    /// </summary>
    private async Task RunStagesAsync(FraudDetector detector, CellStart start, CancellationToken stopping)
    {
        using var abort = new CancellationTokenSource();
        await using CancellationTokenRegistration hurry = stopping.Register(() => abort.CancelAfter(settings.Pipeline.StopWithin));
        using var stopReading = CancellationTokenSource.CreateLinkedTokenSource(stopping, abort.Token);
        Channel<ReadBatch> read = BlockingChannel.Create<ReadBatch>(settings.Pipeline.ReadQueue);
        Channel<DecidedBatch> decided = BlockingChannel.Create<DecidedBatch>(settings.Pipeline.WriteQueue);
        var flow = new EventFlow(new ParsedEventPool(), new PartitionBacklog(start.Layout.Slots, settings.Pipeline.PartitionBacklog));
        using var consumer = new EventConsumer(start.Layout, settings, flow, instruments);
        var detection = new DetectionLoop(detector, start, settings.Pipeline, flow, instruments);
        var writer = new DecisionWriter(start, writeSide.Decisions, writeSide.DeadLetters, instruments);
        await Task.WhenAll(
            OrAbort(OnThread(() => consumer.Run(read.Writer, stopReading.Token)), abort),
            OrAbort(OnThread(() => detection.Run(read.Reader, decided.Writer, consumer.Recycle, abort.Token)), abort),
            OrAbort(writer.RunAsync(decided.Reader, offsets => ShowCommitted(consumer, offsets), abort.Token), abort));
    }

    private void ShowCommitted(EventConsumer consumer, IReadOnlyList<long> offsets)
    {
        consumer.ShowProgress(offsets);
        instruments.Progress.Lag = consumer.LagBehind(offsets);
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
