using FraudWatch.Detection;
using FraudWatch.Detection.Decisions;
using FraudWatch.Detection.Events;
using FraudWatch.Detection.State;
using FraudWatch.Replay;
using FraudWatch.Storage;
using FraudWatch.Worker.Kafka;
using FraudWatch.Worker.Pipeline;
using FraudWatch.Worker.Snapshots;
using FraudWatch.Worker.Telemetry;

namespace FraudWatch.Worker.Bootstrap;

/// <summary>
/// A first start on history: files through the detector by replay's own reader, then a snapshot that stands at the beginning of
/// the logs as they are. Events that are in the files and in the log too change nothing the second time. A crash before the end
/// leaves a cell that has not begun: the same command does it again. Once, before the stages run.
/// </summary>
internal sealed partial class HistoryReader(
    BootstrapRequest request, DecisionStore store, ActionKeyStore actionKeys, LogInspection logs, WorkerProgress progress, ILogger<HistoryReader> logger)
{
    private const int DecisionsAtOnce = 5000;
    private const int EventsPerReport = 1 << 14;

    /// <summary>True when files were named and the cell has nothing yet.</summary>
    /// <exception cref="IOException">There is nowhere to keep what the files teach.</exception>
    public bool IsWanted(CellStart start, SnapshotFolder? folder)
    {
        if (request.Files.Count == 0)
        {
            return false;
        }

        if (folder is null)
        {
            throw new IOException("--bootstrap: expected a folder for snapshots (FraudWatch:Snapshots:Folder), found none; the next start could not know what the files taught");
        }

        if (start.Committed.Any(offset => offset > 0))
        {
            Log.DoneBefore(logger, start.Committed.Sum());
            return false;
        }

        return true;
    }

    /// <returns>The state after the files, standing before the logs' first messages, and the cell as Postgres then holds it.</returns>
    public async Task<(CellStart Start, CellState State)> ReadAsync(DetectorSetup setup, CellStart start, SnapshotFolder folder, CancellationToken stopping)
    {
        var detector = new FraudDetector(setup) { DecidesFrom = request.DecideFrom ?? long.MaxValue };
        await ReadFilesAsync(detector, start, stopping);
        detector.DecidesFrom = request.DecideFrom ?? long.MinValue;
        var state = new CellState(start.Layout, detector);
        (await logs.StartsAsync(start.Layout, stopping)).CopyTo(state.Processed, 0);

        // The file first: without it the committed offsets would promise a state that nobody has.
        var bytes = new PooledBuffer();
        state.Save(new StateWriter(bytes), start.Cell, start.Epoch);
        string path = folder.PathOf(start.Epoch, 0);
        SnapshotFolder.WritePartial(path, bytes);
        folder.Publish(path);
        await WriteAsync(start, [], Moved(state), detector, stopping);
        Log.Learned(logger, detector.Counters.Events, detector.Counters.Accounts, path);
        return (start with { Committed = [.. state.Processed] }, state);
    }

    private async Task ReadFilesAsync(FraudDetector detector, CellStart start, CancellationToken stopping)
    {
        long rejected = 0;
        long read = 0;
        List<Decision> decided = [];
        progress.WaitingFor = "the files of --bootstrap to be read";
        ActionKeys keys = await actionKeys.ReadKeysAsync(stopping);
        using EventLogs files = EventLogs.Open(request.Files, start.Layout.Partitions, [], keys, line => Reject(line, ref rejected), stopping);
        while (files.TryTake(out ParsedEvent next))
        {
            detector.Process(next, decided);
            if (decided.Count >= DecisionsAtOnce)
            {
                await WriteAsync(start, decided, [], detector, stopping);
                decided.Clear();
            }

            if (++read % EventsPerReport == 0)
            {
                stopping.ThrowIfCancellationRequested();
                progress.WaitingFor = $"the files of --bootstrap to be read ({files.Progress:P0})";
            }
        }

        await WriteAsync(start, decided, [], detector, stopping);
        if (rejected > 0)
        {
            Log.Rejected(logger, rejected);
        }
    }

    private void Reject(RejectedLine line, ref long rejected)
    {
        if (rejected++ == 0)
        {
            Log.FirstRejected(logger, line.File, line.Line, line.Rejection.Detail);
        }
    }

    private Task<WriteOutcome> WriteAsync(CellStart start, List<Decision> decided, List<PartitionOffset> offsets, FraudDetector detector, CancellationToken stopping) => store.WriteAsync(
        new DecisionBatch
        {
            Cell = start.Cell,
            Epoch = start.Epoch,
            Begins = start.Layout.OffsetsOf(start.Committed),
            Decisions = decided,
            Offsets = offsets,
            DetectorClock = detector.Clock > long.MinValue ? detector.Clock : null,
            Counters = new Dictionary<string, long>(),
        },
        stopping);

    private static List<PartitionOffset> Moved(CellState state)
    {
        List<PartitionOffset> moved = [];
        for (int slot = 0; slot < state.Processed.Length; slot++)
        {
            if (state.Processed[slot] > 0)
            {
                (Topic topic, int partition) = state.Layout.At(slot);
                moved.Add(new PartitionOffset(topic, partition, state.Processed[slot]));
            }
        }

        return moved;
    }

    private static partial class Log
    {
        [LoggerMessage(420, LogLevel.Information, "The files taught {Events} events of {Accounts} accounts; kept in {Path}. The log goes on from here.")]
        public static partial void Learned(ILogger logger, long events, long accounts, string path);

        [LoggerMessage(421, LogLevel.Warning, "--bootstrap is for a first start and is passed over: the database holds {Messages} messages of this cell already.")]
        public static partial void DoneBefore(ILogger logger, long messages);

        [LoggerMessage(422, LogLevel.Warning, "{File}, line {Line} is no event: {Reason}")]
        public static partial void FirstRejected(ILogger logger, string file, long line, string reason);

        [LoggerMessage(423, LogLevel.Warning, "{Lines} lines of the files were no events and were passed over.")]
        public static partial void Rejected(ILogger logger, long lines);
    }
}
