using FraudWatch.Detection.State;

namespace FraudWatch.Detection.Accounts;

/// <summary>
/// A median kept in one integer: each value pulls the estimate towards itself by a step of 1/64 of the estimate
/// (Ma, Muthukrishnan, Sandler: Frugal Streaming, 2013). Integer, so that replicas agree.
/// </summary>
public struct RunningMedian : ISavedFigures
{
    private const int FirstValues = 16;

    /// <summary>Values seen, saturating.</summary>
    public int Seen { get; private set; }

    /// <summary>The estimate, in the unit of the values; 0 before the first.</summary>
    public long Value { get; private set; }

    void ISavedFigures.Exchange<TFields>(TFields state)
    {
        Seen = state.Small(Seen);
        Value = state.Number(Value);
    }

    public void Add(long value)
    {
        if (Seen < FirstValues)
        {
            // The first values move it by their share, so that it starts near the middle.
            Value += (value - Value) / (Seen + 1);
            Seen++;
            return;
        }

        long step = Math.Max(1, Math.Abs(Value) / 64);
        Value += value > Value ? Math.Min(step, value - Value) : -Math.Min(step, Value - value);
        if (Seen < int.MaxValue)
        {
            Seen++;
        }
    }
}
