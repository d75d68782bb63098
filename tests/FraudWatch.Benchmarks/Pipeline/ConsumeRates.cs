using System.Diagnostics;
using System.Threading.Channels;
using Confluent.Kafka;
using FraudWatch.Detection;
using FraudWatch.Detection.Events;
using FraudWatch.Replay;
using FraudWatch.Sandbox.Broker;
using FraudWatch.Simulator.Kafka;
using FraudWatch.Worker.Kafka;
using FraudWatch.Worker.Pipeline;
using FraudWatch.Worker.Snapshots;
using FraudWatch.Worker.Telemetry;
using Microsoft.Extensions.Logging.Abstractions;

namespace FraudWatch.Benchmarks.Pipeline;

/// <summary>
/// How fast the worker's stages are, one on top of the other, on one topic set of an embedded broker in a process of its own:
/// consuming and reading every field (the bare rate that all others stand beside), then merging, then detecting.
/// Nothing is written. The broker shares the machine, as in production of this size.
/// </summary>
internal static class ConsumeRates
{
    private const int Partitions = 8;
    private static readonly PipelineOptions Options = new();

    /// <param name="result">Where the table goes.</param>
    /// <param name="files">Files of events; together they must fit the embedded broker (5 MiB compressed a partition).</param>
    public static async Task<int> Run(TextWriter result, string[] files)
    {
        await using EmbeddedBroker broker = await EmbeddedBroker.StartAsync(
            new EmbeddedBrokerOptions { Topics = EmbeddedBrokerOptions.ContractTopics(Partitions) }, CancellationToken.None);
        var kafka = new KafkaOptions { BootstrapServers = broker.BootstrapServers };
        using var publisher = new EventPublisher(new ClientConfig { BootstrapServers = broker.BootstrapServers }, TopicNames.Plain, TimeProvider.System, Console.Error, paced: false);
        PublishSummary published = await publisher.PublishAsync(new PublishRequest { Files = files }, CancellationToken.None);
        await result.WriteLineAsync($"{published.Messages} messages, {Partitions} partitions a topic, {Environment.ProcessorCount} processors");
        await result.WriteLineAsync($"publish                        {published.Messages / published.Took.TotalSeconds,12:N0} a second");
        for (int round = 1; round <= 3; round++)
        {
            var detector = new FraudDetector(ModelFolder.Load(Installation.Models));
            await Tell(result, "consume, read every field", published.Messages, () => Bare(kafka, published.Messages));
            await Tell(result, "consume, parse, merge", published.Messages, () => Staged(kafka, published.Messages, detector: null));
            await Tell(result, "consume, parse, merge, detect", published.Messages, () => Staged(kafka, published.Messages, detector));
        }

        return 0;
    }

    /// <summary>The processor time of this process is told too: unlike the rate, it says little of what else the machine did.</summary>
    private static async Task Tell(TextWriter result, string what, long messages, Func<TimeSpan> run)
    {
        using var self = Process.GetCurrentProcess();
        TimeSpan before = self.TotalProcessorTime;
        TimeSpan took = run();
        self.Refresh();
        double cpu = (self.TotalProcessorTime - before).TotalMicroseconds / messages;
        await result.WriteLineAsync($"{what,-30} {messages / took.TotalSeconds,12:N0} a second, {cpu,5:F2} µs of processor time an event");
    }

    private static TimeSpan Bare(KafkaOptions kafka, long messages)
    {
        using IConsumer<Ignore, ParsedEvent> consumer = new ConsumerBuilder<Ignore, ParsedEvent>(KafkaClients.Consumer(kafka))
            .SetValueDeserializer(new OneEvent()).SetLogHandler(static (_, _) => { }).Build();
        consumer.Assign(Topics.All.SelectMany(_ => Enumerable.Range(0, Partitions), (topic, p) => new TopicPartitionOffset(Topics.NameOf(topic), p, 0)));
        long start = Stopwatch.GetTimestamp();
        for (long read = 0; read < messages;)
        {
            read += consumer.Consume(CancellationToken.None).IsPartitionEOF ? 0 : 1;
        }

        return Stopwatch.GetElapsedTime(start);
    }

