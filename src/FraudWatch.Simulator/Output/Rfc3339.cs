using System.Globalization;

namespace FraudWatch.Simulator.Output;

/// <summary>The contract's text for a time: UTC with milliseconds.</summary>
internal static class Rfc3339
{
    public static string Text(long time) =>
        DateTimeOffset.FromUnixTimeMilliseconds(time).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
