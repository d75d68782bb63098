using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using FraudWatch.Detection.Events;
using FraudWatch.Storage;
using FraudWatch.Worker.Telemetry;
using Microsoft.Extensions.Options;

namespace FraudWatch.Worker.Kafka;

/// <summary>
/// Reads back from <c>fraud-decisions</c> what was told: whoever reads that topic must never see a version go back, not even when the
/// database did. Once, at a start, before anything is published.
/// </summary>
internal sealed partial class ToldDecisions(IOptions<KafkaOptions> options, WorkerProgress progress, TimeProvider time, ILogger<ToldDecisions> logger)
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromSeconds(1);

    /// <summary>The database's clock and the one that messages are stamped by may differ.</summary>
    private static readonly TimeSpan ClocksDiffer = TimeSpan.FromMinutes(10);

    private readonly string _topic = options.Value.Names.Of(Topics.Decisions);

    /// <summary>The last version of every flag and hold told since then (null: ever). Waits for Kafka.</summary>
    public async Task<IReadOnlyCollection<ToldDecision>> ReadAsync(DateTime? since, CancellationToken stopping)
    {
        progress.WaitingFor = $"what {_topic} has told";
        while (true)
        {
            try
            {
                return await Task.Run(() => Read(since - ClocksDiffer, stopping), stopping);
            }
            catch (KafkaException unreachable) when (!unreachable.Error.IsFatal)
            {
                Log.Waiting(logger, _topic, unreachable.Error.Reason);
                progress.WaitingFor = $"what {_topic} has told: {unreachable.Error.Reason}";
            }

            await Task.Delay(LookAgainAfter, time, stopping);
        }
    }

    private Dictionary<(string, Guid), ToldDecision>.ValueCollection Read(DateTime? since, CancellationToken stopping)
    {
        using IConsumer<Ignore, byte[]> reader = new ConsumerBuilder<Ignore, byte[]>(KafkaClients.Consumer(options.Value)).SetLogHandler(static (_, _) => { }).Build();
        var left = new HashSet<TopicPartition>();
        var from = new List<TopicPartitionOffset>();
        foreach (TopicPartition partition in PartitionsOfTopic())
        {
            WatermarkOffsets ends = reader.QueryWatermarkOffsets(partition, RequestTimeout);
            if (StartOf(reader, partition, ends, since) is Offset start && start < ends.High)
            {
                from.Add(new TopicPartitionOffset(partition, start));
                left.Add(partition);
            }
        }

        reader.Assign(from);
        var told = new Dictionary<(string, Guid), ToldDecision>();
        while (left.Count > 0)
        {
            ConsumeResult<Ignore, byte[]> result = reader.Consume(stopping);
            if (result.IsPartitionEOF)
            {
                left.Remove(result.TopicPartition);
            }
            else if (Parse(result.Message.Value) is ToldDecision decision
                && (!told.TryGetValue((decision.Kind, decision.Id), out ToldDecision? known) || known.Version < decision.Version))
            {
                told[(decision.Kind, decision.Id)] = decision;
            }
        }

        return told.Values;
    }

    private IEnumerable<TopicPartition> PartitionsOfTopic()
    {
        using IAdminClient admin = new AdminClientBuilder(KafkaClients.Admin(options.Value)).SetLogHandler(static (_, _) => { }).Build();
        TopicMetadata topic = admin.GetMetadata(_topic, RequestTimeout).Topics.Single();
        return topic.Error.IsError ? throw new KafkaException(topic.Error) : topic.Partitions.Select(p => new TopicPartition(_topic, p.PartitionId));
    }

    private static Offset StartOf(IConsumer<Ignore, byte[]> reader, TopicPartition partition, WatermarkOffsets ends, DateTime? since)
    {
        if (since is not DateTime time || ends.High <= ends.Low)
        {
            return ends.Low;
        }

        Offset found = reader.OffsetsForTimes([new TopicPartitionTimestamp(partition, new Timestamp(time))], RequestTimeout).Single().Offset;
        if (found >= 0)
        {
            return found;
        }

        // Nothing as young; or a broker that cannot look by time, which the last message tells.
        return IsLastAsYoung(reader, new TopicPartitionOffset(partition, ends.High - 1), time) ? ends.Low : ends.High;
    }

    private static bool IsLastAsYoung(IConsumer<Ignore, byte[]> reader, TopicPartitionOffset at, DateTime since)
    {
        reader.Assign(at);
        ConsumeResult<Ignore, byte[]>? last = reader.Consume(RequestTimeout);
        reader.Unassign();
        return last is { IsPartitionEOF: false } && last.Message.Timestamp.UtcDateTime >= since;
    }

    /// <summary>Null for what is none of ours.</summary>
    private static ToldDecision? Parse(byte[]? message)
    {
        try
        {
            using var json = JsonDocument.Parse(message ?? []);
            string kind = json.RootElement.GetProperty("kind").GetString()!;
            return kind is "flag" or "hold"
                ? new ToldDecision(kind, json.RootElement.GetProperty(kind + "_id").GetGuid(), json.RootElement.GetProperty("version").GetInt32(), Encoding.UTF8.GetString(message!))
                : null;
        }
        catch (Exception foreign) when (foreign is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(230, LogLevel.Warning, "Reading back what {Topic} has told is tried again: {Reason}")]
        public static partial void Waiting(ILogger logger, string topic, string reason);
    }
}
