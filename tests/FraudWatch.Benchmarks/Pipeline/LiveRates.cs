using System.Diagnostics;
using Confluent.Kafka;
using FraudWatch.Detection;
using FraudWatch.Detection.Events;
using FraudWatch.Replay;
using FraudWatch.Sandbox.Broker;
using FraudWatch.Sandbox.Demo;
using FraudWatch.Sandbox.Processes;
using FraudWatch.Sandbox.Services;
using FraudWatch.Worker.Kafka;

namespace FraudWatch.Benchmarks.Pipeline;

/// <summary>
/// The whole system on files of any size, beside what it cannot beat: a consumer that only reads every field of every event. Both
/// read what a publisher, held back by their progress, sends through an embedded broker; broker, publisher, Postgres and worker
/// are processes of their own on the same processors. Then the same files by <c>replay</c>.
/// </summary>
internal static class LiveRates
{
    private const int Partitions = 8;
    private const string BareGroup = "fraudwatch-bare";
    private const string WorkerGroup = "fraudwatch-worker";

    /// <summary>Messages between two looks at how far the bare consumer is, which hold the publisher back.</summary>
    private const int MessagesPerProgress = 2000;

    /// <param name="result">Where the table goes.</param>
    /// <param name="files">Files of events.</param>
    public static async Task<int> Run(TextWriter result, string[] files)
    {
        long events = files.Sum(file => File.ReadLines(file).LongCount());
        await result.WriteLineAsync($"{events:N0} messages, {Partitions} partitions a topic, {Environment.ProcessorCount} processors");
        double bare = events / (await Bare(files, events)).TotalSeconds;
        await Tell(result, "bare: consume, read every field", bare, bare, "");
        (TimeSpan live, WorkerFigures figures) = await Live(files, events);
        await Tell(result, "live: worker, broker, Postgres", events / live.TotalSeconds, bare, $"{figures.FlagVersions:N0} flag and {figures.HoldVersions:N0} hold versions, {figures.OutOfTurn:N0} out of turn");
        ReplaySummary replay = new ReplayRun(
            new ReplayRequest(files, OutFolder: null, Partitions), new FraudDetector(ModelFolder.Load(Installation.Models)), TimeProvider.System).Run(_ => { }, CancellationToken.None);
        await Tell(result, "replay", events / replay.Elapsed.TotalSeconds, bare, $"p50 {replay.P50.TotalMicroseconds:F1} µs, p99 {replay.P99.TotalMicroseconds:F1} µs an event");
        return 0;
    }

    private static Task Tell(TextWriter result, string what, double rate, double bare, string besides) =>
        result.WriteLineAsync($"{what,-32} {rate,10:N0} a second, {rate / bare,5:F2} of bare   {besides}");

    private static async Task<TimeSpan> Bare(string[] files, long messages)
    {
        await using EmbeddedBroker broker = await EmbeddedBroker.StartAsync(
            new EmbeddedBrokerOptions { Topics = EmbeddedBrokerOptions.ContractTopics(Partitions) }, CancellationToken.None);
        var kafka = new KafkaOptions { BootstrapServers = broker.BootstrapServers, GroupId = BareGroup };
        await using ChildProgram publisher = Publisher(files, broker.BootstrapServers, BareGroup, new Dictionary<string, string>());
        var parsed = new ParsedEvent();
        using IConsumer<Ignore, bool> consumer = new ConsumerBuilder<Ignore, bool>(KafkaClients.Consumer(kafka))
            .SetValueDeserializer(new EveryField(parsed)).SetLogHandler(static (_, _) => { }).Build();
        consumer.Assign(Topics.All.SelectMany(_ => Enumerable.Range(0, Partitions), (topic, p) => new TopicPartitionOffset(Topics.NameOf(topic), p, 0)));
        var progress = new Dictionary<TopicPartition, TopicPartitionOffset>();
        long start = 0;
        for (long read = 0; read < messages;)
        {
            ConsumeResult<Ignore, bool> next = consumer.Consume(CancellationToken.None);
            if (next.IsPartitionEOF)
            {
                continue;
            }

            // From the first message on: the publisher's start is not the consumer's.
            start = read == 0 ? Stopwatch.GetTimestamp() : start;
            progress[next.TopicPartition] = new TopicPartitionOffset(next.TopicPartition, next.Offset + 1);
            if (++read % MessagesPerProgress == 0)
            {
                foreach (TopicPartitionOffset offset in progress.Values)
                {
                    consumer.StoreOffset(offset);
                }
            }
        }

        TimeSpan took = Stopwatch.GetElapsedTime(start);
        await publisher.SucceedAsync(CancellationToken.None);
        return took;
    }

    private static async Task<(TimeSpan Took, WorkerFigures Figures)> Live(string[] files, long messages)
    {
        await using SandboxServices services = await SandboxServices.StartAsync(Partitions, CancellationToken.None);
        int port = WorkerWatch.FreePort();
        Dictionary<string, string> environment = new(services.Addresses.Environment)
        {
            ["FRAUDWATCH__HEALTH__PORT"] = $"{port}",
            ["FRAUDWATCH__PIPELINE__MAXIDLE"] = "00:00:01",
            ["FRAUDWATCH__MODELS__FOLDER"] = Installation.Models,
        };
        await using ChildProgram worker = ChildProgram.Start("FraudWatch.Worker", [], environment, LogOf("worker"));
        using var watch = new WorkerWatch(worker, port, new DemoProgress(TimeProvider.System));
        await watch.UntilReadyAsync(CancellationToken.None);
        long start = Stopwatch.GetTimestamp();
        await using ChildProgram publisher = Publisher(files, services.Addresses.BootstrapServers, WorkerGroup, services.Addresses.Environment);
        WorkerFigures figures = await watch.UntilCommittedAsync(messages, CancellationToken.None);
        TimeSpan took = Stopwatch.GetElapsedTime(start);
        await publisher.SucceedAsync(CancellationToken.None);
        await worker.StopAsync(CancellationToken.None);
        return (took, figures);
    }

    private static ChildProgram Publisher(string[] files, string servers, string group, IReadOnlyDictionary<string, string> environment) =>
        ChildProgram.Start("FraudWatch.Simulator", ["publish", .. files, "--bootstrap-servers", servers, "--hold-back", group], environment, LogOf("publish"));

    private static string LogOf(string program) => Path.Combine(Path.GetTempPath(), $"fraudwatch-live-rates-{program}.log");

    /// <summary>Parses every message and keeps none.</summary>
    private sealed class EveryField(ParsedEvent parsed) : IDeserializer<bool>
    {
        public bool Deserialize(ReadOnlySpan<byte> data, bool isNull, SerializationContext context) => EventParser.TryParse(data, parsed);
    }
}
