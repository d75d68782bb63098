using FraudWatch.Detection.State;

namespace FraudWatch.Detection.Events;

/// <summary>
/// Merges all partitions of all topics into the one processing order of contract §1: by partition clock (the largest
/// event time so far in the partition, events that are ahead left out), ties by topic, partition, offset. Worker and replay share it.
/// A partition is waited for unless its reader says that it has read it to the end (<see cref="LeaveOut"/>). What comes late for that is
/// noted (<see cref="LateTurn"/>); a merge that is told the late turns (<see cref="Repeat"/>) takes the same messages in the same
/// order, however they arrive. Not thread-safe; one owner.
/// </summary>
public sealed partial class PartitionMerge : ISavedState
{
    private readonly Log?[][] _logs = [.. Topics.All.Select(_ => Array.Empty<Log?>())];
    private readonly PriorityQueue<Log, MergeKey> _ready = new();
    private int _waitedFor;
    private MergeKey _lastTaken = MergeKey.Least;

    /// <summary>Events that came after one that they should have preceded. Order is a function of the logs alone while this is 0.</summary>
    public long OutOfTurn { get; private set; }

    /// <summary>Messages held here, waiting for their turn.</summary>
    public int Waiting { get; private set; }

    /// <summary>Adds a partition; it is waited for until <see cref="LeaveOut"/>.</summary>
    /// <exception cref="ArgumentException">The partition was added before.</exception>
    public void Add(Topic topic, int partition)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(partition);
        ref Log?[] logs = ref _logs[(int)topic];
        if (partition >= logs.Length)
        {
            Array.Resize(ref logs, partition + 1);
        }
        else if (logs[partition] is not null)
        {
            throw new ArgumentException($"expected a new partition, found {Topics.NameOf(topic)}[{partition}] which was added before", nameof(partition));
        }

