namespace FraudWatch.Simulator.Engine;

/// <summary>Simulated time is a <see cref="long"/>: milliseconds since 1970-01-01T00:00Z.</summary>
internal static class SimTime
{
    public const long Second = 1000;
    public const long Minute = 60 * Second;
    public const long Hour = 60 * Minute;
    public const long Day = 24 * Hour;

    /// <summary>An agent that returns this is never woken again.</summary>
    public const long Never = long.MaxValue;

    public static long Days(double days) => (long)(days * Day);

    public static long Hours(double hours) => (long)(hours * Hour);

    public static long Minutes(double minutes) => (long)(minutes * Minute);

    public static long Seconds(double seconds) => (long)(seconds * Second);

    public static int DayOfWeek(long time) => (int)((time / Day + 4) % 7);

    public static int DayOfMonth(long time) => DateTimeOffset.FromUnixTimeMilliseconds(time).Day;
}
