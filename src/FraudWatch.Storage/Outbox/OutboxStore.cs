using Npgsql;

namespace FraudWatch.Storage;

/// <summary>The outbox as its publisher sees it. One publisher at a time: an advisory lock of Postgres says who.</summary>
public sealed class OutboxStore(FraudWatchDatabase database)
{
    /// <summary>
    /// Becomes the publisher, or returns null while another one is. The lock lives as long as the session's connection:
    /// when Postgres goes away the session's calls throw, and a new session is opened. Postgres ends the session of a publisher that
    /// is silent for <see cref="FraudWatchDatabase.SilentAfter"/>: a frozen process must not keep all others from publishing.
    /// </summary>
    public Task<OutboxSession?> TryOpenSessionAsync(CancellationToken cancellation) =>
        database.Retry.ExecuteAsync(token => OutboxSession.TryOpenAsync(database, token), cancellation);

    public Task<OutboxBacklog> ReadBacklogAsync(CancellationToken cancellation) => database.ReadAsync(
        async (connection, token) =>
        {
            await using var command = new NpgsqlCommand(
                """
                SELECT count(*), coalesce(greatest(extract(epoch FROM now() - min(created_at)), 0), 0)::float8, (SELECT count(*) FROM outbox_rest),
                  (SELECT count(*) FROM outbox_set_aside)
                FROM outbox WHERE published_at IS NULL AND set_aside_at IS NULL
                """,
                connection);
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(token);
            await reader.ReadAsync(token);
            return new OutboxBacklog(reader.GetInt64(0), TimeSpan.FromSeconds(reader.GetDouble(1)), reader.GetInt64(2), reader.GetInt64(3));
        },
        cancellation);
}
