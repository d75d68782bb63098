using FraudWatch.Simulator.Engine;

namespace FraudWatch.Simulator.Economy;

/// <summary>When people are about: two bumps a day in local time, a deep night, livelier weekends and ends of month.</summary>
internal static class DailyRhythm
{
    private const double WeekdayKept = 1 / 1.2;

    private static readonly double[] HourWeights =
    [
        0.55, 0.40, 0.28, 0.20, 0.15, 0.15, 0.18, 0.25, 0.32, 0.38, 0.42, 0.50,
        0.60, 0.60, 0.52, 0.48, 0.50, 0.58, 0.72, 0.90, 1.00, 1.00, 0.92, 0.75,
    ];

    private static readonly AliasTable Hours = new(HourWeights);

    /// <summary>A time after <paramref name="now"/> at which someone of this market is likely to be about, on average <paramref name="meanDays"/> later.</summary>
    public static long Next(AgentRandom random, Market market, long now, double meanDays)
    {
        long day = (now + SimTime.Days(random.Exponential(meanDays))) / SimTime.Day;
        int weekday = SimTime.DayOfWeek(day * SimTime.Day);
        if (weekday is not (0 or 6) && !random.Chance(WeekdayKept))
        {
            day += 1;
        }

        long time = AtSomeHour(random, market, day);
        return time > now ? time : time + SimTime.Day;
    }

    /// <summary>A time on the given day (days since 1970, UTC) that fits the market's local rhythm.</summary>
    public static long AtSomeHour(AgentRandom random, Market market, long day)
    {
        int utcHour = (Hours.Draw(random) - market.UtcOffsetHours + 24) % 24;
        return day * SimTime.Day + utcHour * SimTime.Hour + (long)(random.Unit() * SimTime.Hour);
    }

    /// <summary>The last three days of a month, when tiers are decided.</summary>
    public static bool IsMonthEnd(long time) =>
        SimTime.DayOfMonth(time + 3 * SimTime.Day) <= 3;
}
