using System.Globalization;

namespace FraudWatch.Cli.Commands.Rings;

/// <summary>Durations as people type them: <c>3600s</c>, <c>90m</c>, <c>12h</c>, <c>7d</c>.</summary>
internal static class DurationText
{
    /// <summary>A century; a longer one is a slip of the finger.</summary>
    private const long LongestSeconds = 100L * 366 * 86_400;

    internal static bool TryParseSeconds(string text, out long seconds)
    {
        seconds = 0;
        if (text.Length < 2 || !long.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out long count))
        {
            return false;
        }

        long unit = text[^1] switch
        {
            's' => 1,
            'm' => 60,
            'h' => 3_600,
            'd' => 86_400,
            _ => 0,
        };
        if (unit == 0 || count > LongestSeconds / unit)
        {
            return false;
        }

        seconds = count * unit;
        return true;
    }
}
