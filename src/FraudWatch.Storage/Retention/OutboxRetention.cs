using Npgsql;

namespace FraudWatch.Storage;

/// <summary>
/// The outbox's days: makes those to come, drops those that are over. Dropping needs the tables' owner (a member of
/// <see cref="SchemaRoles.Migrator"/>) and never holds up a writer: a partition is detached concurrently, and when a transaction
/// stands in the way for longer than the limit, the job gives way and finishes at its next run.
/// </summary>
public sealed class OutboxRetention(FraudWatchDatabase database)
{
    /// <summary>Days ahead that have a partition after <see cref="PrepareAsync"/>: long enough for any outage of all workers.</summary>
    public const int DaysAhead = 14;

    /// <summary>Makes the partitions of the next days. Harmless from several places at once.</summary>
    public Task<int> PrepareAsync(CancellationToken cancellation) => database.TransactAsync(
        async (connection, token) =>
        {
            await using var command = new NpgsqlCommand("SELECT prepare_outbox_partitions($1)", connection) { Parameters = { new() { Value = DaysAhead } } };
            return (int)(await command.ExecuteScalarAsync(token))!;
        },
        cancellation);

    /// <summary>Drops the days that ended longer ago than <paramref name="keep"/>; one with a message not yet published stays.</summary>
    /// <param name="keep">How long messages are kept after they were written.</param>
    /// <param name="giveWayAfter">How long a partition may wait for transactions in its way.</param>
    /// <param name="cancellation">Between partitions and while waiting.</param>
    /// <returns>What was dropped, and what was left for the next run.</returns>
    public async Task<RetentionOutcome> DropAsync(TimeSpan keep, TimeSpan giveWayAfter, CancellationToken cancellation)
    {
        var dropped = new List<string>();
        var left = new List<string>();
        await using NpgsqlConnection connection = await database.Source.OpenConnectionAsync(cancellation);
        await ExecuteAsync(connection, $"SET ROLE {SchemaRoles.Migrator}; SET lock_timeout = {(long)giveWayAfter.TotalMilliseconds}", cancellation);
        foreach ((string name, bool isDetaching) in await OverAsync(connection, keep, cancellation))
        {
            try
            {
                await ExecuteAsync(connection, $"ALTER TABLE outbox DETACH PARTITION {name} {(isDetaching ? "FINALIZE" : "CONCURRENTLY")}", cancellation);
                await ExecuteAsync(connection, $"DROP TABLE {name}", cancellation);
                dropped.Add(name);
            }
            catch (PostgresException busy) when (busy.SqlState == PostgresErrorCodes.LockNotAvailable)
            {
                left.Add(name);
            }
        }

        return new RetentionOutcome(dropped, left);
    }

    /// <summary>Names come from our own function, but are quoted all the same. One that a drop could not finish comes again.</summary>
    private static async Task<List<(string Name, bool IsDetaching)>> OverAsync(NpgsqlConnection connection, TimeSpan keep, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT quote_ident(p.name), p.is_detaching FROM outbox_partitions p
            WHERE p.until <= now() - $1 AND (p.is_detaching OR NOT EXISTS (
              SELECT FROM outbox o WHERE o.created_at < p.until AND o.published_at IS NULL))
            ORDER BY p.is_detaching DESC, p.until
            """,
            connection)
        {
            Parameters = { new() { Value = keep } },
        };
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellation);
        var over = new List<(string, bool)>();
        while (await reader.ReadAsync(cancellation))
        {
            over.Add((reader.GetString(0), reader.GetBoolean(1)));
        }

        return over;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
