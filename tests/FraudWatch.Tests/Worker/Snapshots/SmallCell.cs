using System.Threading.Channels;
using FraudWatch.Detection;
using FraudWatch.Detection.Decisions;
using FraudWatch.Detection.Events;
using FraudWatch.Detection.State;
using FraudWatch.Tests.State;
using FraudWatch.Worker.Kafka;
using FraudWatch.Worker.Pipeline;
using FraudWatch.Worker.Snapshots;
using FraudWatch.Worker.Telemetry;
using Microsoft.Extensions.Logging;

namespace FraudWatch.Tests.Worker.Snapshots;

/// <summary>A cell on the small economy, a folder for its snapshots, and what its parts log: everything of a worker that snapshots need.</summary>
internal sealed class SmallCell : IDisposable
{
    private readonly ListLog _log = new();
    private readonly FraudWatchMetrics _metrics;

    public SmallCell(string? folder = null)
    {
        Path = folder ?? Directory.CreateTempSubdirectory("fraudwatch-snapshots-").FullName;
        Folder = new SnapshotFolder(Path, "main");
        _metrics = new FraudWatchMetrics(Progress);
    }

    public static CellLayout Layout { get; } = new(EventLogsInMemory.Partitions);

    public string Path { get; }

    public SnapshotFolder Folder { get; }

    public WorkerProgress Progress { get; } = new();

    public StillTime Time { get; } = new();

    public SnapshotOptions Options { get; } = new() { Interval = TimeSpan.FromMinutes(1), Keep = 3 };

    public IReadOnlyList<string> Log => _log.Lines;

    /// <summary>The state after the first messages of the economy.</summary>
    public static CellState StateAfter(long messages)
    {
        var state = new CellState(Layout, new FraudDetector(Economies.Setup));
        long[] read = new long[Layout.Slots];
        List<Decision> decided = [];
        while (state.Messages < messages)
        {
            ParsedEvent next;
            while (!state.Merge.TryTake(out next))
            {
                ReadOneOfEach(state.Merge, read);
            }

            int slot = Layout.SlotOf(next.Position);
            state.Detector.Process(next, decided);
            state.Processed[slot] = next.Position.Offset + 1;
            state.LastOffset[slot] = next.Position.Offset;
            state.LastHash[slot] = next.ContentHash;
            state.Messages++;
        }

        return state;
    }

    public static ulong ChecksumOf(CellState state) => state.Detector.Save(new StateWriter(Stream.Null));

    public static CellStart StartAt(CellState state, string cell = "main") => new(state.Layout, 7, [.. state.Processed], cell);

    public SnapshotTaker Taker(CellState state, Channel<Snapshot> taken) => new(Options, StartAt(state), taken.Writer, Instruments(Time));

    public SnapshotWriter Writer(CellState state) => new(Folder, Options, StartAt(state), Instruments(TimeProvider.System));

    public SnapshotRestore Snapshots => new(Progress, new Logger<SnapshotRestore>(_log));

    /// <summary>As a worker starts.</summary>
    public CellState Restore(CellStart start) =>
        Snapshots.Restore(Folder, Economies.Setup, start, Snapshots.ReadAhead(Folder, Economies.Setup));

    /// <summary>Saves the state as a worker does whose database holds all of it.</summary>
    public async Task<string> SaveAsync(CellState state, long number)
    {
        Progress.Begin(StartAt(state), state.Processed, new long[Layout.Slots]);
        var bytes = new PooledBuffer();
        state.Save(new StateWriter(bytes), "main", 7);
        string path = Folder.PathOf(7, number);
        await Task.Run(() => SnapshotFolder.WritePartial(path, bytes));
        Folder.Publish(path);
        return path;
    }

    public void Dispose()
    {
        _metrics.Dispose();
        _log.Dispose();
        Directory.Delete(Path, recursive: true);
    }

    private Instruments Instruments(TimeProvider time) => new(Progress, _metrics, _log, time);

    private static void ReadOneOfEach(PartitionMerge merge, long[] read)
    {
        for (int slot = 0; slot < read.Length; slot++)
        {
            (Topic topic, int partition) = Layout.At(slot);
            if (merge.IsWaitedFor(topic, partition) && read[slot] < Economies.Logs.LengthOf(slot))
            {
                merge.Enqueue(Economies.Logs.Read(slot, read[slot]++));
            }
            else
            {
                merge.LeaveOut(topic, partition);
            }
        }
    }

    private sealed class ListLog : ILoggerFactory, ILogger
    {
        private readonly List<string> _lines = [];

        public IReadOnlyList<string> Lines => _lines;

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
            // It keeps what is logged itself.
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _lines.Add($"{logLevel}: {formatter(state, exception)}");

        public void Dispose()
        {
            // Nothing to let go of.
        }
    }
}
