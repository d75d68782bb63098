using System.Globalization;
using FraudWatch.Worker.Snapshots;

namespace FraudWatch.Worker.Health;

/// <summary>The part of <c>/status</c> about snapshots.</summary>
/// <param name="LoadedFrom">The file that this process started from; null when it started from the log's beginning.</param>
/// <param name="File">The last file that was finished; null before the first.</param>
/// <param name="StateChecksum">Of the detector's state in that file: equal states have equal ones.</param>
/// <param name="Messages">Messages that the last saved state stands for.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="PauseMilliseconds">How long detection stood still for it.</param>
/// <param name="Written">Files finished by this process.</param>
/// <param name="Failed">Files that could not be written.</param>
public sealed record SnapshotStatus(
    string? LoadedFrom, string? File, string? StateChecksum, long Messages, long Bytes, double PauseMilliseconds, long Written, long Failed)
{
    public static SnapshotStatus Of(SnapshotProgress progress) => new(
        OrNull(progress.LoadedFrom),
        OrNull(progress.File),
        progress.File.Length > 0 ? progress.Checksum.ToString("x16", CultureInfo.InvariantCulture) : null,
        progress.Messages,
        progress.Bytes,
        Math.Round(progress.Pause.TotalMilliseconds, 1),
        progress.WrittenFiles,
        progress.FailedFiles);

    private static string? OrNull(string text) => text.Length > 0 ? text : null;
}
