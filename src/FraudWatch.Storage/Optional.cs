using Npgsql;
using NpgsqlTypes;

namespace FraudWatch.Storage;

/// <summary>Parameters that may be null and so must name their type.</summary>
internal static class Optional
{
    public static NpgsqlParameter Text(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    public static NpgsqlParameter Time(long? unixMilliseconds) => new()
    {
        Value = unixMilliseconds is long time ? Instants.ToTimestamp(time) : DBNull.Value,
        NpgsqlDbType = NpgsqlDbType.TimestampTz,
    };

    public static NpgsqlParameter Number(int? value) => new() { Value = value is int number ? number : DBNull.Value, NpgsqlDbType = NpgsqlDbType.Integer };

    public static NpgsqlParameter Id(Guid? value) => new() { Value = value is Guid id ? id : DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid };
}
