using FraudWatch.Storage;
using FraudWatch.Worker.Kafka;
using Microsoft.Extensions.Options;

namespace FraudWatch.Worker.Pipeline;

/// <summary>The database's side of a start: the schema, and the right to write for the cell.</summary>
internal sealed partial class CellRecord(FraudWatchDatabase database, IOptions<StorageOptions> options, ILogger<CellRecord> logger)
{
    /// <summary>The one cell, of all partitions.</summary>
    public const string Cell = "main";

    private readonly TaskCompletionSource _prepared = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Done when the schema is this program's.</summary>
    public Task Prepared => _prepared.Task;

    /// <summary>Brings the schema up to date, or checks that somebody else did; waits for Postgres.</summary>
    /// <exception cref="MigrationException">The schema is not what this program needs.</exception>
    public async Task PrepareAsync(CancellationToken stopping)
    {
        var migrator = new SchemaMigrator(database);
        if (options.Value.MigrateOnStart)
        {
            foreach (string applied in await migrator.MigrateAsync(stopping))
            {
                Log.Migrated(logger, applied);
            }
        }
        else
        {
            await migrator.EnsureCurrentAsync(stopping);
        }

        _prepared.SetResult();
    }

    /// <summary>Becomes the cell's writer: from here on Postgres refuses every earlier one. Reads how far the record is.</summary>
    public async Task<CellStart> TakeAsync(CellLayout layout, CancellationToken stopping)
    {
        var offsets = new OffsetStore(database);
        long epoch = await offsets.AcquireEpochAsync(Cell, stopping);
        CellProgress progress = await offsets.ReadAsync(Cell, stopping);
        long[] committed = new long[layout.Slots];
        foreach (PartitionOffset offset in progress.Offsets)
        {
            if (offset.Partition >= layout.Partitions)
            {
                throw new InvalidOperationException(
                    $"expected at most {layout.Partitions} partitions, as the topics have; found an offset of partition {offset.Partition} in the database");
            }

            committed[layout.SlotOf(offset.Topic, offset.Partition)] = offset.NextOffset;
        }

        Log.Taken(logger, Cell, epoch, committed.Sum());
        return new CellStart(layout, epoch, committed, Cell);
    }

    private static partial class Log
    {
        [LoggerMessage(300, LogLevel.Information, "Migrated: {Script}")]
        public static partial void Migrated(ILogger logger, string script);

        [LoggerMessage(301, LogLevel.Information, "Writer of cell {Cell} with epoch {Epoch}; {Messages} messages are committed.")]
        public static partial void Taken(ILogger logger, string cell, long epoch, long messages);
    }
}
