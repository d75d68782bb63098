using Npgsql;

namespace FraudWatch.Storage;

/// <summary>Unix milliseconds, the detector's times, as timestamptz and back, exactly.</summary>
internal static class Instants
{
    // Npgsql turns the two ends of DateTime into -infinity and infinity, which are not times.
    private static readonly long Earliest = new DateTimeOffset(DateTime.MinValue.AddMilliseconds(1), TimeSpan.Zero).ToUnixTimeMilliseconds();
    private static readonly long Latest = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>The years 1 to 9999; what lies beyond becomes the nearest of them.</summary>
    public static DateTime ToTimestamp(long unixMilliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(unixMilliseconds, Earliest, Latest)).UtcDateTime;

    public static long Read(NpgsqlDataReader reader, int column) =>
        new DateTimeOffset(reader.GetDateTime(column)).ToUnixTimeMilliseconds();

    public static long? ReadOptional(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : Read(reader, column);
}
