using System.Globalization;
using System.Text;
using FraudWatch.Detection.Events;

namespace FraudWatch.Cli.Output;

/// <summary>Durations and times as people type and read them.</summary>
internal static class TimeText
{
    /// <summary>Reads <c>3600s</c>, <c>90m</c>, <c>12h</c> or <c>7d</c>; false for anything else and for what is not above zero.</summary>
    public static bool TryParseDuration(string text, out TimeSpan duration)
    {
        duration = default;
        if (text.Length < 2 || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out int count) || count == 0)
        {
            return false;
        }

        long seconds = text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86_400, _ => 0 };
        duration = TimeSpan.FromSeconds(count * seconds);
        return seconds > 0;
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
