using FraudWatch.Worker.Kafka;
using FraudWatch.Worker.Kafka.Logs;
using FraudWatch.Worker.Pipeline;
using FraudWatch.Worker.Silence;
using FraudWatch.Worker.Snapshots;

namespace FraudWatch.Worker.Telemetry;

/// <summary>
/// What operators may see of a running worker. Each figure has one writer (named below); the health endpoint reads them at
/// any time, so a picture may mix figures that are milliseconds apart.
/// </summary>
public sealed class WorkerProgress
{
    /// <summary>What <see cref="WaitingFor"/> says before the record can be read.</summary>
    public const string Postgres = "Postgres";

    private volatile string _waitingFor = "the start";
    private volatile long[] _committed = [];
    private volatile long[] _processed = [];
    private volatile long[] _endsAtStart = [];
    private volatile CellLayout? _layout;
    private volatile string _deadLettersWaitFor = "";
    private volatile OutgoingFigures _outgoing = OutgoingFigures.None;
    private volatile IReadOnlyList<MessageMark> _lastCommitted = [];
    private long _events;
    private long _muted;
    private long _rejected;
    private long _duplicates;
    private long _late;
    private long _ahead;
    private long _outOfTurn;
    private long _flagVersions;
    private long _holdVersions;
    private long _deadLetters;
    private long _outboxPublished;
    private long _actionsNotVouchedFor;
    private long _writeRetries;
    private long _recordWentBack;
    private long _waitingInMerge;
    private long _graphEdges;
    private long _clock;

    /// <summary>What the worker waits for before it can be ready; empty while it works. Written by start, writer.</summary>
    public string WaitingFor { get => _waitingFor; set => _waitingFor = value; }

    /// <summary>What comes in, by topic. Detection thread.</summary>
    public StreamTally Stream { get; } = new();

    public SnapshotProgress Snapshots { get; } = new();

    public LogProgress Logs { get; } = new();

    /// <summary>Null until the topics are known.</summary>
    public CellLayout? Layout => _layout;

    /// <summary>Next offset that Postgres holds, by slot. Written by the writer after each commit, as a new array.</summary>
    public IReadOnlyList<long> Committed => _committed;

    /// <summary>Next offset to be processed, by slot. Written by the detection thread.</summary>
    public IReadOnlyList<long> Processed => _processed;

    /// <summary>Messages processed, valid or not, muted or not. Detection thread.</summary>
    public long Events { get => Volatile.Read(ref _events); set => Volatile.Write(ref _events, value); }

    /// <summary>Messages processed to rebuild the state: Postgres holds them already. Detection thread.</summary>
    public long Muted { get => Volatile.Read(ref _muted); set => Volatile.Write(ref _muted, value); }

    /// <summary>Rejected messages processed. Detection thread.</summary>
    public long Rejected { get => Volatile.Read(ref _rejected); set => Volatile.Write(ref _rejected, value); }

    public long Duplicates { get => Volatile.Read(ref _duplicates); set => Volatile.Write(ref _duplicates, value); }

    public long Late { get => Volatile.Read(ref _late); set => Volatile.Write(ref _late, value); }

    public long Ahead { get => Volatile.Read(ref _ahead); set => Volatile.Write(ref _ahead, value); }

    /// <summary>Events that came after one that they should have preceded. Detection thread.</summary>
    public long OutOfTurn { get => Volatile.Read(ref _outOfTurn); set => Volatile.Write(ref _outOfTurn, value); }

    /// <summary>Messages waiting in the merge. Detection thread.</summary>
    public long WaitingInMerge { get => Volatile.Read(ref _waitingInMerge); set => Volatile.Write(ref _waitingInMerge, value); }

    /// <summary>Gifts in the temporal graph. Detection thread.</summary>
    public long GraphEdges { get => Volatile.Read(ref _graphEdges); set => Volatile.Write(ref _graphEdges, value); }

    /// <summary>The detector's clock, Unix milliseconds; 0 before the first event. Detection thread.</summary>
    public long Clock { get => Volatile.Read(ref _clock); set => Volatile.Write(ref _clock, value); }

