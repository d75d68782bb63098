using FraudWatch.Detection.Events;

namespace FraudWatch.Replay;

/// <summary>
/// Files of events as the logs that Kafka would hold: each topic's lines, in the order of the arguments, dealt into partitions by
/// the producer's key hash and merged into processing order by the worker's own merge (contract §1, Order). Topics may be mixed in
/// a file and files cut in pieces.
/// <para>
/// Files are read as a stream. In memory are the events that wait for their turn: a topic is read ahead until each of its
/// partitions has an event or the topic ends, about half a kilobyte an event. With many accounts that is a few dozen events; a
/// topic in which a partition is silent for a million events (fewer busy accounts than partitions) holds a million.
/// </para>
/// Not thread-safe; one owner.
/// </summary>
public sealed class EventLogs : IDisposable
{
    /// <summary>Partitions per topic unless told otherwise.</summary>
    public const int DefaultPartitions = 8;

    private readonly PartitionMerge _merge = new();
    private readonly Stack<ParsedEvent> _spare = new();
    private readonly TopicReader?[] _readers = new TopicReader?[Topics.All.Count];
    private readonly bool[] _ended = new bool[Topics.All.Count];
    private readonly int _partitions;
    private ParsedEvent? _taken;

    private EventLogs(SurveyedFile[] files, int partitions, IReadOnlyList<LateTurn> order, ActionKeys? actionKeys, Action<RejectedLine> reject)
    {
        _partitions = partitions;
        Lines = files.Sum(f => f.Lines);
        foreach (Topic topic in Topics.All.Where(t => files.Any(f => f.IsReadFor(t))))
        {
            _readers[(int)topic] = new TopicReader(topic, files, partitions, _spare, reject) { ActionKeys = actionKeys };
            for (int partition = 0; partition < partitions; partition++)
            {
                _merge.Add(topic, partition);
            }
        }

        _merge.Repeat([], order);
    }

    /// <summary>Lines in all files that are not blank.</summary>
    public long Lines { get; }

    /// <summary>How much of the files has been read, 0..1.</summary>
    public double Progress
    {
        get
        {
            long all = _readers.Sum(r => r?.BytesToRead ?? 0);
            return all == 0 ? 1 : (double)_readers.Sum(r => r?.BytesRead ?? 0) / all;
        }
    }

    /// <summary>Events that came after one that they should have preceded; 0 but in the order of a worker, because nothing is left out before its end.</summary>
    public long OutOfTurn => _merge.OutOfTurn;

    /// <summary>Late turns that wait for events which are not in the files.</summary>
    public long TurnsNotKept => _merge.TurnsNotKept;

    /// <summary>Most events that waited for their turn at once.</summary>
    public int MostWaiting { get; private set; }

    /// <summary>
    /// Looks through the files once for their topics and stands before the first event. Lines that are no events go to
    /// <paramref name="reject"/> as they are met.
    /// </summary>
    /// <exception cref="IOException">A file is missing or cannot be read; the message says which and why.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="partitions"/> is below 1.</exception>
    public static EventLogs Open(IReadOnlyList<string> files, int partitions, Action<RejectedLine> reject, CancellationToken stop) =>
        Open(files, partitions, [], reject, stop);

    /// <summary>The same in the order of a worker, given its late turns by numbers of events.</summary>
    public static EventLogs Open(
        IReadOnlyList<string> files, int partitions, IReadOnlyList<LateTurn> order, Action<RejectedLine> reject, CancellationToken stop) =>
        Open(files, partitions, order, actionKeys: null, reject, stop);

    /// <summary>The same, but an action is a line only when it is vouched for by one of the keys; null takes all actions as they are.</summary>
    public static EventLogs Open(
        IReadOnlyList<string> files, int partitions, IReadOnlyList<LateTurn> order, ActionKeys? actionKeys, Action<RejectedLine> reject, CancellationToken stop)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(partitions, 1);
        return new EventLogs([.. files.Select((path, index) => SurveyedFile.Look(path, index, stop))], partitions, order, actionKeys, reject);
    }

    /// <summary>The next event in processing order, good until the next call; false when all files are read.</summary>
    public bool TryTake(out ParsedEvent next)
    {
        if (_taken is not null)
        {
            _spare.Push(_taken);
            _taken = null;
        }

        while (!_merge.TryTake(out next))
        {
            if (!ReadAhead())
            {
                return false;
            }
        }

        _taken = next;
        LogPosition from = next.Position;
        if (_ended[(int)from.Topic])
        {
            _merge.LeaveOut(from.Topic, from.Partition);
        }

        return true;
    }

    /// <summary>The caller keeps the event it took last, beyond the next call, and gives a spare one for it.</summary>
    public void Keep(ParsedEvent inExchange)
    {
        if (_taken is null)
        {
            throw new InvalidOperationException("expected an event that was taken and not kept yet, found none");
        }

        _taken = inExchange;
    }

    public void Dispose()
    {
        foreach (TopicReader? reader in _readers)
        {
            reader?.Dispose();
        }
    }

    /// <summary>Reads every topic until none of its partitions holds up the merge; false when there was nothing left to read.</summary>
    private bool ReadAhead()
    {
        bool moved = false;
        foreach (TopicReader? reader in _readers)
        {
            if (reader is not null && !_ended[(int)reader.Topic])
            {
                moved |= ReadAhead(reader);
            }
        }

        MostWaiting = Math.Max(MostWaiting, _merge.Waiting);
        return moved;
    }

    private bool ReadAhead(TopicReader reader)
    {
        bool moved = false;
        for (int partition = 0; partition < _partitions; partition++)
        {
            while (_merge.IsWaitedFor(reader.Topic, partition))
            {
                moved = true;
                if (reader.Read() is not ParsedEvent read)
                {
                    End(reader.Topic);
                    return true;
                }

                _merge.Enqueue(read);
            }
        }

        return moved;
    }

    private void End(Topic topic)
    {
        _ended[(int)topic] = true;
        for (int partition = 0; partition < _partitions; partition++)
        {
            _merge.LeaveOut(topic, partition);
        }
    }
}
