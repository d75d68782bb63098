using FraudWatch.Detection.Events;
using Npgsql;

namespace FraudWatch.Storage;

/// <summary>The statements that move a cell's offsets, clock and counters.</summary>
internal static class ProgressStatements
{
    // A batch repeated after a lost acknowledgement finds its own offsets: the condition makes that no change.
    private const string OffsetsSql =
        """
        INSERT INTO partition_offsets AS stored (cell, epoch, topic, partition, next_offset)
        SELECT $1, $2, topic, partition, next_offset FROM unnest($3::text[], $4::int[], $5::bigint[]) AS o(topic, partition, next_offset)
        ON CONFLICT (cell, topic, partition) DO UPDATE SET next_offset = excluded.next_offset, epoch = excluded.epoch, updated_at = now()
        WHERE stored.next_offset < excluded.next_offset
        """;

    private const string CountersSql =
        """
        INSERT INTO counters AS stored (cell, name, value)
        SELECT $1, name, value FROM unnest($2::text[], $3::bigint[]) AS c(name, value)
        ON CONFLICT (cell, name) DO UPDATE SET value = excluded.value, updated_at = now() WHERE stored.value <> excluded.value
        """;

    private const string ClockSql =
        "UPDATE cells SET detector_clock = greatest(detector_clock, $2), updated_at = now() WHERE cell = $1";

    public static void Add(NpgsqlBatch commands, DecisionBatch batch)
    {
        commands.BatchCommands.Add(new NpgsqlBatchCommand(OffsetsSql)
        {
            Parameters =
            {
                new() { Value = batch.Cell },
                new() { Value = batch.Epoch },
                new() { Value = batch.Offsets.Select(o => Topics.NameOf(o.Topic)).ToArray() },
                new() { Value = batch.Offsets.Select(o => o.Partition).ToArray() },
                new() { Value = batch.Offsets.Select(o => o.NextOffset).ToArray() },
            },
        });
        commands.BatchCommands.Add(new NpgsqlBatchCommand(CountersSql)
        {
            Parameters =
            {
                new() { Value = batch.Cell },
                new() { Value = batch.Counters.Keys.ToArray() },
                new() { Value = batch.Counters.Values.ToArray() },
            },
        });
        if (batch.DetectorClock is long clock)
        {
            commands.BatchCommands.Add(new NpgsqlBatchCommand(ClockSql)
            {
                Parameters = { new() { Value = batch.Cell }, new() { Value = Instants.ToTimestamp(clock) } },
            });
        }
    }
}