    /// <summary>New or changed flags written by this process. Writer.</summary>
    public long FlagVersions { get => Volatile.Read(ref _flagVersions); set => Volatile.Write(ref _flagVersions, value); }

    /// <summary>New or changed holds written by this process. Writer.</summary>
    public long HoldVersions { get => Volatile.Read(ref _holdVersions); set => Volatile.Write(ref _holdVersions, value); }

    /// <summary>Dead letters that the broker acknowledged to this process. Writer.</summary>
    public long DeadLetters { get => Volatile.Read(ref _deadLetters); set => Volatile.Write(ref _deadLetters, value); }

    /// <summary>What dead letters, and the stream with them, wait for; empty when they go. Writer.</summary>
    public string DeadLettersWaitFor { get => _deadLettersWaitFor; set => _deadLettersWaitFor = value; }

    /// <summary>What has not gone out. Outgoing watch.</summary>
    public OutgoingFigures Outgoing { get => _outgoing; set => _outgoing = value; }

    /// <summary>The last message that Postgres holds of each slot; empty before the first commit. Writer.</summary>
    public IReadOnlyList<MessageMark> LastCommitted => _lastCommitted;

    /// <summary>Offsets from what Postgres holds to where the logs could be read when last looked at.</summary>
    public long Lag => Logs.Ends.Zip(_committed, (end, committed) => Math.Max(0, end - committed)).Sum();

    /// <summary>Decisions published from the outbox by this process. Outbox publisher.</summary>
    public long OutboxPublished { get => Volatile.Read(ref _outboxPublished); set => Volatile.Write(ref _outboxPublished, value); }

    /// <summary>Actions that came in and that the audit does not vouch for, read by this process. Consume thread.</summary>
    public long ActionsNotVouchedFor { get => Volatile.Read(ref _actionsNotVouchedFor); set => Volatile.Write(ref _actionsNotVouchedFor, value); }

    /// <summary>Postgres attempts that failed and were tried again. Any thread.</summary>
    public long WriteRetries => Volatile.Read(ref _writeRetries);

    /// <summary>A Postgres attempt failed. While the start waits for Postgres, it is said why.</summary>
    public void WriteRetried(string cause)
    {
        Interlocked.Increment(ref _writeRetries);
        if (WaitingFor.StartsWith(Postgres, StringComparison.Ordinal))
        {
            WaitingFor = $"{Postgres}: {cause}";
        }
    }

    /// <summary>How often the database turned out to be behind what this process had written to it.</summary>
    public long RecordWentBack => Volatile.Read(ref _recordWentBack);

    /// <summary>The stages have ended; what they knew no longer counts.</summary>
    public void WentBack()
    {
        WaitingFor = "the record, which went back";
        Interlocked.Increment(ref _recordWentBack);
        Snapshots.GiveUp();
    }

    /// <summary>True when every message that the logs held at the start is processed and committed: the state is rebuilt and up to date.</summary>
    public bool HasCaughtUp => _layout is not null && Reaches(_committed, _endsAtStart) && Reaches(_processed, _endsAtStart);

    /// <summary>The logs are known and readable; work begins, from the offsets that the state stands for.</summary>
    public void Begin(CellStart start, IReadOnlyList<long> processed, long[] endsAtStart)
    {
        _committed = [.. start.Committed];
        _processed = [.. processed];
        _endsAtStart = endsAtStart;
        _lastCommitted = [];
        Logs.Ends = endsAtStart;
        _layout = start.Layout;
        WaitingFor = "";
    }

    /// <summary>Detection thread: the message at the offset was processed.</summary>
    public void ProcessedTo(int slot, long nextOffset) => Volatile.Write(ref _processed[slot], nextOffset);

    /// <summary>Writer: Postgres holds these offsets now. The array must not be changed any more.</summary>
    public void CommittedTo(long[] nextOffsets, IReadOnlyList<MessageMark> last)
    {
        _committed = nextOffsets;
        _lastCommitted = last;
    }

    private static bool Reaches(long[] offsets, long[] ends) =>
        ends.Length == offsets.Length && ends.Zip(offsets).All(pair => pair.Second >= pair.First);
}
