using System.Globalization;
using System.Runtime.InteropServices;

namespace FraudWatch.Worker.Snapshots;

/// <summary>
/// The files of one cell: <c>CELL-EPOCH-NUMBER.fwstate</c>, newest last by name. A file gets that name only when it is whole,
/// on the disk, and Postgres holds what it stands for; until then it is <c>….partial</c>.
/// </summary>
internal sealed partial class SnapshotFolder
{
    public const string Extension = ".fwstate";
    public const string PartialExtension = ".partial";

    private readonly string _folder;
    private readonly string _cell;

    /// <exception cref="IOException">It cannot be made.</exception>
    public SnapshotFolder(string folder, string cell)
    {
        _folder = Path.GetFullPath(folder);
        _cell = cell;
        Directory.CreateDirectory(_folder);
    }

    /// <summary>Good names, newest first.</summary>
    public IReadOnlyList<string> Files() =>
        [.. Directory.EnumerateFiles(_folder, $"{_cell}-*{Extension}").OrderDescending(StringComparer.Ordinal)];

    public string PathOf(long epoch, long number) => Path.Combine(
        _folder, string.Create(CultureInfo.InvariantCulture, $"{_cell}-{epoch:D10}-{number:D6}{Extension}"));

    /// <summary>Writes a file that is not yet to be used, down to the disk.</summary>
    /// <exception cref="IOException">There is no room, or the disk fails. Nothing is left behind.</exception>
    public static void WritePartial(string path, PooledBuffer bytes)
    {
        string partial = path + PartialExtension;
        try
        {
            using var file = new FileStream(partial, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
            bytes.DrainTo(file);
            file.Flush(flushToDisk: true);
        }
        catch (IOException)
        {
            File.Delete(partial);
            throw;
        }
    }

    /// <summary>Gives the file its good name, durably.</summary>
    public void Publish(string path)
    {
        File.Move(path + PartialExtension, path, overwrite: true);
        SyncFolder();
    }

    /// <summary>Deletes all good files but the newest few.</summary>
    public void Prune(int keep)
    {
        foreach (string old in Files().Skip(keep))
        {
            File.Delete(old);
        }
    }

    /// <summary>Deletes what earlier processes did not finish.</summary>
    public void DeletePartials()
    {
        foreach (string partial in Directory.EnumerateFiles(_folder, $"{_cell}-*{PartialExtension}"))
        {
            File.Delete(partial);
        }
    }

    /// <summary>A rename survives a loss of power only once its folder is on the disk too; .NET opens no folders.</summary>
    private void SyncFolder()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        int folder = Open(_folder, 0);
        if (folder < 0)
        {
            throw new IOException($"the folder {_folder} could not be opened: {Marshal.GetLastPInvokeErrorMessage()}");
        }

        try
        {
            if (Sync(folder) != 0)
            {
                throw new IOException($"the folder {_folder} could not be written to disk: {Marshal.GetLastPInvokeErrorMessage()}");
            }
        }
        finally
        {
            _ = Close(folder);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int file);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);
}
