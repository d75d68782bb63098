using FraudWatch.Detection.Events;
using Npgsql;

namespace FraudWatch.Storage;

/// <summary>The statements that prove where a cell's record ends, and those that move its offsets, clock and counters.</summary>
internal static class ProgressStatements
{
    private const string WriterRefused = "FW001";
    private const string RecordElsewhere = "FW010";

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

    private const string LateTurnsSql =
        "INSERT INTO late_turns (cell, messages, epoch, turns) VALUES ($1, $2, $3, $4) ON CONFLICT (cell, messages, epoch) DO NOTHING";

    private const string ClockSql =
        "UPDATE cells SET detector_clock = greatest(detector_clock, $2), updated_at = now() WHERE cell = $1";

    /// <summary>The fence, and the proof that the batch begins where the record ends.</summary>
    public static NpgsqlBatchCommand Proof(DecisionBatch batch)
    {
        var ends = batch.Offsets.ToDictionary(o => (o.Topic, o.Partition), o => o.NextOffset);
        return new NpgsqlBatchCommand("SELECT assert_goes_on($1, $2, $3, $4, $5, $6)")
        {
            Parameters =
            {
                new() { Value = batch.Cell },
                new() { Value = batch.Epoch },
                new() { Value = batch.Begins.Select(o => Topics.NameOf(o.Topic)).ToArray() },
                new() { Value = batch.Begins.Select(o => o.Partition).ToArray() },
                new() { Value = batch.Begins.Select(o => o.NextOffset).ToArray() },
                new() { Value = batch.Begins.Select(o => ends.GetValueOrDefault((o.Topic, o.Partition), o.NextOffset)).ToArray() },
            },
        };
    }

    /// <summary>What a refusal of the proof means; null for any other error.</summary>
    public static Exception? Refusal(DecisionBatch batch, PostgresException error) => error.SqlState switch
    {
        WriterRefused => new StaleWriterException(batch.Cell, batch.Epoch, error),
        RecordElsewhere => new RecordWentBackException(batch.Cell, error),
        _ => null,
    };

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
        if (batch.LateTurns.Count > 0)
        {
            commands.BatchCommands.Add(new NpgsqlBatchCommand(LateTurnsSql)
            {
                Parameters =
                {
                    new() { Value = batch.Cell },
                    new() { Value = batch.Messages },
                    new() { Value = batch.Epoch },
                    new() { Value = LateTurnBytes.Write(batch.LateTurns) },
                },
            });
        }

        if (batch.DetectorClock is long clock)
        {
            commands.BatchCommands.Add(new NpgsqlBatchCommand(ClockSql)
            {
                Parameters = { new() { Value = batch.Cell }, new() { Value = Instants.ToTimestamp(clock) } },
            });
        }
    }
}
