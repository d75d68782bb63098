using Npgsql;

namespace FraudWatch.Storage;

/// <summary>
/// The owner's session that takes partitions away. A partition is detached concurrently, which holds up no writer, or dropped in one go,
/// which holds them up for a moment; when a transaction stands in its way for longer than the limit, it gives way, and a later run
/// finishes what was begun.
/// </summary>
internal sealed class Partitions : IAsyncDisposable
{
    /// <summary>The longest that a writer waits behind an attempt to drop a partition that is attached.</summary>
    public static readonly TimeSpan HoldsUpFor = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromMilliseconds(200);

    private readonly NpgsqlConnection _connection;
    private readonly TimeSpan _giveWayAfter;

    private Partitions(NpgsqlConnection connection, TimeSpan giveWayAfter)
    {
        _connection = connection;
        _giveWayAfter = giveWayAfter;
    }

    /// <summary>A session as <see cref="SchemaRoles.Migrator"/>, of which the user must be a member.</summary>
    /// <param name="database">Of the record.</param>
    /// <param name="giveWayAfter">How long a statement waits for a transaction in its way.</param>
    /// <param name="cancellation">While connecting.</param>
    public static async Task<Partitions> OpenAsync(FraudWatchDatabase database, TimeSpan giveWayAfter, CancellationToken cancellation)
    {
        var partitions = new Partitions(await database.Source.OpenConnectionAsync(cancellation), giveWayAfter);
        try
        {
            await partitions.ExecuteAsync($"SET ROLE {SchemaRoles.Migrator}; SET lock_timeout = {Milliseconds(giveWayAfter)}", cancellation);
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

    /// <summary>
    /// Drops a table that may still be a partition. Whoever comes while this waits for the table waits behind it, so it never waits long, and
    /// asks again.
    /// </summary>
    public async Task DropAsync(string name, CancellationToken cancellation)
    {
        await ExecuteAsync($"SET lock_timeout = {Milliseconds(HoldsUpFor)}", cancellation);
        long began = TimeProvider.System.GetTimestamp();
        while (!await TryDropAsync(name, isLast: TimeProvider.System.GetElapsedTime(began) >= _giveWayAfter, cancellation))
        {
            await Task.Delay(BetweenAttempts, cancellation);
        }

        await ExecuteAsync($"SET lock_timeout = {Milliseconds(_giveWayAfter)}", cancellation);
    }

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

    private async Task<bool> TryDropAsync(string name, bool isLast, CancellationToken cancellation)
    {
        try
        {
            await ExecuteAsync($"DROP TABLE {name}", cancellation);
            return true;
        }
        catch (PostgresException busy) when (busy.SqlState == PostgresErrorCodes.LockNotAvailable && !isLast)
        {
            return false;
        }
    }

    private static long Milliseconds(TimeSpan time) => (long)time.TotalMilliseconds;
}
