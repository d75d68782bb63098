using System.Threading.Channels;
using FraudWatch.Worker.Pipeline;
using FraudWatch.Worker.Telemetry;

namespace FraudWatch.Worker.Snapshots;

/// <summary>
/// Brings snapshots to the disk: whole file, fsync, then wait until Postgres holds what it stands for, then its good name. A crash at any
/// moment leaves the older files as they were. A disk that is full or fails costs this snapshot, not the stream. One task.
/// </summary>
internal sealed partial class SnapshotWriter(SnapshotFolder folder, SnapshotOptions options, CellStart start, Instruments instruments)
{
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMilliseconds(20);

    private readonly ILogger<SnapshotWriter> _logger = instruments.Loggers.CreateLogger<SnapshotWriter>();
    private long _number;

    public async Task RunAsync(ChannelReader<Snapshot> taken, CancellationToken abort)
    {
        await foreach (Snapshot snapshot in taken.ReadAllAsync(abort))
        {
            string path = folder.PathOf(start.Epoch, ++_number);
            try
            {
                await Task.Run(() => SnapshotFolder.WritePartial(path, snapshot.Bytes), abort);
                await WaitUntilCommittedAsync(snapshot.Offsets, abort);
                folder.Publish(path);
                folder.Prune(options.Keep);
                instruments.Progress.Snapshots.Written(path, snapshot.Checksum);
                Log.Written(_logger, path, snapshot.Messages);
            }
            catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
            {
                instruments.Progress.Snapshots.Failed();
                instruments.Metrics.SnapshotFailed();
                Log.Failed(_logger, path, failed.Message);
            }
        }
    }

    /// <summary>A state ahead of the record would skip decisions, so its file must not be found before the record has caught up.</summary>
    private async Task WaitUntilCommittedAsync(long[] offsets, CancellationToken abort)
    {
        while (instruments.Progress.Committed.Zip(offsets).Any(pair => pair.First < pair.Second))
        {
            await Task.Delay(LookAgainAfter, instruments.Time, abort);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(400, LogLevel.Information, "Snapshot {Path} stands for {Messages} messages.")]
        public static partial void Written(ILogger logger, string path, long messages);

        [LoggerMessage(401, LogLevel.Error, "Snapshot {Path} could not be written, the one before stays and the stream goes on: {Reason}")]
        public static partial void Failed(ILogger logger, string path, string reason);
    }
}
