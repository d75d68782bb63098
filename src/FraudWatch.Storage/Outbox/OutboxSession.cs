using System.Data;
using Npgsql;

namespace FraudWatch.Storage;

/// <summary>
/// The right to publish, tied to one connection: whoever lost the connection lost the lock, and finds out on the next call.
/// Used by one caller at a time. Calls are not repeated here: on a transient error, dispose and open anew.
/// </summary>
public sealed class OutboxSession : IAsyncDisposable
{
    // "fraudwatch outbox", as the number that advisory locks want.
    private const long PublisherLock = 0x46_57_6F_75_74_62_6F_78;

    private readonly NpgsqlConnection _connection;

    private OutboxSession(NpgsqlConnection connection) => _connection = connection;

    /// <summary>
    /// The oldest messages neither published nor set aside, in id order; the same again until they are marked. For one flag or hold
    /// that is the order of its versions: its row is locked by whoever takes a number for it.
    /// </summary>
    /// <param name="limit">How many at most.</param>
    /// <param name="without">Topics whose messages are left out.</param>
    /// <param name="cancellation">Ends the call.</param>
    public async Task<IReadOnlyList<OutboxMessage>> TakeAsync(int limit, IReadOnlyCollection<string> without, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT id, topic, key, payload, created_at FROM outbox
            WHERE published_at IS NULL AND set_aside_at IS NULL AND topic <> ALL($2) ORDER BY id LIMIT $1
            """,
            _connection)
        {
            Parameters = { new() { Value = limit }, new() { Value = without.ToArray() } },
        };
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellation);
        var taken = new List<OutboxMessage>();
        while (await reader.ReadAsync(cancellation))
        {
            taken.Add(new OutboxMessage(
                reader.GetInt64(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), new DateTimeOffset(reader.GetDateTime(4))));
        }

        return taken;
    }

    /// <summary>Messages that this session's database stands for; a session never sees another database.</summary>
    public async Task<long> CountMessagesAsync(string cell, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("SELECT coalesce(sum(next_offset), 0)::bigint FROM partition_offsets WHERE cell = $1", _connection)
        {
            Parameters = { new() { Value = cell } },
        };
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>Says that the publisher is alive: call while it waits for the broker, more often than <see cref="FraudWatchDatabase.SilentAfter"/>.</summary>
    public async Task StayAsync(CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("SELECT 1", _connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Call when the fate of messages is known; a crash before this repeats them, with the same versions.</summary>
    /// <param name="published">The broker has acknowledged them.</param>
    /// <param name="refused">Their topic does not take them: they are set aside, each with why.</param>
    /// <param name="cancellation">Ends the call.</param>
    public async Task MarkAsync(IReadOnlyCollection<long> published, IReadOnlyCollection<(long Id, string Why)> refused, CancellationToken cancellation)
    {
        await using var commands = new NpgsqlBatch(_connection)
        {
            BatchCommands =
            {
                new("UPDATE outbox SET published_at = clock_timestamp() WHERE id = ANY($1) AND published_at IS NULL")
                {
                    Parameters = { new() { Value = published.ToArray() } },
                },
                new(
                    """
                    UPDATE outbox SET set_aside_at = clock_timestamp(), set_aside_why = r.why
                    FROM unnest($1::bigint[], $2::text[]) AS r(id, why) WHERE outbox.id = r.id AND published_at IS NULL
                    """)
                {
                    Parameters = { new() { Value = refused.Select(r => r.Id).ToArray() }, new() { Value = refused.Select(r => r.Why).ToArray() } },
                },
            },
        };
        await commands.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Gives the lock back. By hand: a pooled connection keeps its session, and so its locks, until it is used again.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_connection.State == ConnectionState.Open)
            {
                await using var command = new NpgsqlCommand("SELECT pg_advisory_unlock($1)", _connection)
                {
                    Parameters = { new() { Value = PublisherLock } },
                };
                await command.ExecuteNonQueryAsync();
            }
        }
        catch (NpgsqlException lost) when (TransientErrors.IsTransient(lost))
        {
            // The session is gone, and its locks with it: that is what was wanted.
        }
        finally
        {
            await _connection.DisposeAsync();
        }
    }

    /// <summary>
    /// A holder that froze while it was being sent messages is not idle to Postgres, which waits for it to read on without any limit:
    /// the next in line ends its session. Locks of other databases on the server are others' business.
    /// </summary>
    private static async Task EndStuckHolderAsync(NpgsqlConnection connection, TimeSpan silentAfter, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT count(pg_terminate_backend(a.pid))
            FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
            WHERE l.locktype = 'advisory' AND l.granted AND a.datname = current_database() AND (l.classid::bigint << 32 | l.objid::bigint) = $1
              AND a.wait_event = 'ClientWrite' AND a.query_start < clock_timestamp() - $2
            """,
            connection)
        {
            Parameters = { new() { Value = PublisherLock }, new() { Value = silentAfter } },
        };
        await command.ExecuteScalarAsync(cancellation);
    }

    internal static async Task<OutboxSession?> TryOpenAsync(FraudWatchDatabase database, CancellationToken cancellation)
    {
        NpgsqlConnection connection = await database.Source.OpenConnectionAsync(cancellation);
        try
        {
            await using var command = new NpgsqlCommand("SELECT pg_try_advisory_lock($1) FROM set_config('idle_session_timeout', $2, false)", connection)
            {
                Parameters = { new() { Value = PublisherLock }, new() { Value = $"{(long)database.SilentAfter.TotalMilliseconds}ms" } },
            };
            if ((bool)(await command.ExecuteScalarAsync(cancellation))!)
            {
                return new OutboxSession(connection);
            }

            await EndStuckHolderAsync(connection, database.SilentAfter, cancellation);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }

        await connection.DisposeAsync();
        return null;
    }
}
