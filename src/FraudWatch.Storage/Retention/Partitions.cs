using Npgsql;

namespace FraudWatch.Storage;

/// <summary>
/// The owner's session that takes partitions away. A partition is detached concurrently, which holds up no writer; when a transaction
/// stands in its way for longer than the limit, it gives way, and a later run finishes what was begun.
/// </summary>
internal sealed class Partitions : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;

    private Partitions(NpgsqlConnection connection) => _connection = connection;

    /// <summary>A session as <see cref="SchemaRoles.Migrator"/>, of which the user must be a member.</summary>
    /// <param name="database">Of the record.</param>
    /// <param name="giveWayAfter">How long a statement waits for a transaction in its way.</param>
    /// <param name="cancellation">While connecting.</param>
    public static async Task<Partitions> OpenAsync(FraudWatchDatabase database, TimeSpan giveWayAfter, CancellationToken cancellation)
    {
        var partitions = new Partitions(await database.Source.OpenConnectionAsync(cancellation));
        try
        {
            await partitions.ExecuteAsync($"SET ROLE {SchemaRoles.Migrator}; SET lock_timeout = {(long)giveWayAfter.TotalMilliseconds}", cancellation);
            return partitions;
        }
        catch
        {
            await partitions.DisposeAsync();
            throw;
        }
    }

    /// <summary>Takes the partition out of its table, or finishes doing so.</summary>
    public Task DetachAsync(string table, string name, bool isDetaching, CancellationToken cancellation) =>
        ExecuteAsync($"ALTER TABLE {table} DETACH PARTITION {name} {(isDetaching ? "FINALIZE" : "CONCURRENTLY")}", cancellation);

    public async Task ExecuteAsync(string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, _connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>The rows of a query, each made by <paramref name="read"/>.</summary>
    public async Task<List<T>> ReadAsync<T>(string sql, NpgsqlParameter[] parameters, Func<NpgsqlDataReader, T> read, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, _connection);
        command.Parameters.AddRange(parameters);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    /// <summary>True when a transaction stood in the way, or a writer took back what was being detached.</summary>
    public static bool MustGiveWay(PostgresException error) =>
        error.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.UndefinedTable;

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