        logs[partition] = new Log(topic, partition);
        CountWait(logs[partition]!);
    }

    /// <summary>The next message of its partition, valid or rejected, in offset order.</summary>
    public void Enqueue(ParsedEvent message)
    {
        Log log = LogOf(message.Position.Topic, message.Position.Partition);
        if (!message.Rejection.IsRejected && !message.IsAhead && message.OccurredAt > log.Clock)
        {
            log.Clock = message.OccurredAt;
        }

        message.PartitionClock = log.Clock;
        log.Messages.Enqueue(message);
        Waiting++;
        if (log.Messages.Count == 1)
        {
            log.LeftOut = false;
            Offer(log);
            CountWait(log);
        }
    }

    /// <summary>The partition has been read to its end and waited for long enough: do without it until it has messages again.</summary>
    public void LeaveOut(Topic topic, int partition)
    {
        Log log = LogOf(topic, partition);
        if (log.Messages.Count == 0 && !log.LeftOut)
        {
            log.LeftOut = log.WasAway = true;
            EndRepeating(log);
            CountWait(log);
        }
    }

    /// <summary>True while the partition holds up the merge: empty, not left out, and not done with what is repeated.</summary>
    public bool IsWaitedFor(Topic topic, int partition) => LogOf(topic, partition).IsWaitedFor;

    /// <summary>Messages of one partition that wait here.</summary>
    public int WaitingOf(Topic topic, int partition) => LogOf(topic, partition).Messages.Count;

    /// <summary>Takes the next message in processing order; false while a partition is waited for or nothing is there.</summary>
    public bool TryTake(out ParsedEvent message)
    {
        if (_waitedFor > 0 || !TryDequeue(out Log? log, out MergeKey key))
        {
            message = null!;
            return false;
        }

        message = log.Messages.Dequeue();
        log.TakenClock = message.PartitionClock;
        log.Next = message.Position.Offset + 1;
        Waiting--;
        if (!message.Rejection.IsRejected)
        {
            NoteTurn(key);
            _latest = (message.Position, log.Events++);
        }

        GoOn(log);
        return true;
    }

    /// <summary>
    /// Saves the merge as of the messages taken. What waits here is left out: it is read again, from the offset after the
    /// last one taken of each partition on, and so are the partitions' ends.
    /// </summary>
    public void Save(StateWriter to)
    {
        to.Number(OutOfTurn);
        to.Time(_lastTaken.Clock);
        to.Choice(_lastTaken.Topic);
        to.Small(_lastTaken.Partition);
        to.Number(_lastTaken.Offset);
        to.Choice(_latest.Position.Topic);
        to.Small(_latest.Position.Partition);
        to.Number(_latest.Position.Offset);
        to.Number(_latest.Event);
        foreach (Log?[] logs in _logs)
        {
            to.Count(logs.Length);
            foreach (Log? log in logs)
            {
                to.Time(log?.TakenClock ?? long.MinValue);
                to.Number(log?.Events ?? 0);
            }
        }
    }

    /// <summary>Loads into a merge with the same partitions and no messages yet.</summary>
    public void Load(StateReader from)
    {
        OutOfTurn = from.Number();
        _lastTaken = new MergeKey(from.Time(), from.Choice<Topic>(), from.Small(), from.Number());
        _latest = (new LogPosition(from.Choice<Topic>(), from.Small(), from.Number()), from.Number());
        foreach (Log?[] logs in _logs)
        {
            int saved = from.Count();
            if (saved != logs.Length)
            {
                throw from.Damaged($"expected {logs.Length} partitions, found {saved}");
            }

            foreach (Log? log in logs)
            {
                (long clock, long events) = (from.Time(), from.Number());
                if (log is not null)
                {
                    log.Clock = log.TakenClock = clock;
                    log.Events = events;
                }
            }
        }
    }

    private void NoteTurn(MergeKey key)
    {
        if (key.CompareTo(_lastTaken) < 0)
        {
            OutOfTurn++;
        }
        else
        {
            _lastTaken = key;
        }
    }

    private Log LogOf(Topic topic, int partition) => _logs[(int)topic][partition]
        ?? throw new ArgumentException($"expected a partition that was added, found {Topics.NameOf(topic)}[{partition}]", nameof(partition));

    private sealed class Log(Topic topic, int partition)
    {
        public Queue<ParsedEvent> Messages { get; } = new();

        public long Clock { get; set; } = long.MinValue;

        /// <summary>The clock as of the last message taken.</summary>
        public long TakenClock { get; set; } = long.MinValue;

        public bool LeftOut { get; set; }

        /// <summary>Others were taken while nothing was known of it: its next message may come late.</summary>
        public bool WasAway { get; set; } = true;

        /// <summary>As <see cref="PartitionMerge.IsWaitedFor"/> has it.</summary>
        public bool IsWaitedFor { get; set; }

        /// <summary>Offset after the last message taken.</summary>
        public long Next { get; set; }

        /// <summary>Events taken since the start of the log.</summary>
        public long Events { get; set; }

        /// <summary>Messages below this offset are repeated.</summary>
        public long RepeatUntil { get; set; }

        /// <summary>All that is to be repeated of it is taken, or there is no more.</summary>
        public bool IsRepeated { get; set; } = true;

        /// <summary>Its first message is among those to choose from, or waits for a turn.</summary>
        public bool IsOffered { get; set; }

        /// <summary>Late turns of its messages that were told, in order.</summary>
        public Queue<LateTurn> Turns { get; } = new();

        /// <summary>Partitions whose next message waits for a turn of this one.</summary>
        public List<Log> Waiting { get; } = [];

        public MergeKey HeadKey()
        {
            ParsedEvent message = Messages.Peek();
            return new MergeKey(message.PartitionClock, topic, partition, message.Position.Offset);
        }
    }

    private readonly record struct MergeKey(long Clock, Topic Topic, int Partition, long Offset) : IComparable<MergeKey>
    {
        public static MergeKey Least { get; } = new(long.MinValue, Topic.CoinEvents, -1, -1);

        public int CompareTo(MergeKey other)
        {
            int byClock = Clock.CompareTo(other.Clock);
            if (byClock != 0)
            {
                return byClock;
            }

            int byTopic = Topic.CompareTo(other.Topic);
            if (byTopic != 0)
            {
                return byTopic;
            }

            int byPartition = Partition.CompareTo(other.Partition);
            return byPartition != 0 ? byPartition : Offset.CompareTo(other.Offset);
        }
    }
}
