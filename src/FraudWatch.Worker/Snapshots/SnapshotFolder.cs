using System.Globalization;
using System.Runtime.InteropServices;

namespace FraudWatch.Worker.Snapshots;

/// <summary>
/// The files of one cell: <c>CELL-EPOCH-NUMBER.fwstate</c>, newest last by name. A file gets that name only when it is whole,
/// on the disk, and Postgres holds what it stands for; until then it is <c>….partial</c>. Files and a folder made here are their owner's alone.
/// </summary>
internal sealed partial class SnapshotFolder
{
    public const string Extension = ".fwstate";
    public const string PartialExtension = ".partial";

    private const UnixFileMode OwnersFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnersFolder = OwnersFile | UnixFileMode.UserExecute;

    private readonly string _folder;
    private readonly string _cell;
    private readonly HashSet<string> _refused = new(StringComparer.Ordinal);
    private int _published;

    /// <exception cref="IOException">It cannot be made.</exception>
    public SnapshotFolder(string folder, string cell)
    {
        _folder = Path.GetFullPath(folder);
        _cell = cell;
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(_folder);
        }
        else
        {
            Directory.CreateDirectory(_folder, OwnersFolder);
        }
    }

    /// <summary>The largest epoch that a good name tells; 0 without any.</summary>
    public long NewestEpoch => Files().Select(EpochOf).DefaultIfEmpty().Max();

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
            File.Delete(partial);
            using var file = new FileStream(partial, OwnersAlone());
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
        _refused.Remove(path);
        _published++;
    }

    /// <summary>A start could not use the file, which therefore does not count as one that is kept.</summary>
    public void Refuse(string path)
    {
        _refused.Add(path);
        _published = 0;
    }

    public bool IsRefused(string path) => _refused.Contains(path);

    /// <summary>
    /// Deletes all usable files but the newest few. Those that the start refused stay until so many new ones are there: what is ahead of a
    /// database that was restored by mistake is good again when the right one is back.
    /// </summary>
    public void Prune(int keep)
    {
        foreach (string old in Files().Where(path => !_refused.Contains(path)).Skip(keep))
        {
            File.Delete(old);
        }

        if (_published >= keep)
        {
            foreach (string refused in _refused)
            {
                File.Delete(refused);
            }

            _refused.Clear();
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

    private long EpochOf(string path)
    {
        string name = Path.GetFileName(path)[(_cell.Length + 1)..];
        return long.TryParse(name.AsSpan(0, Math.Max(0, name.IndexOf('-', StringComparison.Ordinal))), NumberStyles.None, CultureInfo.InvariantCulture, out long epoch) ? epoch : 0;
    }

    private static FileStreamOptions OwnersAlone()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnersFile;
        }

        return options;
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
