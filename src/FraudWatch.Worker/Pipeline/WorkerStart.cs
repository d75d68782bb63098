using FraudWatch.Detection;
using FraudWatch.Replay;
using FraudWatch.Worker.Bootstrap;
using FraudWatch.Worker.Kafka;
using FraudWatch.Worker.Kafka.Logs;
using FraudWatch.Worker.Snapshots;
using FraudWatch.Worker.Telemetry;

namespace FraudWatch.Worker.Pipeline;

/// <summary>Where a state comes from at the start.</summary>
/// <param name="Snapshots">Kept by an earlier process.</param>
/// <param name="History">Files, on a first start that names some.</param>
internal sealed record StateSource(SnapshotRestore Snapshots, HistoryReader History);

/// <summary>All that the stages begin with.</summary>
/// <param name="Start">The cell, as the record has it.</param>
/// <param name="State">To go on from.</param>
/// <param name="Folder">Where to save it; null for nowhere.</param>
/// <param name="Recalled">To be read back before anything new is decided; null for nothing.</param>
internal sealed record PreparedCell(CellStart Start, CellState State, SnapshotFolder? Folder, RecalledRecord? Recalled);

/// <summary>
/// Everything before the first message: models, schema, topics, the right to write, the newest good state, and logs that go on from it.
/// Before the stages run: once, and again when the record went back.
/// </summary>
internal sealed class WorkerStart(
    WorkerSettings settings, CellRecord record, LogInspection logs, StateSource source, LostLog lost, WorkerProgress progress)
{
    public async Task<PreparedCell> PrepareAsync(CancellationToken stopping)
    {
        DetectorSetup setup = settings.Detection.Apply(ModelFolder.Load(settings.Models.Locate()));
        SnapshotFolder? folder = settings.Snapshots.Folder.Length > 0 ? new SnapshotFolder(settings.Snapshots.Folder, CellRecord.Cell) : null;
        Task<EarlyState> early = Task.Run(() => source.Snapshots.ReadAhead(folder, setup), stopping);
        Task<string?[]> ids = logs.TopicIdsAsync();
        progress.WaitingFor = WorkerProgress.Postgres;
        await record.PrepareAsync(stopping);
        int known = await record.PartitionsAsync(stopping);
        progress.WaitingFor = "Kafka";
        CellLayout layout = await logs.WaitForTopicsAsync(known, stopping);
        string?[] found = logs.HadToWait ? await logs.TopicIdsAsync() : await ids;
        CellStart start = await record.TakeAsync(layout, folder?.NewestEpoch ?? 0, stopping) with { TopicIds = found };
        start = await record.ReadBackAsync(start, stopping);
        CellState state;
        if (source.History.IsWanted(start, folder))
        {
            (start, state) = await source.History.ReadAsync(setup, start, folder!, stopping);
        }
        else
        {
            progress.WaitingFor = "the state of the newest snapshot";
            state = source.Snapshots.Restore(folder, setup, start, await early);
        }

        (start, RecalledRecord? recalled) = await lost.PassAsync(state, start, stopping);
        state.Repeat(start.Committed, await record.LateTurnsAsync(state.Messages, stopping));
        long[] ends = await logs.WaitForWholeLogsAsync(state, start, stopping);
        progress.Begin(start, state.Processed, ends);
        return new PreparedCell(start, state, folder, recalled);
    }
}