    private static TimeSpan Staged(KafkaOptions kafka, long messages, FraudDetector? detector)
    {
        var layout = new CellLayout(Partitions);
        var start = new CellStart(layout, Epoch: 1, new long[layout.Slots], "main");
        var progress = new WorkerProgress();
        progress.Begin(start, new long[layout.Slots], new long[layout.Slots]);
        using var metrics = new FraudWatchMetrics(progress);
        var instruments = new Instruments(progress, metrics, NullLoggerFactory.Instance, TimeProvider.System);
        var flow = new EventFlow(new ParsedEventPool(), new PartitionBacklog(layout.Slots, Options.PartitionBacklog));
        var causes = new KafkaCauses(Microsoft.Extensions.Options.Options.Create(kafka), NullLogger<KafkaCauses>.Instance);
        var audit = new ActionAudit(_ => Task.FromResult(ActionKeys.None), instruments);
        using var consumer = new EventConsumer(layout, new WorkerSettings(kafka, Options, new ModelOptions()), flow, new ReadSide(Watch: null!, causes, audit), instruments);
        using var stop = new CancellationTokenSource();
        Channel<ReadBatch> read = BlockingChannel.Create<ReadBatch>(Options.ReadQueue);
        Channel<DecidedBatch> decided = BlockingChannel.Create<DecidedBatch>(Options.WriteQueue);
        long began = Stopwatch.GetTimestamp();
        Task consuming = Task.Factory.StartNew(() => consumer.Run(read.Writer, new long[layout.Slots], stop.Token), TaskCreationOptions.LongRunning);
        Task processing = Task.Factory.StartNew(
            detector is null
                ? () => MergeOnly(layout, read.Reader, flow, consumer, progress)
                : () => new DetectionLoop(new CellState(layout, detector), start, Options, flow, instruments).Run(read.Reader, decided.Writer, consumer.Recycle, CancellationToken.None),
            TaskCreationOptions.LongRunning);
        Task dropping = detector is null ? Task.CompletedTask : Drop(decided.Reader);
        WaitUntil(() => progress.Events >= messages || processing.IsFaulted || consuming.IsFaulted);
        TimeSpan took = Stopwatch.GetElapsedTime(began);
        stop.Cancel();
        Task.WaitAll(consuming, processing, dropping);
        return took;
    }

    /// <summary>Looks every few milliseconds, so that looking costs the stages nothing.</summary>
    private static void WaitUntil(Func<bool> done)
    {
        using var never = new ManualResetEventSlim();
        while (!done())
        {
            never.Wait(TimeSpan.FromMilliseconds(5));
        }
    }

    /// <summary>The detection thread's work without the detector.</summary>
    private static void MergeOnly(CellLayout layout, ChannelReader<ReadBatch> read, EventFlow flow, EventConsumer consumer, WorkerProgress progress)
    {
        var merge = new PartitionMerge();
        bool[] idle = new bool[layout.Slots];
        for (int slot = 0; slot < layout.Slots; slot++)
        {
            merge.Add(layout.At(slot).Topic, layout.At(slot).Partition);
        }

        while (read.Take(out ReadBatch batch, CancellationToken.None))
        {
            foreach (ParsedEvent message in batch.Messages)
            {
                merge.Enqueue(message);
            }

            batch.Idle.ForEach(slot => idle[slot] = true);
            consumer.Recycle(batch);
            progress.Events += TakeAll(layout, merge, idle, flow);
        }
    }

    private static long TakeAll(CellLayout layout, PartitionMerge merge, bool[] idle, EventFlow flow)
    {
        long taken = 0;
        for (int slot = 0; slot < idle.Length; slot++)
        {
            if (idle[slot] && merge.IsWaitedFor(layout.At(slot).Topic, layout.At(slot).Partition))
            {
                merge.LeaveOut(layout.At(slot).Topic, layout.At(slot).Partition);
            }
        }

        while (merge.TryTake(out ParsedEvent message))
        {
            int slot = layout.SlotOf(message.Position);
            flow.Pool.Return(message);
            flow.Backlog.Done(slot, rejectedBytes: 0);
            taken++;
            if (idle[slot] && merge.IsWaitedFor(layout.At(slot).Topic, layout.At(slot).Partition))
            {
                merge.LeaveOut(layout.At(slot).Topic, layout.At(slot).Partition);
            }
        }

        return taken;
    }

    private static async Task Drop(ChannelReader<DecidedBatch> decided)
    {
        await foreach (DecidedBatch _ in decided.ReadAllAsync())
        {
            // Written nowhere: this measures the stages before the database.
        }
    }

    /// <summary>Parses every message into one event.</summary>
    private sealed class OneEvent : IDeserializer<ParsedEvent>
    {
        private readonly ParsedEvent _event = new();

        public ParsedEvent Deserialize(ReadOnlySpan<byte> data, bool isNull, SerializationContext context)
        {
            EventParser.TryParse(data, _event);
            return _event;
        }
    }
}
