using FraudWatch.Detection.Events;
using Npgsql;
using NpgsqlTypes;

namespace FraudWatch.Storage;

/// <summary>Which logs the committed offsets count in. Marks move with the offsets, in the transaction of <see cref="DecisionStore"/>.</summary>
public sealed class MarkStore(FraudWatchDatabase database)
{
    // A topic's id that is not known now is still the one that was known.
    private const string MarksSql =
        """
        INSERT INTO partition_marks AS stored (cell, topic, partition, topic_id, message_offset, message_hash)
        SELECT $1, topic, partition, topic_id, message_offset, message_hash
        FROM unnest($2::text[], $3::int[], $4::text[], $5::bigint[], $6::bigint[]) AS m(topic, partition, topic_id, message_offset, message_hash)
        ON CONFLICT (cell, topic, partition) DO UPDATE SET topic_id = coalesce(excluded.topic_id, stored.topic_id),
          message_offset = excluded.message_offset, message_hash = excluded.message_hash, updated_at = now()
        """;

    /// <summary>The marks of a cell; none for a cell never written.</summary>
    public Task<IReadOnlyList<PartitionMark>> ReadAsync(string cell, CancellationToken cancellation) => database.ReadAsync<IReadOnlyList<PartitionMark>>(
        async (connection, token) =>
        {
            await using var command = new NpgsqlCommand(
                "SELECT topic, partition, topic_id, message_offset, message_hash FROM partition_marks WHERE cell = $1 ORDER BY topic, partition", connection)
            {
                Parameters = { new() { Value = cell } },
            };
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(token);
            var marks = new List<PartitionMark>();
            while (await reader.ReadAsync(token))
            {
                marks.Add(new PartitionMark(
                    Topics.Parse(reader.GetString(0))!.Value,
                    reader.GetInt32(1),
                    await reader.IsDBNullAsync(2, token) ? null : reader.GetString(2),
                    reader.GetInt64(3),
                    unchecked((ulong)reader.GetInt64(4))));
            }

            return marks;
        },
        cancellation);

    internal static void Add(NpgsqlBatch commands, DecisionBatch batch)
    {
        if (batch.Marks.Count == 0)
        {
            return;
        }

        commands.BatchCommands.Add(new NpgsqlBatchCommand(MarksSql)
        {
            Parameters =
            {
                new() { Value = batch.Cell },
                new() { Value = batch.Marks.Select(m => Topics.NameOf(m.Topic)).ToArray() },
                new() { Value = batch.Marks.Select(m => m.Partition).ToArray() },
                new() { Value = batch.Marks.Select(m => m.TopicId).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
                new() { Value = batch.Marks.Select(m => m.Offset).ToArray() },
                new() { Value = batch.Marks.Select(m => unchecked((long)m.Hash)).ToArray() },
            },
        });
    }
}
