using System.Text;
using FraudWatch.Storage;
using FraudWatch.Worker.Kafka;
using FraudWatch.Worker.Telemetry;
using Microsoft.Extensions.Options;

namespace FraudWatch.Worker.Pipeline;

/// <summary>
/// Publishes the outbox, each key in the order of its rows, which is the order of versions: a row is sent when the one before it of its
/// key is acknowledged or set aside. A row that is refused for what it is is set aside and does not hold up others; a topic that takes nothing
/// at the moment is left alone for a while, and the others go on. One worker at a time publishes: a lock in Postgres says who. A crash
/// between acknowledgement and mark publishes the same versions again.
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
            if (session is not null && await PublishIfCurrentAsync(session, stoppingToken) is string why)
            {
                Log.Interrupted(_logger, why);
            }

            await Task.Delay(RetryAfter, instruments.Time, stoppingToken);
        }
    }

    /// <summary>Publishes nothing from a database that went back: the writer sees to that first.</summary>
    private async Task<string?> PublishIfCurrentAsync(OutboxSession session, CancellationToken stopping)
    {
        try
        {
            return await session.CountMessagesAsync(CellRecord.Cell, stopping) >= instruments.Progress.Committed.Sum()
                ? await PublishWhilePossibleAsync(session, stopping)
                : null;
        }
        catch (Exception away) when (TransientErrors.IsTransient(away))
        {
            return away.Message;
        }
    }

    /// <summary>Publishes until told to stop (null), or until Postgres or a topic is away for the moment (why).</summary>
    private async Task<string?> PublishWhilePossibleAsync(OutboxSession session, CancellationToken stopping)
    {
        using var abort = new CancellationTokenSource();
        await using CancellationTokenRegistration hurry = stopping.Register(() => abort.CancelAfter(FinishWithin));
        try
        {
            var away = new Dictionary<string, string>(StringComparer.Ordinal);
            while (!stopping.IsCancellationRequested)
            {
                IReadOnlyList<OutboxMessage> messages = await session.TakeAsync(options.Value.BatchSize, away.Keys, abort.Token);
                if (messages.Count > 0)
                {
                    await PublishAsync(session, messages, away, abort.Token);
                }
                else if (away.Count > 0)
                {
                    instruments.Metrics.KafkaRetried();
                    return string.Join("; ", away.Select(topic => $"{topic.Key}: {topic.Value}"));
                }
                else
                {
                    await Task.Delay(options.Value.PollInterval, instruments.Time, stopping);
                }
            }

            return null;
        }
        catch (Exception lost) when (TransientErrors.IsTransient(lost))
        {
            instruments.Metrics.PostgresRetried();
            return lost.Message;
        }
    }

    /// <summary>Sends the messages, those of one key after one another, and marks what became of them.</summary>
    /// <param name="session">The right to publish.</param>
    /// <param name="messages">The oldest that wait.</param>
    /// <param name="away">Topics that take nothing at the moment, with why; those that turn out so are added.</param>
    /// <param name="abort">Ends the wait for acknowledgement.</param>
    private async Task PublishAsync(OutboxSession session, IReadOnlyList<OutboxMessage> messages, Dictionary<string, string> away, CancellationToken abort)
    {
        var published = new List<long>();
        var refused = new List<(long Id, string Why)>();
        foreach (OutboxMessage[] round in Rounds(messages))
        {
            OutboxMessage[] open = Array.FindAll(round, message => !away.ContainsKey(message.Topic));
            SendFailure?[] failures = await StayWhileAsync(session, producer.SendAsync(Array.ConvertAll(open, RecordOf), abort), abort);
            for (int i = 0; i < open.Length; i++)
            {
                switch (failures[i])
                {
                    case null: published.Add(open[i].Id); break;
                    case { IsForGood: true, Reason: string why }: refused.Add((open[i].Id, why)); break;
                    case { Reason: string why }: away[open[i].Topic] = why; break;
                }
            }
        }

        await session.MarkAsync(published, refused, abort);
        Tell(published.Count, refused);
    }

    /// <summary>The first message of each key, then the second of each, and so on: none is under way twice.</summary>
    internal static IEnumerable<OutboxMessage[]> Rounds(IReadOnlyList<OutboxMessage> messages)
    {
        var places = new Dictionary<(string Topic, string Key), int>();
        return messages
            .GroupBy(message => places[(message.Topic, message.Key)] = places.GetValueOrDefault((message.Topic, message.Key)) + 1)
            .Select(round => round.ToArray());
    }

    private void Tell(int published, List<(long Id, string Why)> refused)
    {
        instruments.Metrics.OutboxPublished(published);
        instruments.Progress.OutboxPublished += published;
        foreach ((long id, string why) in refused)
        {
            instruments.Metrics.OutboxSetAside();
            Log.SetAside(_logger, id, why);
        }
    }

    /// <summary>A broker that is away may take long: Postgres is told meanwhile that this publisher only waits.</summary>
    private async Task<T> StayWhileAsync<T>(OutboxSession session, Task<T> sending, CancellationToken abort)
    {
        try
        {
            while (await Task.WhenAny(sending, Task.Delay(SayAliveEvery, instruments.Time, abort)) != sending)
            {
                abort.ThrowIfCancellationRequested();
                await session.StayAsync(abort);
            }
        }
        catch (Exception lost) when (TransientErrors.IsTransient(lost))
        {
            // Nothing of this may be under way when the next session sends.
            await sending;
            throw;
        }

        return await sending;
    }

    private static OutgoingRecord RecordOf(OutboxMessage message) =>
        new(message.Topic, Encoding.UTF8.GetBytes(message.Key), Encoding.UTF8.GetBytes(message.Payload), []);

    private static partial class Log
    {
        [LoggerMessage(320, LogLevel.Warning, "Publishing decisions was interrupted and goes on soon: {Reason}")]
        public static partial void Interrupted(ILogger logger, string reason);

        [LoggerMessage(321, LogLevel.Error, "Row {Id} of the outbox is set aside, because its topic does not take it: {Reason}")]
        public static partial void SetAside(ILogger logger, long id, string reason);
    }
}
