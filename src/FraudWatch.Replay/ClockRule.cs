using FraudWatch.Detection.Events;

namespace FraudWatch.Replay;

/// <summary>What the lines after an event say about its clock.</summary>
internal enum ClockVerdict
{
    Fine,

    /// <summary>More than ten minutes ahead of most: it moves no clock.</summary>
    Ahead,

    /// <summary>More than a day ahead of most: it is rejected.</summary>
    Wrong,
}

/// <summary>
/// The clock rule of contract §1 for events in a file that do not say when they were received: one more than ten minutes ahead of
/// the median of its topic's next 100 valid lines, or of those that remain, is ahead; more than a day ahead of most of them, wrong;
/// a last line is never either. A line counts among the next 100 when it is valid by parsing, whether or not this rule then rejects
/// it too: the rule looks at the log alone, not at its own verdicts. At most 100 comparisons an event, about 50 on a sane stream.
/// </summary>
internal sealed class ClockRule
{
    /// <summary>How many lines after an event judge it.</summary>
    public const int LinesAfter = 100;

    private readonly long[] _times = new long[LinesAfter + 1];
    private int _first;

    /// <summary>Lines waiting to be judged or judging.</summary>
    public int Count { get; private set; }

    /// <summary>True when the first waiting line has all the lines after it that judge it.</summary>
    public bool IsFull => Count == _times.Length;

    /// <summary>Adds the next valid line's event time, Unix milliseconds.</summary>
    public void Add(long occurredAt)
    {
        _times[(_first + Count) % _times.Length] = occurredAt;
        Count++;
    }

    /// <summary>Takes the first waiting line out and judges it. Only at the end of the topic may it be called before <see cref="IsFull"/>.</summary>
    /// <param name="median">Of the lines after it, when it is ahead: as many are later as are earlier, or one fewer.</param>
    public ClockVerdict Take(out long median)
    {
        long time = _times[_first];
        _first = (_first + 1) % _times.Length;
        Count--;
        median = time;
        if (!IsAheadOfMost(time - ReceivedClock.AheadAfter))
        {
            return ClockVerdict.Fine;
        }

        median = Median();
        return IsAheadOfMost(time - ReceivedClock.MostAhead) ? ClockVerdict.Wrong : ClockVerdict.Ahead;
    }

    private bool IsAheadOfMost(long time)
    {
        int behind = 0;
        int beside = 0;
        for (int i = 0; i < Count && behind * 2 <= Count && beside * 2 < Count; i++)
        {
            if (TimeAt(i) < time)
            {
                behind++;
            }
            else
            {
                beside++;
            }
        }

        return behind * 2 > Count;
    }

    private long Median()
    {
        Span<long> sorted = stackalloc long[Count];
        for (int i = 0; i < Count; i++)
        {
            sorted[i] = TimeAt(i);
        }

        sorted.Sort();
        return sorted[Count / 2];
    }

    private long TimeAt(int waiting)
    {
        int at = _first + waiting;
        return _times[at < _times.Length ? at : at - _times.Length];
    }
}
