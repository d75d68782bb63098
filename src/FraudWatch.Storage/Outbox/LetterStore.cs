using Npgsql;

namespace FraudWatch.Storage;

/// <summary>Rejected messages that the dead-letter topic does not have whole: where they stood, why they were rejected, and all of their bytes.</summary>
public sealed class LetterStore(FraudWatchDatabase database)
{
    /// <summary>Keeps a message, whatever was kept of it before; waits for Postgres as long as it takes.</summary>
    public Task<int> KeepAsync(KeptLetter letter, CancellationToken cancellation) => database.TransactAsync(
        async (connection, token) =>
        {
            await using var command = new NpgsqlCommand(
                """
                INSERT INTO kept_letters (topic, "partition", "offset", reason, detail, bytes, refusal) VALUES ($1, $2, $3, $4, $5, $6, $7)
                ON CONFLICT (topic, "partition", "offset") DO UPDATE SET
                  reason = excluded.reason, detail = excluded.detail, bytes = excluded.bytes, refusal = excluded.refusal, kept_at = now()
                """,
                connection)
            {
                Parameters =
                {
                    new() { Value = letter.Topic },
                    new() { Value = letter.Partition },
                    new() { Value = letter.Offset },
                    new() { Value = letter.Reason },
                    new() { Value = letter.Detail },
                    new() { Value = letter.Bytes },
                    Optional.Text(letter.Refusal),
                },
            };
            return await command.ExecuteNonQueryAsync(token);
        },
        cancellation);

    /// <summary>Those of which the topic has nothing, without their bytes, oldest first.</summary>
    public Task<IReadOnlyList<SetAsideLetter>> ReadSetAsideAsync(CancellationToken cancellation) => database.ReadAsync<IReadOnlyList<SetAsideLetter>>(
        async (connection, token) =>
        {
            await using var command = new NpgsqlCommand(
                """
                SELECT topic, "partition", "offset", reason, detail, octet_length(bytes), kept_at FROM kept_letters
                WHERE refusal IS NOT NULL ORDER BY kept_at, topic, "partition", "offset"
                """,
                connection);
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(token);
            var letters = new List<SetAsideLetter>();
            while (await reader.ReadAsync(token))
            {
                letters.Add(new SetAsideLetter(
                    reader.GetString(0), reader.GetInt32(1), reader.GetInt64(2), reader.GetString(3), reader.GetString(4), reader.GetInt32(5), Instants.Read(reader, 6)));
            }

            return letters;
        },
        cancellation);

    /// <summary>All bytes of the message that was rejected there; null when they were not kept.</summary>
    public Task<byte[]?> ReadWholeAsync(string topic, int partition, long offset, CancellationToken cancellation) => database.ReadAsync(
        async (connection, token) =>
        {
            await using var command = new NpgsqlCommand("""SELECT bytes FROM kept_letters WHERE topic = $1 AND "partition" = $2 AND "offset" = $3""", connection)
            {
                Parameters = { new() { Value = topic }, new() { Value = partition }, new() { Value = offset } },
            };
            return (byte[]?)await command.ExecuteScalarAsync(token);
        },
        cancellation);

    /// <summary>How many are kept beside a part on the topic, and how many are all there is.</summary>
    public Task<(long Cut, long SetAside)> CountAsync(CancellationToken cancellation) => database.ReadAsync(
        async (connection, token) =>
        {
            await using var command = new NpgsqlCommand(
                "SELECT count(*) FILTER (WHERE refusal IS NULL), count(*) FILTER (WHERE refusal IS NOT NULL) FROM kept_letters", connection);
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(token);
            await reader.ReadAsync(token);
            return (reader.GetInt64(0), reader.GetInt64(1));
        },
        cancellation);

    /// <summary>Forgets those kept longer; needs the table's owner.</summary>
    public Task<int> DropAsync(TimeSpan keep, CancellationToken cancellation) => database.TransactAsync(
        async (connection, token) =>
        {
            await using (var role = new NpgsqlCommand($"SET LOCAL ROLE {SchemaRoles.Migrator}", connection))
            {
                await role.ExecuteNonQueryAsync(token);
            }

            await using var command = new NpgsqlCommand("DELETE FROM kept_letters WHERE kept_at <= now() - $1", connection)
            {
                Parameters = { new() { Value = keep } },
            };
            return await command.ExecuteNonQueryAsync(token);
        },
        cancellation);
}

/// <summary>A rejected message to be kept whole.</summary>
/// <param name="Topic">Where it stands in the log.</param>
/// <param name="Partition">Where it stands in the log.</param>
/// <param name="Offset">Where it stands in the log.</param>
/// <param name="Reason">The rejection's code.</param>
/// <param name="Detail">The rejection in words.</param>
/// <param name="Bytes">All of it.</param>
/// <param name="Refusal">Why the dead-letter topic takes nothing of it; null when it has a part.</param>
public sealed record KeptLetter(string Topic, int Partition, long Offset, string Reason, string Detail, byte[] Bytes, string? Refusal);

/// <summary>A rejected message that only Postgres has.</summary>
/// <param name="Topic">Where it stands in the log.</param>
/// <param name="Partition">Where it stands in the log.</param>
/// <param name="Offset">Where it stands in the log.</param>
/// <param name="Reason">The rejection's code.</param>
/// <param name="Detail">The rejection in words.</param>
/// <param name="Length">Bytes it has.</param>
/// <param name="KeptAt">When it was set aside, Unix milliseconds.</param>
public sealed record SetAsideLetter(string Topic, int Partition, long Offset, string Reason, string Detail, int Length, long KeptAt);
