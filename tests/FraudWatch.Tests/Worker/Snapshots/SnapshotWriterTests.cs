using System.Diagnostics;
using System.Runtime.Versioning;
using System.Threading.Channels;
using FraudWatch.Worker.Snapshots;
using Xunit;

namespace FraudWatch.Tests.Worker.Snapshots;

/// <summary>Whole, on the disk and covered by the database, or not there at all.</summary>
public sealed class SnapshotWriterTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly SmallCell _cell = new();
    private readonly Channel<Snapshot> _taken = Channel.CreateUnbounded<Snapshot>();

    public void Dispose() => _cell.Dispose();

    [Fact]
    public async Task A_snapshot_gets_its_name_only_when_the_database_holds_what_it_stands_for()
    {
        CellState state = SmallCell.StateAfter(700);
        _cell.Progress.Begin(SmallCell.StartAt(state) with { Committed = new long[state.Layout.Slots] }, state.Processed, new long[state.Layout.Slots]);
        _cell.Taker(state, _taken).Take(state);
        _taken.Writer.Complete();
        Task writing = _cell.Writer(state).RunAsync(_taken.Reader, CancellationToken.None);

        await UntilAsync(() => Directory.EnumerateFiles(_cell.Path).Any());
        long[] behind = [.. state.Processed];
        behind[0]--;
        _cell.Progress.CommittedTo(behind, []);
        await Task.Delay(100);
        Assert.Empty(_cell.Folder.Files());
        Assert.True(_cell.Progress.Snapshots.IsWriting);

        _cell.Progress.CommittedTo([.. state.Processed], []);
        await writing.WaitAsync(Patience);
        string path = Assert.Single(Directory.EnumerateFiles(_cell.Path));
        Assert.Equal(path, Assert.Single(_cell.Folder.Files()));
        Assert.Equal((path, SmallCell.ChecksumOf(state)), (_cell.Progress.Snapshots.File, _cell.Progress.Snapshots.Checksum));
        Assert.Equal(new FileInfo(path).Length, _cell.Progress.Snapshots.Bytes);
        Assert.False(_cell.Progress.Snapshots.IsWriting);
    }

    [Fact(Skip = "Not run: Windows has no file modes.", SkipWhen = nameof(IsWindows))]
    [UnsupportedOSPlatform("windows")]
    public async Task Files_and_a_folder_made_for_them_are_their_owners_alone()
    {
        using var cell = new SmallCell(Path.Combine(_cell.Path, "made"));
        string path = await cell.SaveAsync(SmallCell.StateAfter(100), 1);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(cell.Path));
    }

    [Fact]
    public async Task The_newest_few_are_kept()
    {
        CellState state = SmallCell.StateAfter(300);
        _cell.Progress.Begin(SmallCell.StartAt(state), state.Processed, new long[state.Layout.Slots]);
        SnapshotTaker taker = _cell.Taker(state, _taken);
        for (int i = 0; i < 5; i++)
        {
            taker.Take(state);
        }

        _taken.Writer.Complete();
        await _cell.Writer(state).RunAsync(_taken.Reader, CancellationToken.None).WaitAsync(Patience);

        Assert.Equal([5, 4, 3], _cell.Folder.Files().Select(path => int.Parse(Path.GetFileNameWithoutExtension(path)[^6..])));
        Assert.Equal(3, Directory.EnumerateFiles(_cell.Path).Count());
    }

    [Fact]
    public void It_is_time_after_the_interval_when_something_happened_and_none_is_being_written()
    {
        CellState state = SmallCell.StateAfter(10);
        SnapshotTaker taker = _cell.Taker(state, _taken);
        Assert.False(taker.IsDue(state));
        _cell.Time.Pass(_cell.Options.Interval);
        Assert.True(taker.IsDue(state));
        taker.Take(state);
        Assert.False(taker.IsDue(state));
        _cell.Time.Pass(_cell.Options.Interval);
        Assert.False(taker.IsDue(state));
        state.Messages++;
        Assert.False(taker.IsDue(state));
        _cell.Progress.Snapshots.Written("file", 1);
        Assert.True(taker.IsDue(state));
    }

    [Fact]
    public async Task A_start_clears_away_what_a_killed_process_left()
    {
        CellState state = SmallCell.StateAfter(100);
        string path = await _cell.SaveAsync(state, 1);
        await File.WriteAllBytesAsync(_cell.Folder.PathOf(7, 2) + SnapshotFolder.PartialExtension, new byte[10]);

        Assert.Equal(100, _cell.Restore(SmallCell.StartAt(state)).Messages);
        Assert.Equal(path, Assert.Single(Directory.EnumerateFiles(_cell.Path)));
    }

    public static bool IsWindows => OperatingSystem.IsWindows();

    /// <summary>A real file system that can be filled up takes the right to mount one; without it the test is reported as not run.</summary>
    public static bool CanMount => OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess;

    [Fact(Skip = "Not run: mounting a small tmpfs takes root.", SkipUnless = nameof(CanMount))]
    public async Task A_full_disk_costs_the_snapshot_and_nothing_else()
    {
        string mount = Directory.CreateTempSubdirectory("fraudwatch-full-").FullName;
        await RunAsync("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", mount);
        try
        {
            CellState state = SmallCell.StateAfter(600);
            using var cell = new SmallCell(Path.Combine(mount, "snapshots"));
            string before = await cell.SaveAsync(SmallCell.StateAfter(5), 0);
            await File.WriteAllBytesAsync(Path.Combine(mount, "rest"), new byte[150_000]);
            cell.Progress.Begin(SmallCell.StartAt(state), state.Processed, new long[state.Layout.Slots]);
            SnapshotTaker taker = cell.Taker(state, _taken);
            taker.Take(state);
            _taken.Writer.Complete();
            await cell.Writer(state).RunAsync(_taken.Reader, CancellationToken.None).WaitAsync(Patience);

            Assert.Equal((0, 1, false), (cell.Progress.Snapshots.WrittenFiles, cell.Progress.Snapshots.FailedFiles, cell.Progress.Snapshots.IsWriting));
            Assert.Contains(cell.Log, line => line.Contains("could not be written, the one before stays and the stream goes on: No space left on device", StringComparison.Ordinal));
            Assert.Equal(before, Assert.Single(Directory.EnumerateFiles(cell.Path)));
            Assert.Equal(5, cell.Restore(SmallCell.StartAt(state)).Messages);
        }
        finally
        {
            await RunAsync("umount", mount);
            Directory.Delete(mount);
        }
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        using var late = new CancellationTokenSource(Patience);
        while (!holds())
        {
            await Task.Delay(5, late.Token);
        }
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }
}
