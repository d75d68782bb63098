using System.Globalization;
using System.Text;
using FraudWatch.Detection.Events;

namespace FraudWatch.Cli.Output;

/// <summary>Durations and times as people type and read them.</summary>
internal static class TimeText
{
    /// <summary>A century; a longer one is a slip of the finger.</summary>
    private const long LongestSeconds = 100L * 366 * 86_400;

    /// <summary>Reads <c>3600s</c>, <c>90m</c>, <c>12h</c> or <c>7d</c>; false for anything else, for nothing and for more than a century.</summary>
    public static bool TryParseDuration(string text, out TimeSpan duration)
    {
        bool isOne = TryParseSeconds(text, out long seconds) && seconds > 0;
        duration = TimeSpan.FromSeconds(isOne ? seconds : 0);
        return isOne;
    }

    /// <summary>As <see cref="TryParseDuration"/>, in whole seconds, and <c>0s</c> is one too.</summary>
    public static bool TryParseSeconds(string text, out long seconds)
    {
        seconds = 0;
        if (text.Length < 2 || !long.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out long count))
        {
            return false;
        }

        long unit = text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3_600, 'd' => 86_400, _ => 0 };
        if (unit == 0 || count > LongestSeconds / unit)
        {
            return false;
        }

        seconds = count * unit;
        return true;
    }

    /// <summary>Reads an RFC 3339 time as Unix milliseconds.</summary>
    public static bool TryParseTime(string text, out long unixMilliseconds) => WireTime.TryParse(Encoding.UTF8.GetBytes(text), out unixMilliseconds);

    /// <summary>The distance of a time from now, as <c>5 min ago</c> or <c>in 2 d</c>.</summary>
    public static string Ago(long unixMilliseconds, long now) => now >= unixMilliseconds
        ? $"{Rough(now - unixMilliseconds)} ago"
        : $"in {Rough(unixMilliseconds - now)}";

    // One unit, and the next one only from its double: 90 min and 36 h say more than 1 h and 1 d.
    private static string Rough(long milliseconds) => (milliseconds / 1000) switch
    {
        < 120 and long seconds => $"{seconds} s",
        < 2 * 3600 and long seconds => $"{seconds / 60} min",
        < 2 * 86_400 and long seconds => $"{seconds / 3600} h",
        long seconds => $"{seconds / 86_400} d",
    };
}
