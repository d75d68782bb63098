using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using FraudWatch.Detection.Events;

namespace FraudWatch.Replay;

/// <summary>
/// <see cref="EventLogs"/> read and merged on a thread of its own, a few thousand events ahead of the one that takes them: reading is
/// a third of a replay's work. The order and the events are those of the logs. Taken from one thread.
/// </summary>
public sealed class EventFeed : IDisposable
{
    private const int EventsPerBatch = 256;
    private const int BatchesAhead = 8;

    private readonly EventLogs _logs;
    private readonly BlockingCollection<Batch> _ready = new(BatchesAhead);
    private readonly ConcurrentQueue<Batch> _spent = new();
    private readonly CancellationTokenSource _abandoned = new();
    private readonly Thread _reader;
    private Batch _taking = new();
    private int _taken;
    private Exception? _failure;

    private EventFeed(EventLogs logs)
    {
        _logs = logs;
        _reader = new Thread(ReadAll) { Name = "event feed", IsBackground = true };
        _reader.Start();
    }

    /// <summary>Lines in all files that are not blank.</summary>
    public long Lines => _logs.Lines;

    /// <summary>How much of the files had been read when the last event's batch was, 0..1.</summary>
    public double Progress => _taking.Progress;

    /// <summary>As <see cref="EventLogs.OutOfTurn"/>; final once <see cref="TryTake"/> has given false.</summary>
    public long OutOfTurn => _logs.OutOfTurn;

    /// <summary>As <see cref="EventLogs.TurnsNotKept"/>; final once <see cref="TryTake"/> has given false.</summary>
    public long TurnsNotKept => _logs.TurnsNotKept;

    /// <summary>As <see cref="EventLogs.MostWaiting"/>; final once <see cref="TryTake"/> has given false.</summary>
    public int MostWaiting => _logs.MostWaiting;

    /// <summary>As <c>EventLogs.Open</c>, but <paramref name="reject"/> is called on the reading thread.</summary>
    /// <exception cref="IOException">A file is missing or cannot be read; the message says which and why.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="partitions"/> is below 1.</exception>
    public static EventFeed Open(IReadOnlyList<string> files, int partitions, Action<RejectedLine> reject, CancellationToken stop) =>
        Open(files, partitions, [], reject, stop);

    /// <summary>The same in the order of a worker, given its late turns by numbers of events.</summary>
    public static EventFeed Open(
        IReadOnlyList<string> files, int partitions, IReadOnlyList<LateTurn> order, Action<RejectedLine> reject, CancellationToken stop) =>
        Open(files, partitions, order, actionKeys: null, reject, stop);

    /// <summary>The same, but an action is a line only when it is vouched for by one of the keys; null takes all actions as they are.</summary>
    public static EventFeed Open(
        IReadOnlyList<string> files, int partitions, IReadOnlyList<LateTurn> order, ActionKeys? actionKeys, Action<RejectedLine> reject, CancellationToken stop) =>
        new(EventLogs.Open(files, partitions, order, actionKeys, reject, stop));

    /// <summary>The next event in processing order, good until the next call; false when all files are read.</summary>
    /// <exception cref="IOException">A file could not be read on; the message says which and why.</exception>
    public bool TryTake(out ParsedEvent next)
    {
        if (_taken == _taking.Events.Count && !TakeBatch())
        {
            next = null!;
            return false;
        }

        next = _taking.Events[_taken++];
        return true;
    }

    /// <summary>Ends the reading thread, also in the middle of the files.</summary>
    public void Dispose()
    {
        _abandoned.Cancel();
        _reader.Join();
        _logs.Dispose();
        _ready.Dispose();
        _abandoned.Dispose();
    }

    private bool TakeBatch()
    {
        Batch spent = _taking;
        if (!_ready.TryTake(out Batch? batch, Timeout.Infinite))
        {
            if (_failure is not null)
            {
                ExceptionDispatchInfo.Throw(_failure);
            }

            return false;
        }

        _taking = batch;
        _taken = 0;
        _spent.Enqueue(spent);
        return true;
    }

    /// <summary>The reading thread. What goes wrong is told to the thread that takes, after all that went right.</summary>
    private void ReadAll()
    {
        try
        {
            while (Fill() is { Events.Count: > 0 } batch)
            {
                _ready.Add(batch, _abandoned.Token);
            }
        }
        catch (OperationCanceledException) when (_abandoned.IsCancellationRequested)
        {
            // Nobody takes any more.
        }
#pragma warning disable CA1031 // It is thrown again where it can be handled.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            _failure = failure;
        }

        _ready.CompleteAdding();
    }

    private Batch Fill()
    {
        Batch batch = _spent.TryDequeue(out Batch? spent) ? spent : new Batch();
        int filled = 0;
        while (filled < EventsPerBatch && _logs.TryTake(out ParsedEvent next))
        {
            if (filled < batch.Events.Count)
            {
                _logs.Keep(inExchange: batch.Events[filled]);
                batch.Events[filled] = next;
            }
            else
            {
                _logs.Keep(inExchange: new ParsedEvent());
                batch.Events.Add(next);
            }

            filled++;
        }

        batch.Events.RemoveRange(filled, batch.Events.Count - filled);
        batch.Progress = _logs.Progress;
        return batch;
    }

    private sealed class Batch
    {
        public List<ParsedEvent> Events { get; } = new(EventsPerBatch);

        public double Progress { get; set; }
    }
}
