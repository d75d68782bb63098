using Confluent.Kafka;
using FraudWatch.Detection.Events;
using FraudWatch.Worker.Pipeline;
using FraudWatch.Worker.Snapshots;
using FraudWatch.Worker.Telemetry;
using Microsoft.Extensions.Options;

namespace FraudWatch.Worker.Kafka;

/// <summary>
/// Looks at the logs before they are read: the topics must exist with one partition count, and hold every message from
/// where the detector's state ends (the first, without a snapshot). While that is not so, the worker waits, is not ready, and says why.
/// </summary>
internal sealed partial class LogInspection(IOptions<KafkaOptions> options, WorkerProgress progress, TimeProvider time, ILogger<LogInspection> logger)
{
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(10);

    private TopicNames Names => options.Value.Names;

    /// <summary>Waits for all topics, those read and those written.</summary>
    public async Task<CellLayout> WaitForTopicsAsync(CancellationToken stopping)
    {
        using IAdminClient admin = new AdminClientBuilder(KafkaClients.Admin(options.Value)).SetLogHandler(static (_, _) => { }).Build();
        CellLayout? layout = null;
        await WaitUntilAsync(() => (layout = LookForTopics(admin, out string missing)) is null ? missing : "", stopping);
        return layout!;
    }

    /// <summary>Waits until the logs hold every message from where the state ends to what is committed. Returns their ends, by slot.</summary>
    public async Task<long[]> WaitForWholeLogsAsync(CellState state, IReadOnlyList<long> committed, CancellationToken stopping)
    {
        using IConsumer<Ignore, ParsedEvent> reader = new ConsumerBuilder<Ignore, ParsedEvent>(KafkaClients.Consumer(options.Value))
            .SetValueDeserializer(new EventDeserializer(new ParsedEventPool())).SetLogHandler(static (_, _) => { }).Build();
        long[] ends = new long[state.Layout.Slots];
        await WaitUntilAsync(() => LookForGaps(reader, state, committed, ends), stopping);
        return ends;
    }

    /// <summary>The first offsets that the logs hold, by slot.</summary>
    public async Task<long[]> StartsAsync(CellLayout layout, CancellationToken stopping)
    {
        using IConsumer<Ignore, Ignore> reader = new ConsumerBuilder<Ignore, Ignore>(KafkaClients.Consumer(options.Value))
            .SetLogHandler(static (_, _) => { }).Build();
        long[] starts = new long[layout.Slots];
        await WaitUntilAsync(
            () =>
            {
                for (int slot = 0; slot < starts.Length; slot++)
                {
                    (Topic topic, int partition) = layout.At(slot);
                    starts[slot] = reader.QueryWatermarkOffsets(new TopicPartition(Names.Of(topic), partition), RequestTimeout).Low;
                }

                return "";
            },
            stopping);
        return starts;
    }

    /// <summary>Asks once a second until <paramref name="missing"/> has nothing to say; each new answer is logged once.</summary>
    private async Task WaitUntilAsync(Func<string> missing, CancellationToken stopping)
    {
        string last = "";
        while (await Task.Run(() => Ask(missing), stopping) is { Length: > 0 } answer)
        {
            progress.WaitingFor = answer;
            if (answer != last)
            {
                Log.Waiting(logger, answer);
                last = answer;
            }

            await Task.Delay(LookAgainAfter, time, stopping);
        }
    }

    private string Ask(Func<string> missing)
    {
        try
        {
            return missing();
        }
        catch (KafkaException unreachable) when (!unreachable.Error.IsFatal)
        {
            return $"Kafka at {options.Value.BootstrapServers}: {unreachable.Error.Reason}";
        }
    }

    private CellLayout? LookForTopics(IAdminClient admin, out string missing)
    {
        Dictionary<string, int> found = admin.GetMetadata(RequestTimeout).Topics
            .Where(topic => !topic.Error.IsError && topic.Partitions.Count > 0)
            .ToDictionary(topic => topic.Topic, topic => topic.Partitions.Count, StringComparer.Ordinal);
        string[] read = [.. Topics.All.Select(Names.Of)];
        string[] absent = [.. read.Append(Names.Of(Topics.Decisions)).Append(Names.Of(Topics.DeadLetters)).Where(topic => !found.ContainsKey(topic))];
        if (absent.Length > 0)
        {
            missing = $"topics that do not exist: {string.Join(", ", absent)}";
            return null;
        }

        int[] counts = [.. read.Select(topic => found[topic])];
        missing = counts.Distinct().Count() == 1
            ? ""
            : $"one partition count for {string.Join(", ", read)}; found {string.Join(", ", counts)}";
        return missing.Length == 0 ? new CellLayout(counts[0]) : null;
    }

    private string LookForGaps(IConsumer<Ignore, ParsedEvent> reader, CellState state, IReadOnlyList<long> committed, long[] ends)
    {
        for (int slot = 0; slot < ends.Length; slot++)
        {
            (Topic topic, int partition) = state.Layout.At(slot);
            string name = state.Layout.NameOf(slot);
            long needed = state.Processed[slot];
            var at = new TopicPartition(Names.Of(topic), partition);
            WatermarkOffsets offsets = reader.QueryWatermarkOffsets(at, RequestTimeout);
            if (offsets.Low > needed)
            {
                return $"the whole log of {name}: expected it from offset {needed}, found it from {offsets.Low}; "
                    + $"offsets {needed} to {offsets.Low - 1} are gone, and the state cannot be rebuilt without them";
            }

            if (committed[slot] > offsets.High)
            {
                return $"the whole log of {name}: offset {committed[slot]} is committed in the database, found a log that ends at {offsets.High}";
            }

            if (needed > offsets.Low && state.LastContent[slot] != 0 && !Holds(reader, new TopicPartitionOffset(at, needed - 1), state.LastContent[slot]))
            {
                return $"the log of {name} that the snapshot comes from: the message at offset {needed - 1} is another one; "
                    + "remove the snapshots if the topics were made anew";
            }

            ends[slot] = offsets.High;
        }

        return "";
    }

    /// <summary>Whether a message has this content: the offsets of a topic made anew count from 0 again and would fit by accident.</summary>
    private static bool Holds(IConsumer<Ignore, ParsedEvent> reader, TopicPartitionOffset at, ulong content)
    {
        reader.Assign(at);
        ConsumeResult<Ignore, ParsedEvent>? found = reader.Consume(RequestTimeout);
        reader.Unassign();
        return found is null || found.IsPartitionEOF
            ? throw new KafkaException(new Error(ErrorCode.Local_TimedOut, $"the message at {at} did not come"))
            : found.Message.Value.ContentHash == content;
    }

    private static partial class Log
    {
        [LoggerMessage(220, LogLevel.Warning, "Waiting for {What}")]
        public static partial void Waiting(ILogger logger, string what);
    }
}
