using System.Threading.Channels;
using FraudWatch.Detection;
using FraudWatch.Detection.Decisions;
using FraudWatch.Detection.Events;
using FraudWatch.Detection.Lists;
using FraudWatch.Storage;
using FraudWatch.Worker.Kafka;
using FraudWatch.Worker.Kafka.Logs;
using FraudWatch.Worker.Snapshots;
using FraudWatch.Worker.Telemetry;

namespace FraudWatch.Worker.Pipeline;

/// <summary>
/// Merge and detect: takes messages in processing order, lets the detector decide, and collects what is to be written.
/// Runs on the detection thread, which owns the merge, the detector and the batch being filled. What the detector decides
/// on messages that Postgres holds already is dropped: those are read again only to rebuild the state.
/// </summary>
internal sealed class DetectionLoop
{
    /// <summary>Bytes of dead letters after which a batch is written.</summary>
    private const long MostDeadLetterBytes = 4 * 1024 * 1024;

    private static readonly ListPurpose[] Excusing = [.. Enum.GetValues<ListPurpose>().Where(purpose => purpose != ListPurpose.None)];

    private readonly CellState _state;
    private readonly FraudDetector _detector;
    private readonly CellLayout _layout;
    private readonly PipelineOptions _options;
    private readonly EventFlow _flow;
    private readonly Instruments _instruments;
    private readonly PartitionMerge _merge;
    private readonly bool[] _idle;
    private readonly long[] _ends;
    private readonly IReadOnlyList<long> _committed;
    private readonly long[] _next;
    private readonly List<Decision> _decided = [];
    private DecidedBatch _batch = new();
    private long _events;
    private long _muted;
    private bool _passedMarkers;

    /// <param name="state">A new one, rebuilt from the start of the logs, or a snapshot's, which goes on from its offsets.</param>
    /// <param name="start">The cell's partitions, and what Postgres holds of them.</param>
    /// <param name="options">When a batch is full.</param>
    /// <param name="flow">Shared with the consume thread.</param>
    /// <param name="instruments">How it tells what it does.</param>
    public DetectionLoop(CellState state, CellStart start, PipelineOptions options, EventFlow flow, Instruments instruments)
    {
        CellLayout layout = start.Layout;
        _state = state;
        _detector = state.Detector;
        _merge = state.Merge;
        _layout = layout;
        _options = options;
        _flow = flow;
        _instruments = instruments;
        _committed = start.Committed;
        _next = [.. start.Committed];
        _events = instruments.Progress.Events;
        _muted = instruments.Progress.Muted;
        _idle = new bool[layout.Slots];
        _ends = new long[layout.Slots];
    }

    /// <summary>Saves the state now and then; null for never.</summary>
    public SnapshotTaker? Snapshots { get; init; }

    /// <summary>What to read back before the first message that is to be decided; null for nothing, and from then on.</summary>
    public RecalledRecord? Recalled { get; set; }

    /// <summary>Until the consumer is done and all that can be processed is processed and handed on.</summary>
    public void Run(ChannelReader<ReadBatch> read, ChannelWriter<DecidedBatch> decided, Action<ReadBatch> recycle, CancellationToken abort)
    {
        while (read.Take(out ReadBatch batch, abort))
        {
            Enqueue(batch);
            recycle(batch);
            ProcessReady(decided, abort);
            PassMarkers();
            if (IsDue())
            {
                HandOn(decided, abort);
            }

            Show();
            if (Recalled is null && Snapshots?.IsDue(_state) == true)
            {
                // What is decided goes on its way first: nobody waits for the snapshot but the detector.
                HandOn(decided, abort);
                Snapshots.Take(_state);
            }
        }

        HandOn(decided, abort);
        decided.Complete();
        Snapshots?.Finish(_state, isWhole: Recalled is null);
    }

    private void Enqueue(ReadBatch batch)
    {
        foreach (ParsedEvent message in batch.Messages)
        {
            _idle[_layout.SlotOf(message.Position)] = false;
            _merge.Enqueue(message);
        }

        foreach ((int slot, long end) in batch.Ends)
        {
            _ends[slot] = end;
        }

        foreach (int slot in batch.Idle)
        {
            _idle[slot] = true;
        }
    }

    private void ProcessReady(ChannelWriter<DecidedBatch> decided, CancellationToken abort)
    {
        do
        {
            while (_merge.TryTake(out ParsedEvent message))
            {
                Process(message);
                if (IsFull())
                {
                    HandOn(decided, abort);
                }
            }
        }
        while (_merge.Waiting > 0 && LeaveOutIdle());
    }

    /// <summary>The merge waits for partitions that have nothing: true when it can do without at least one of them.</summary>
    private bool LeaveOutIdle()
    {
        bool left = false;
        for (int slot = 0; slot < _idle.Length; slot++)
        {
            (Topic topic, int partition) = _layout.At(slot);
            if (_idle[slot] && _merge.IsWaitedFor(topic, partition))
            {
                _merge.LeaveOut(topic, partition);
                left = true;
            }
        }

        return left;
    }

    /// <summary>
    /// Where a partition was read to its end and nothing of it waits, its offset moves to the end: a transaction's marker takes an
    /// offset and is no message, so the offset after the last message may never be the log's end.
    /// </summary>
    private void PassMarkers()
    {
        for (int slot = 0; slot < _ends.Length; slot++)
        {
            (Topic topic, int partition) = _layout.At(slot);
            if (_ends[slot] <= _state.Processed[slot] || _merge.WaitingOf(topic, partition) > 0)
            {
                continue;
            }

            _state.Processed[slot] = _ends[slot];
            _instruments.Progress.ProcessedTo(slot, _ends[slot]);
            if (_ends[slot] > _next[slot])
            {
                _next[slot] = _ends[slot];
                Open();
                _passedMarkers = true;
            }
        }
    }

