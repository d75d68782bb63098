using FraudWatch.Detection;
using FraudWatch.Detection.State;
using FraudWatch.Worker.Pipeline;
using FraudWatch.Worker.Telemetry;

namespace FraudWatch.Worker.Snapshots;

/// <summary>The state to start from: the newest good snapshot, the one before when it is refused, or nothing. Once, at the start.</summary>
internal sealed partial class SnapshotRestore(WorkerProgress progress, ILogger<SnapshotRestore> logger)
{
    /// <summary>
    /// The newest snapshot that can be read, before it is known whether a start can go on from it: a large one takes seconds, in
    /// which Postgres and Kafka can be asked. Harmless while another process still writes for the cell.
    /// </summary>
    public EarlyState ReadAhead(SnapshotFolder? folder, DetectorSetup setup)
    {
        var refused = new HashSet<string>();
        foreach (string path in folder?.Files() ?? [])
        {
            if (TryLoad(path, setup) is CellState state)
            {
                return new EarlyState(path, state, refused);
            }

            refused.Add(path);
        }

        return new EarlyState(null, null, refused);
    }

    /// <summary>The state to start from, once the record is known.</summary>
    /// <param name="folder">Null when no snapshots are kept.</param>
    /// <param name="setup">What judges from here on.</param>
    /// <param name="start">The cell, and what Postgres holds of it.</param>
    /// <param name="early">What was read ahead.</param>
    public CellState Restore(SnapshotFolder? folder, DetectorSetup setup, CellStart start, EarlyState early)
    {
        if (folder is null)
        {
            Log.Off(logger);
            return new CellState(start.Layout, new FraudDetector(setup));
        }

        folder.DeletePartials();
        RefuseUnusable(folder, start, early);
        foreach (string path in folder.Files().Where(path => !folder.IsRefused(path)))
        {
            CellState? state = path == early.Path ? early.State : TryLoad(path, setup);
            if (state is not null && Fits(path, state, start))
            {
                Log.Loaded(logger, path, state.Messages);
                if (state.JudgedBy != CellState.Judges(setup))
                {
                    Log.OtherJudges(logger, state.JudgedBy, CellState.Judges(setup));
                }

                if (state.Layout != start.Layout)
                {
                    Log.Widened(logger, start.Layout.Partitions, state.Layout.Partitions);
                }

                progress.Snapshots.LoadedFrom = path;
                return state.WidenedTo(start.Layout);
            }

            folder.Refuse(path);
        }

        Log.None(logger);
        progress.Snapshots.LoadedFrom = "";
        return new CellState(start.Layout, new FraudDetector(setup));
    }

    /// <summary>Also those older than the one that is used: none of them may be kept in place of a good one.</summary>
    private void RefuseUnusable(SnapshotFolder folder, CellStart start, EarlyState early)
    {
        foreach (string path in folder.Files())
        {
            if (early.Refused.Contains(path) || !IsBehind(path, start))
            {
                folder.Refuse(path);
            }
        }
    }

    private bool IsBehind(string path, CellStart start)
    {
        try
        {
            CellState.RequireBehind(path, start);
            return true;
        }
        catch (Exception refused) when (refused is StateFormatException or IOException or UnauthorizedAccessException)
        {
            Log.Refused(logger, path, refused.Message);
            return false;
        }
    }

    private CellState? TryLoad(string path, DetectorSetup setup)
    {
        try
        {
            return LoadingMemory.Reserve(new FileInfo(path).Length, () => CellState.Load(path, setup, CellRecord.Cell));
        }
        catch (Exception refused) when (refused is StateFormatException or IOException or UnauthorizedAccessException)
        {
            Log.Refused(logger, path, refused.Message);
            return null;
        }
    }

    private bool Fits(string path, CellState state, CellStart start)
    {
        try
        {
            state.RequireBehind(start);
            return true;
        }
        catch (StateFormatException refused)
        {
            Log.Refused(logger, path, refused.Message);
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(410, LogLevel.Information, "State of snapshot {Path}: {Messages} messages.")]
        public static partial void Loaded(ILogger logger, string path, long messages);

        [LoggerMessage(411, LogLevel.Error, "Snapshot {Path} is refused, the one before is tried: {Reason}")]
        public static partial void Refused(ILogger logger, string path, string reason);

        [LoggerMessage(415, LogLevel.Warning, "The topics have {Now} partitions, when the snapshot was saved they had {Then}: the new ones are read from their first messages.")]
        public static partial void Widened(ILogger logger, int now, int then);

        [LoggerMessage(412, LogLevel.Information, "No snapshot: the state is rebuilt from the start of the logs.")]
        public static partial void None(ILogger logger);

        [LoggerMessage(413, LogLevel.Warning, "No folder for snapshots is set (FraudWatch:Snapshots:Folder): every start reads the whole log.")]
        public static partial void Off(ILogger logger);

        [LoggerMessage(414, LogLevel.Warning, "The snapshot was judged by {Then}; from here on {Now} judge. Open flags keep their ids and scores until their accounts act again.")]
        public static partial void OtherJudges(ILogger logger, string then, string now);
    }
}

/// <summary>A state read before the start knew where the record is.</summary>
/// <param name="Path">The file it was read from; null for none.</param>
/// <param name="State">Null for none.</param>
/// <param name="Refused">Files that are no good.</param>
internal sealed record EarlyState(string? Path, CellState? State, IReadOnlySet<string> Refused);
