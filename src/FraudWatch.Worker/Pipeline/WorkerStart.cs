using FraudWatch.Detection;
using FraudWatch.Replay;
using FraudWatch.Worker.Bootstrap;
using FraudWatch.Worker.Kafka;
using FraudWatch.Worker.Snapshots;
using FraudWatch.Worker.Telemetry;

namespace FraudWatch.Worker.Pipeline;

/// <summary>Where a state comes from at the start.</summary>
/// <param name="Snapshots">Kept by an earlier process.</param>
/// <param name="History">Files, on a first start that names some.</param>
internal sealed record StateSource(SnapshotRestore Snapshots, HistoryReader History);

/// <summary>
/// Everything before the first message: models, schema, topics, the right to write, the newest good state, and logs that go on from it.
/// Before the stages run: once, and again when the record went back.
/// </summary>
internal sealed class WorkerStart(WorkerSettings settings, CellRecord record, LogInspection logs, StateSource source, WorkerProgress progress)
{
    /// <returns>The cell, the state to go on from, and where to save it (null for nowhere).</returns>
    public async Task<(CellStart Start, CellState State, SnapshotFolder? Folder)> PrepareAsync(CancellationToken stopping)
    {
        DetectorSetup setup = settings.Detection.Apply(ModelFolder.Load(settings.Models.Locate()));
        SnapshotFolder? folder = settings.Snapshots.Folder.Length > 0 ? new SnapshotFolder(settings.Snapshots.Folder, CellRecord.Cell) : null;
        Task<EarlyState> early = Task.Run(() => source.Snapshots.ReadAhead(folder, setup), stopping);
        progress.WaitingFor = "Postgres";
        await record.PrepareAsync(stopping);
        CellLayout layout = await logs.WaitForTopicsAsync(stopping);
        CellStart start = await record.TakeAsync(layout, folder?.NewestEpoch ?? 0, stopping);
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

        state.Repeat(start.Committed, await record.LateTurnsAsync(state.Messages, stopping));
        long[] ends = await logs.WaitForWholeLogsAsync(state, start.Committed, stopping);
        progress.Begin(start, state.Processed, ends);
        return (start, state, folder);
    }
}
