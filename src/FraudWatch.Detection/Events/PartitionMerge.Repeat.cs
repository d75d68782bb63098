namespace FraudWatch.Detection.Events;

/// <content>
/// The order that was, again. Left to itself the merge takes the least of all partitions' next messages. It took another only where a
/// partition was left out whose next message was less: that message had to wait for its partition to come back, until after a certain event.
/// So it is enough to note, whenever a partition comes back with a message that should have been taken before, that message and the
/// event taken last. Told these, a merge that knows the whole logs hides each such message until that event is taken, and is otherwise
/// the merge as defined. Messages that come back in time need no note: all that was taken meanwhile is less than they are.
/// </content>
public sealed partial class PartitionMerge
{
    private readonly List<LateTurn> _lateTurns = [];
    private readonly List<Log> _hidden = [];
    private (LogPosition Position, long Event) _latest;
    private int _repeating;

    /// <summary>Late turns that could not be kept, because the event they waited for is not in these logs.</summary>
    public long TurnsNotKept { get; private set; }

    /// <summary>True until all that was to be repeated is taken.</summary>
    public bool IsRepeating => _repeating > 0;

    /// <summary>
    /// Before the first message: takes what was taken before in the order in which it was. Messages of a partition from
    /// <c>Until</c> on wait until all that lies before is taken from all partitions.
    /// </summary>
    /// <param name="partitions">Where each partition begins, and up to where it is repeated; none of them when only the turns are to be kept.</param>
    /// <param name="turns">The late turns, as far as they are known, in any order.</param>
    public void Repeat(IEnumerable<(Topic Topic, int Partition, long From, long Until)> partitions, IEnumerable<LateTurn> turns)
    {
        foreach ((Topic topic, int partition, long from, long until) in partitions)
        {
            Log log = LogOf(topic, partition);
            log.Next = from;
            log.RepeatUntil = until;
            log.IsRepeated = from >= until;
            _repeating += log.IsRepeated ? 0 : 1;
        }

        foreach (LateTurn turn in turns.OrderBy(turn => turn.Message.Offset))
        {
            if (FindLog(turn.Message) is Log log && turn.Message.Offset >= log.Next)
            {
                log.Turns.Enqueue(turn);
            }
        }

        ForEachLog(CountWait);
    }

    /// <summary>Adds the late turns since the last call, and forgets them.</summary>
    public void TakeLateTurns(List<LateTurn> into)
    {
        into.AddRange(_lateTurns);
        _lateTurns.Clear();
    }

    /// <summary>The log has a first message: it takes part, unless it is not its turn yet by what is repeated.</summary>
    private void Offer(Log log)
    {
        long head = log.Messages.Peek().Position.Offset;
        if (IsRepeating && head >= log.RepeatUntil)
        {
            // When this ends the repeating, everybody is offered anew, this one too.
            EndRepeating(log);
            return;
        }

        if (WaitsFor(log, head) is Log other)
        {
            other.Waiting.Add(log);
            _hidden.Add(log);
            log.WasAway = false;
            log.IsOffered = true;
            return;
        }

        MergeKey key = log.HeadKey();
        if (log.WasAway && !IsRepeating && key.CompareTo(_lastTaken) < 0)
        {
            _lateTurns.Add(new LateTurn(log.Messages.Peek().Position, log.Events, _latest.Position, _latest.Event));
        }

        log.WasAway = false;
        log.IsOffered = true;
        _ready.Enqueue(log, key);
    }

    /// <summary>The log whose event must be taken before this one's first message; null when it may be taken.</summary>
    private Log? WaitsFor(Log log, long head)
    {
        while (log.Turns.TryPeek(out LateTurn turn) && turn.Message.Offset <= head)
        {
            if (FindLog(turn.After) is Log other && other.Next <= turn.After.Offset)
            {
                return other;
            }

            log.Turns.Dequeue();
        }

        return null;
    }

    private bool TryDequeue(out Log log, out MergeKey key)
    {
        if (_ready.Count == 0 && _hidden.Count > 0)
        {
            // Everybody waits for somebody: the turns are not of these logs.
            Log[] stuck = [.. _hidden];
            foreach (Log hidden in stuck)
            {
                TurnsNotKept += hidden.Turns.Count;
                hidden.Turns.Clear();
                hidden.IsOffered = false;
            }

            ForEachLog(other => other.Waiting.Clear());
            _hidden.Clear();
            Array.ForEach(stuck, Offer);
        }

        if (_ready.TryDequeue(out Log? next, out key))
        {
            next.IsOffered = false;
            log = next;
            return true;
        }

        log = null!;
        return false;
    }

    /// <summary>After a message of the log was taken: what that lets come next.</summary>
    private void GoOn(Log log)
    {
        if (IsRepeating && log.Next >= log.RepeatUntil)
        {
            EndRepeating(log);
        }

        if (log.Messages.Count > 0 && !log.IsOffered)
        {
            Offer(log);
        }

        CountWait(log);
        if (log.Waiting.Count > 0)
        {
            Log[] waiting = [.. log.Waiting];
            log.Waiting.Clear();
            foreach (Log other in waiting)
            {
                _hidden.Remove(other);
                other.IsOffered = false;
                Offer(other);
            }
        }
    }

    /// <summary>The log has nothing more to repeat; when none has, the merge goes on by itself with whatever has come.</summary>
    private void EndRepeating(Log log)
    {
        if (!IsRepeating || log.IsRepeated)
        {
            return;
        }

        log.IsRepeated = true;
        if (--_repeating > 0)
        {
            return;
        }

        ForEachLog(each =>
        {
            each.WasAway = true;
            if (each.Messages.Count > 0 && !each.IsOffered)
            {
                Offer(each);
            }

            CountWait(each);
        });
    }

    private void CountWait(Log log)
    {
        bool isWaitedFor = log.Messages.Count == 0 && !log.LeftOut && !(IsRepeating && log.IsRepeated);
        _waitedFor += (isWaitedFor ? 1 : 0) - (log.IsWaitedFor ? 1 : 0);
        log.IsWaitedFor = isWaitedFor;
    }

    private void ForEachLog(Action<Log> action)
    {
        foreach (Log log in _logs.SelectMany(logs => logs).OfType<Log>())
        {
            action(log);
        }
    }

    private Log? FindLog(LogPosition position) =>
        (uint)position.Topic < (uint)_logs.Length && (uint)position.Partition < (uint)_logs[(int)position.Topic].Length
            ? _logs[(int)position.Topic][position.Partition]
            : null;
}
