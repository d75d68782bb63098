using FraudWatch.Detection;
using FraudWatch.Detection.State;
using FraudWatch.Worker.Pipeline;
using FraudWatch.Worker.Telemetry;

namespace FraudWatch.Worker.Snapshots;

/// <summary>The state to start from: the newest good snapshot, the one before when it is refused, or nothing. Once, at the start.</summary>
internal sealed partial class SnapshotRestore(WorkerProgress progress, ILogger<SnapshotRestore> logger)
{
    private const int ReadAhead = 1 << 20;

    /// <param name="folder">Null when no snapshots are kept.</param>
    /// <param name="setup">What judges from here on.</param>
    /// <param name="start">The cell, and what Postgres holds of it.</param>
    public CellState Restore(SnapshotFolder? folder, DetectorSetup setup, CellStart start)
    {
        if (folder is null)
        {
            Log.Off(logger);
            return new CellState(start.Layout, new FraudDetector(setup));
        }

        folder.DeletePartials();
        foreach (string path in folder.Files())
        {
            if (TryLoad(path, setup, start) is CellState state)
            {
                progress.Snapshots.LoadedFrom = path;
                return state;
            }
        }

        Log.None(logger);
        return new CellState(start.Layout, new FraudDetector(setup));
    }

    private CellState? TryLoad(string path, DetectorSetup setup, CellStart start)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, ReadAhead, FileOptions.SequentialScan);
            CellState state = LoadingMemory.Reserve(file.Length, () => CellState.Load(new StateReader(file), setup, start));
            Log.Loaded(logger, path, state.Messages);
            if (state.JudgedBy != CellState.Judges(setup))
            {
                Log.OtherJudges(logger, state.JudgedBy, CellState.Judges(setup));
            }

            return state;
        }
        catch (Exception refused) when (refused is StateFormatException or IOException or UnauthorizedAccessException)
        {
            Log.Refused(logger, path, refused.Message);
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(410, LogLevel.Information, "State of snapshot {Path}: {Messages} messages.")]
        public static partial void Loaded(ILogger logger, string path, long messages);

        [LoggerMessage(411, LogLevel.Error, "Snapshot {Path} is refused, the one before is tried: {Reason}")]
        public static partial void Refused(ILogger logger, string path, string reason);

        [LoggerMessage(412, LogLevel.Information, "No snapshot: the state is rebuilt from the start of the logs.")]
        public static partial void None(ILogger logger);

        [LoggerMessage(413, LogLevel.Warning, "No folder for snapshots is set (FraudWatch:Snapshots:Folder): every start reads the whole log.")]
        public static partial void Off(ILogger logger);

        [LoggerMessage(414, LogLevel.Warning, "The snapshot was judged by {Then}; from here on {Now} judge. Open flags keep their ids and scores until their accounts act again.")]
        public static partial void OtherJudges(ILogger logger, string then, string now);
    }
}