    private void Process(ParsedEvent message)
    {
        LogPosition position = message.Position;
        int slot = _layout.SlotOf(position);
        int rejectedBytes = message.RejectedBytes?.Length ?? 0;
        bool isNew = position.Offset >= _committed[slot];
        if (isNew && Recalled is { } record)
        {
            _detector.Recall(record.Known, record.Clock);
            Recalled = null;
        }

        _events++;
        _state.Messages++;
        _state.Processed[slot] = position.Offset + 1;
        _state.LastOffset[slot] = position.Offset;
        _state.LastHash[slot] = message.MessageHash;
        Judge(message, isNew);
        if (isNew)
        {
            Count(message, slot);
        }
        else
        {
            _muted++;
        }

        _instruments.Progress.ProcessedTo(slot, position.Offset + 1);
        _flow.Pool.Return(message);
        _flow.Backlog.Done(slot, rejectedBytes);
    }

    private void Judge(ParsedEvent message, bool isNew)
    {
        if (message.Rejection.IsRejected)
        {
            _state.Rejected++;
            if (isNew)
            {
                byte[]? bytes = message.RejectedBytes;
                _batch.DeadLetters.Add(new DeadLetter(message.Position, message.Rejection, bytes, message.RejectedOrigin));
                _batch.DeadLetterBytes += bytes?.Length ?? 0;
            }

            return;
        }

        _instruments.Progress.Stream.Count(message);
        _detector.Process(message, _decided);
        if (isNew)
        {
            _batch.Decisions.AddRange(_decided);
            if (TakenAction.Of(message) is TakenAction action)
            {
                _batch.Actions.Add(action);
            }
        }

        _decided.Clear();
    }

    private void Count(ParsedEvent message, int slot)
    {
        Open();
        _batch.Events++;
        _next[slot] = message.Position.Offset + 1;
        if (_batch.Events % FraudWatchMetrics.LatencySampling == 1 && message.PublishedAt != ParsedEvent.NotGiven)
        {
            _batch.PublishedAt.Add(message.PublishedAt);
        }
    }

    /// <summary>Something goes into the batch; with the first, its time begins.</summary>
    private void Open()
    {
        if (_batch.Events == 0 && !_passedMarkers)
        {
            _batch.OpenedAt = _instruments.Time.GetTimestamp();
        }
    }

    private bool HasClock => _detector.Clock > long.MinValue;

    private bool IsFull() => _batch.Events >= _options.BatchEvents || _batch.DeadLetterBytes >= MostDeadLetterBytes;

    private bool IsDue() => (_batch.Events > 0 || _passedMarkers) && _instruments.Time.GetElapsedTime(_batch.OpenedAt) >= _options.BatchInterval;

    private void HandOn(ChannelWriter<DecidedBatch> decided, CancellationToken abort)
    {
        if (_batch.Events == 0 && !_passedMarkers)
        {
            return;
        }

        _passedMarkers = false;

        // Before anybody can see it committed: whoever sees an offset sees what it stands for.
        Show();
        _batch.NextOffsets = [.. _next];
        _batch.Last = [.. _state.LastOffset.Zip(_state.LastHash, (offset, hash) => new MessageMark(offset, hash))];
        _batch.Clock = HasClock ? _detector.Clock : null;
        _batch.Counters = Totals();
        _batch.Messages = _state.Messages;
        _merge.TakeLateTurns(_batch.LateTurns);
        decided.Put(_batch, abort);
        _batch = new DecidedBatch();
    }

    private Dictionary<string, long> Totals()
    {
        DetectorCounters counters = _detector.Counters;
        var totals = new Dictionary<string, long>
        {
            ["partitions"] = _layout.Partitions,
            ["messages"] = _state.Messages,
            ["rejected"] = _state.Rejected,
            ["out_of_turn"] = _merge.OutOfTurn,
            ["turns_not_kept"] = _merge.TurnsNotKept,
            ["events"] = counters.Events,
            ["duplicates"] = counters.Duplicates,
            ["conflicting_duplicates"] = counters.ConflictingDuplicates,
            ["unknown_countries"] = counters.UnknownCountries,
            ["late"] = counters.Late,
            ["ahead"] = counters.Ahead,
            ["long_tokens"] = counters.LongTokens,
            ["stale_actions"] = counters.StaleActions,
            ["excess_reversed_coins"] = counters.ExcessReversedCoins,
            ["truncated_searches"] = counters.TruncatedSearches,
            ["flag_versions"] = counters.FlagVersions,
            ["hold_versions"] = counters.HoldVersions,
            ["accounts"] = counters.Accounts,
            ["graph_edges"] = counters.GraphEdges,
        };
        foreach (ListPurpose purpose in Excusing)
        {
            totals[$"excused_{Wire.Name(purpose)}"] = counters.Excused(purpose);
        }

        return totals;
    }

    private void Show()
    {
        WorkerProgress progress = _instruments.Progress;
        progress.Events = _events;
        progress.Muted = _muted;
        progress.Rejected = _state.Rejected;
        progress.OutOfTurn = _merge.OutOfTurn;
        progress.WaitingInMerge = _merge.Waiting;
        progress.Duplicates = _detector.Counters.Duplicates;
        progress.Late = _detector.Counters.Late;
        progress.Ahead = _detector.Counters.Ahead;
        progress.GraphEdges = _detector.Counters.GraphEdges;
        progress.Clock = HasClock ? _detector.Clock : 0;
    }
}
