using FraudWatch.Detection.Events;
using Npgsql;

namespace FraudWatch.Storage;

/// <summary>Who writes for a cell, and how far the record is. Offsets are moved by <see cref="DecisionStore"/> alone.</summary>
public sealed class OffsetStore(FraudWatchDatabase database)
{
    /// <summary>
    /// Takes the cell: from the moment this returns, every transaction of an earlier epoch is refused. Waits for a
    /// transaction in flight to end; a frozen one is ended by Postgres (<see cref="StorageOptions.IdleInTransactionTimeout"/>).
    /// </summary>
    /// <returns>The new epoch, larger than any before. A repeat after a lost acknowledgement skips a number.</returns>
    public Task<long> AcquireEpochAsync(string cell, CancellationToken cancellation) => AcquireEpochAsync(cell, 0, cancellation);

    /// <summary>The same, where epochs are known that the database may have forgotten: the new one is larger than those too.</summary>
    public Task<long> AcquireEpochAsync(string cell, long above, CancellationToken cancellation) => database.TransactAsync(
        async (connection, token) =>
        {
            await using var command = new NpgsqlCommand(
                """
                INSERT INTO cells (cell, epoch) VALUES ($1, $2 + 1)
                ON CONFLICT (cell) DO UPDATE SET epoch = greatest(cells.epoch, $2) + 1, updated_at = now()
                RETURNING epoch
                """,
                connection)
            {
                Parameters = { new() { Value = cell }, new() { Value = above } },
            };
            return (long)(await command.ExecuteScalarAsync(token))!;
        },
        cancellation);

    /// <summary>The committed vector and what goes with it, as of one moment; all empty for a cell never written.</summary>
    public Task<CellProgress> ReadAsync(string cell, CancellationToken cancellation) => database.ReadAsync(
        async (connection, token) =>
        {
            // One statement: under READ COMMITTED each statement sees its own moment, and the parts must belong together.
            await using var command = new NpgsqlCommand(
                """
                SELECT 'cell', NULL, NULL, epoch, detector_clock FROM cells WHERE cell = $1
                UNION ALL
                SELECT 'offset', topic, partition, next_offset, NULL FROM partition_offsets WHERE cell = $1
                UNION ALL
                SELECT 'counter', name, NULL, value, NULL FROM counters WHERE cell = $1
                ORDER BY 1, 2, 3
                """,
                connection)
            {
                Parameters = { new() { Value = cell } },
            };
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(token);
            return await ReadProgressAsync(reader, token);
        },
        cancellation);

    private static async Task<CellProgress> ReadProgressAsync(NpgsqlDataReader reader, CancellationToken cancellation)
    {
        var progress = new CellProgress(0, DetectorClock: null, [], new Dictionary<string, long>());
        var offsets = new List<PartitionOffset>();
        var counters = new SortedDictionary<string, long>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellation))
        {
            long number = reader.GetInt64(3);
            switch (reader.GetString(0))
            {
                case "cell":
                    progress = progress with { Epoch = number, DetectorClock = Instants.ReadOptional(reader, 4) };
                    break;
                case "offset":
                    offsets.Add(new PartitionOffset(TopicNamed(reader.GetString(1)), reader.GetInt32(2), number));
                    break;
                default:
                    counters.Add(reader.GetString(1), number);
                    break;
            }
        }

        return progress with { Offsets = offsets, Counters = counters };
    }

    private static Topic TopicNamed(string name) =>
        Topics.Parse(name) ?? throw new InvalidDataException($"partition_offsets holds topic '{name}', which this program does not know");
}
