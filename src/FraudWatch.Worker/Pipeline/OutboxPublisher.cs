using System.Text;
using FraudWatch.Storage;
using FraudWatch.Worker.Kafka;
using FraudWatch.Worker.Telemetry;
using Microsoft.Extensions.Options;

namespace FraudWatch.Worker.Pipeline;

/// <summary>
/// Publishes the outbox in the order of its rows, which is the order of versions for each key. One worker at a time does:
/// a lock in Postgres says who. A crash between acknowledgement and mark publishes the same versions again.
/// </summary>
internal sealed partial class OutboxPublisher(
    CellRecord record, OutboxStore outbox, RecordProducer producer, IOptions<OutboxOptions> options, Instruments instruments) : BackgroundService
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SayAliveEvery = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan FinishWithin = TimeSpan.FromSeconds(1);

    private readonly ILogger<OutboxPublisher> _logger = instruments.Loggers.CreateLogger<OutboxPublisher>();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await record.Prepared.WaitAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            await record.MayPublish.WaitAsync(stoppingToken);
            await using OutboxSession? session = await outbox.TryOpenSessionAsync(stoppingToken);
            if (session is not null && await PublishIfCurrentAsync(session, stoppingToken) is Exception away)
            {
                Log.Interrupted(_logger, away.Message);
            }

            await Task.Delay(RetryAfter, instruments.Time, stoppingToken);
        }
    }

    /// <summary>Publishes nothing from a database that went back: the writer sees to that first.</summary>
    private async Task<Exception?> PublishIfCurrentAsync(OutboxSession session, CancellationToken stopping)
    {
        try
        {
            return await session.CountMessagesAsync(CellRecord.Cell, stopping) >= instruments.Progress.Committed.Sum()
                ? await PublishWhilePossibleAsync(session, stopping)
                : null;
        }
        catch (Exception away) when (TransientErrors.IsTransient(away))
        {
            return away;
        }
    }

    /// <summary>Publishes until told to stop (null), or until Postgres or the broker is away for the moment (why).</summary>
    private async Task<Exception?> PublishWhilePossibleAsync(OutboxSession session, CancellationToken stopping)
    {
        using var abort = new CancellationTokenSource();
        await using CancellationTokenRegistration hurry = stopping.Register(() => abort.CancelAfter(FinishWithin));
        try
        {
            while (!stopping.IsCancellationRequested)
            {
                if (await PublishOnceAsync(session, abort.Token) == 0)
                {
                    await Task.Delay(options.Value.PollInterval, instruments.Time, stopping);
                }
            }

            return null;
        }
        catch (Exception away) when (TransientErrors.IsTransient(away))
        {
            instruments.Metrics.PostgresRetried();
            return away;
        }
        catch (RefusedRecordsException refused)
        {
            instruments.Metrics.KafkaRetried();
            return refused;
        }
    }

    private async Task<int> PublishOnceAsync(OutboxSession session, CancellationToken abort)
    {
        IReadOnlyList<OutboxMessage> messages = await session.TakeAsync(options.Value.BatchSize, abort);
        if (messages.Count == 0)
        {
            return 0;
        }

        await StayWhileAsync(session, producer.SendAsync([.. messages.Select(RecordOf)], abort), abort);
        await session.MarkPublishedAsync([.. messages.Select(message => message.Id)], abort);
        instruments.Metrics.OutboxPublished(messages.Count);
        instruments.Progress.OutboxPublished += messages.Count;
        return messages.Count;
    }

    /// <summary>A broker that is away may take long: Postgres is told meanwhile that this publisher only waits.</summary>
    private async Task StayWhileAsync(OutboxSession session, Task sending, CancellationToken abort)
    {
        while (await Task.WhenAny(sending, Task.Delay(SayAliveEvery, instruments.Time, abort)) != sending)
        {
            abort.ThrowIfCancellationRequested();
            await session.StayAsync(abort);
        }

        await sending;
    }

    private static OutgoingRecord RecordOf(OutboxMessage message) =>
        new(message.Topic, Encoding.UTF8.GetBytes(message.Key), Encoding.UTF8.GetBytes(message.Payload), []);

    private static partial class Log
    {
        [LoggerMessage(320, LogLevel.Warning, "Publishing decisions was interrupted and goes on soon: {Reason}")]
        public static partial void Interrupted(ILogger logger, string reason);
    }
}
