using FraudWatch.Detection.Events;
using FraudWatch.Storage;
using FraudWatch.Worker.Kafka;
using Microsoft.Extensions.Options;

namespace FraudWatch.Worker.Pipeline;

/// <summary>The database's side of a start: the schema, the right to write for the cell, and what was told that the record does not hold.</summary>
internal sealed partial class CellRecord(
    FraudWatchDatabase database, ToldDecisions decisions, IOptions<StorageOptions> options, ILogger<CellRecord> logger)
{
    /// <summary>The one cell, of all partitions.</summary>
    public const string Cell = "main";

    private readonly TaskCompletionSource _prepared = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ToldStore _told = new(database);
    private volatile TaskCompletionSource _readBack = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _epoch;

    /// <summary>Done when the schema is this program's.</summary>
    public Task Prepared => _prepared.Task;

    /// <summary>Done when it is known what was told already: nothing may be published before, or a version could go back.</summary>
    public Task MayPublish => _readBack.Task;

    /// <summary>Brings the schema up to date, or checks that somebody else did; waits for Postgres.</summary>
    /// <exception cref="MigrationException">The schema is not what this program needs.</exception>
    public async Task PrepareAsync(CancellationToken stopping)
    {
        if (_readBack.Task.IsCompleted)
        {
            _readBack = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

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

        _prepared.TrySetResult();
    }

    /// <summary>Partitions of a topic that the record has offsets of: the topics must have at least as many.</summary>
    public async Task<int> PartitionsAsync(CancellationToken stopping)
    {
        CellProgress progress = await new OffsetStore(database).ReadAsync(Cell, stopping);
        return progress.Offsets.Select(offset => offset.Partition + 1).Append(1).Max();
    }

    /// <summary>Becomes the cell's writer: from here on Postgres refuses every earlier one. Reads how far the record is.</summary>
    /// <param name="layout">The cell's partitions.</param>
    /// <param name="newestSnapshot">Epoch of the newest snapshot, 0 for none: a database that went back does not know it, and epochs must rise all the same.</param>
    /// <param name="stopping">The worker's stop.</param>
    public async Task<CellStart> TakeAsync(CellLayout layout, long newestSnapshot, CancellationToken stopping)
    {
        var offsets = new OffsetStore(database);
        long epoch = _epoch = await offsets.AcquireEpochAsync(Cell, Math.Max(_epoch, newestSnapshot), stopping);
        CellProgress progress = await offsets.ReadAsync(Cell, stopping);
        long[] committed = new long[layout.Slots];
        foreach (PartitionOffset offset in progress.Offsets)
        {
            committed[layout.SlotOf(offset.Topic, offset.Partition)] = offset.NextOffset;
        }

        var marks = new PartitionMark?[layout.Slots];
        foreach (PartitionMark mark in await new MarkStore(database).ReadAsync(Cell, stopping))
        {
            marks[layout.SlotOf(mark.Topic, mark.Partition)] = mark;
        }

        Log.Taken(logger, Cell, epoch, committed.Sum());
        return new CellStart(layout, epoch, committed, Cell) { Marks = marks, Clock = progress.DetectorClock, Messages = progress.Counters.GetValueOrDefault("messages") };
    }

    /// <summary>Reads back what was told beyond the record. From here on decisions may be published.</summary>
    public async Task<CellStart> ReadBackAsync(CellStart start, CancellationToken stopping)
    {
        DateTime? since = await _told.SinceAsync(start.Cell, stopping);
        int ahead = await _told.NoteAsync(await decisions.ReadAsync(since, stopping), stopping);
        if (ahead > 0)
        {
            Log.ToldAhead(logger, ahead, Topics.Decisions);
        }

        _readBack.TrySetResult();
        return start with { ToldAhead = ahead };
    }

    /// <summary>The order in which messages were processed beyond those of a state, where the logs alone do not give it.</summary>
    public Task<List<LateTurn>> LateTurnsAsync(long messages, CancellationToken stopping) =>
        new LateTurnStore(database).ReadAsync(Cell, messages, stopping);

    private static partial class Log
    {
        [LoggerMessage(300, LogLevel.Information, "Migrated: {Script}")]
        public static partial void Migrated(ILogger logger, string script);

        [LoggerMessage(301, LogLevel.Information, "Writer of cell {Cell} with epoch {Epoch}; {Messages} messages are committed.")]
        public static partial void Taken(ILogger logger, string cell, long epoch, long messages);

        [LoggerMessage(302, LogLevel.Warning, "{Count} flags and holds stand on {Topic} in versions that the database does not hold: it went back. They are decided again, and numbering goes on above them.")]
        public static partial void ToldAhead(ILogger logger, int count, string topic);
    }
}
