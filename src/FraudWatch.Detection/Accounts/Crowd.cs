using FraudWatch.Detection.State;

namespace FraudWatch.Detection.Accounts;

/// <summary>
/// How many accounts did something, each counted once in a period of 30 days: of this period and the one before, the larger
/// number, so that the first days of a period do not start from nothing.
/// </summary>
public struct Crowd : ISavedFigures
{
    private const long PeriodLength = 30L * 24 * 60 * 60 * 1000;

    private int _period;
    private int _now;
    private int _before;

    public readonly int Size => Math.Max(_now, _before);

    public static int PeriodOf(long at) => (int)(at / PeriodLength);

    /// <summary>Counts accounts that had not been counted in the period of this time.</summary>
    public void Add(int accounts, long at)
    {
        int period = PeriodOf(at);
        if (period > _period)
        {
            _before = period == _period + 1 ? _now : 0;
            _now = 0;
            _period = period;
        }

        // What comes late is counted with the present.
        _now += accounts;
    }

    void ISavedFigures.Exchange<TFields>(TFields state)
    {
        _period = state.Small(_period);
        _now = state.Small(_now);
        _before = state.Small(_before);
    }
}
