namespace FraudWatch.Replay;

/// <summary>
/// The offline clock rule (contract §1, Rejected): an event more than one day ahead of most, that is of more than half, of its
/// topic's next 100 valid lines, or of those that remain, has a wrong clock; a last line never has. A line counts among the next
/// 100 when it is valid by parsing, whether or not this rule then rejects it too: the rule looks at the log alone, not at its own
/// verdicts. At most 100 comparisons an event, about 50 on a sane stream.
/// </summary>
internal sealed class ClockRule
{
    /// <summary>How many lines after an event judge it.</summary>
    public const int LinesAfter = 100;

    /// <summary>How far ahead an event may be, in milliseconds.</summary>
    public const long Allowance = 24L * 60 * 60 * 1000;

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

    /// <summary>Takes the first waiting line out; true when its clock is ahead. Only at the end of the topic may it be called before <see cref="IsFull"/>.</summary>
    public bool TakeIsAhead()
    {
        long latest = _times[_first] - Allowance;
        _first = (_first + 1) % _times.Length;
        Count--;
        int behind = 0;
        int beside = 0;
        for (int i = 0; i < Count && behind * 2 <= Count && beside * 2 < Count; i++)
        {
            int at = _first + i;
            if (_times[at < _times.Length ? at : at - _times.Length] < latest)
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
}
