using Confluent.Kafka;
using FraudWatch.Detection.Events;
using FraudWatch.Worker.Telemetry;
using Microsoft.Extensions.Options;

namespace FraudWatch.Worker.Kafka;

/// <summary>
/// Looks at the logs before they are read: the topics must exist with one partition count, and hold every message from the
/// first, because the detector's state is rebuilt from there. While that is not so, the worker waits, is not ready, and says why.
/// </summary>
internal sealed partial class LogInspection(IOptions<KafkaOptions> options, WorkerProgress progress, TimeProvider time, ILogger<LogInspection> logger)
{
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Waits for all topics, those read and those written.</summary>
    public async Task<CellLayout> WaitForTopicsAsync(CancellationToken stopping)
    {
        using IAdminClient admin = new AdminClientBuilder(KafkaClients.Admin(options.Value)).SetLogHandler(static (_, _) => { }).Build();
        CellLayout? layout = null;
        await WaitUntilAsync(() => (layout = LookForTopics(admin, out string missing)) is null ? missing : "", stopping);
        return layout!;
    }

    /// <summary>Waits until the logs start at 0 and reach to what is committed. Returns their ends, by slot.</summary>
    public async Task<long[]> WaitForWholeLogsAsync(CellLayout layout, IReadOnlyList<long> committed, CancellationToken stopping)
    {
        using IConsumer<Ignore, Ignore> reader = new ConsumerBuilder<Ignore, Ignore>(KafkaClients.Consumer(options.Value))
            .SetLogHandler(static (_, _) => { }).Build();
        long[] ends = new long[layout.Slots];
        await WaitUntilAsync(() => LookForGaps(reader, layout, committed, ends), stopping);
        return ends;
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

    private static CellLayout? LookForTopics(IAdminClient admin, out string missing)
    {
        Dictionary<string, int> found = admin.GetMetadata(RequestTimeout).Topics
            .Where(topic => !topic.Error.IsError && topic.Partitions.Count > 0)
            .ToDictionary(topic => topic.Topic, topic => topic.Partitions.Count, StringComparer.Ordinal);
        string[] read = [.. Topics.All.Select(Topics.NameOf)];
        string[] absent = [.. read.Append(Topics.Decisions).Append(Topics.DeadLetters).Where(topic => !found.ContainsKey(topic))];
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

    private static string LookForGaps(IConsumer<Ignore, Ignore> reader, CellLayout layout, IReadOnlyList<long> committed, long[] ends)
    {
        for (int slot = 0; slot < layout.Slots; slot++)
        {
            (Topic topic, int partition) = layout.At(slot);
            WatermarkOffsets offsets = reader.QueryWatermarkOffsets(new TopicPartition(Topics.NameOf(topic), partition), RequestTimeout);
            if (offsets.Low > 0)
            {
                return $"the whole log of {layout.NameOf(slot)}: expected it from offset 0, found it from {offsets.Low}; "
                    + $"offsets 0 to {offsets.Low - 1} are gone, and the state cannot be rebuilt without them";
            }

            if (committed[slot] > offsets.High)
            {
                return $"the whole log of {layout.NameOf(slot)}: offset {committed[slot]} is committed in the database, found a log that ends at {offsets.High}";
            }

            ends[slot] = offsets.High;
        }

        return "";
    }

    private static partial class Log
    {
        [LoggerMessage(220, LogLevel.Warning, "Waiting for {What}")]
        public static partial void Waiting(ILogger logger, string what);
    }
}
