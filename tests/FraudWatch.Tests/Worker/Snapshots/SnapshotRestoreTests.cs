using System.Buffers.Binary;
using FraudWatch.Detection.Events;
using FraudWatch.Detection.State;
using FraudWatch.Worker.Kafka;
using FraudWatch.Worker.Pipeline;
using FraudWatch.Worker.Snapshots;
using Xunit;

namespace FraudWatch.Tests.Worker.Snapshots;

/// <summary>The newest good snapshot is used, a bad one never, and there is always a way on.</summary>
public sealed class SnapshotRestoreTests : IDisposable
{
    private readonly SmallCell _cell = new();

    public void Dispose() => _cell.Dispose();

    [Fact]
    public async Task The_newest_snapshot_gives_back_the_whole_state()
    {
        await _cell.SaveAsync(SmallCell.StateAfter(500), 1);
        CellState state = SmallCell.StateAfter(900);
        string newest = await _cell.SaveAsync(state, 2);

        CellState restored = _cell.Restore(SmallCell.StartAt(state));

        Assert.Equal(SmallCell.ChecksumOf(state), SmallCell.ChecksumOf(restored));
        Assert.Equal(state.Processed, restored.Processed);
        Assert.Equal(state.LastOffset, restored.LastOffset);
        Assert.Equal(state.LastHash, restored.LastHash);
        Assert.Equal((900, 0), (restored.Messages, restored.Rejected));
        Assert.Equal(newest, _cell.Progress.Snapshots.LoadedFrom);
    }

    [Fact]
    public async Task A_damaged_or_cut_snapshot_is_refused_with_a_message_and_the_one_before_is_used()
    {
        CellState older = SmallCell.StateAfter(500);
        CellState newer = SmallCell.StateAfter(900);
        string before = await _cell.SaveAsync(older, 1);
        string path = await _cell.SaveAsync(newer, 2);
        byte[] sound = await File.ReadAllBytesAsync(path);
        var random = new Random(3);
        for (int i = 0; i < 60; i++)
        {
            byte[] damaged = i % 2 == 0 ? [.. sound] : sound[..random.Next(sound.Length)];
            if (i % 2 == 0)
            {
                damaged[random.Next(damaged.Length)] ^= (byte)random.Next(1, 256);
            }

            await File.WriteAllBytesAsync(path, damaged);
            CellState restored = _cell.Restore(SmallCell.StartAt(newer));

            Assert.Equal(SmallCell.ChecksumOf(older), SmallCell.ChecksumOf(restored));
            Assert.Equal(before, _cell.Progress.Snapshots.LoadedFrom);
            Assert.Equal(i + 1, _cell.Log.Count(line => line.StartsWith($"Error: Snapshot {path} is refused, the one before is tried: ", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task An_older_format_is_refused_and_without_any_good_one_the_state_is_new()
    {
        CellState state = SmallCell.StateAfter(500);
        string path = await _cell.SaveAsync(state, 1);
        byte[] bytes = await File.ReadAllBytesAsync(path);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), StateFormat.Version - 1);
        await File.WriteAllBytesAsync(path, bytes);

        CellState restored = _cell.Restore(SmallCell.StartAt(state));

        Assert.Equal(0, restored.Messages);
        Assert.All(restored.Processed, offset => Assert.Equal(0, offset));
        Assert.Contains(_cell.Log, line => line.Contains($"expected format {StateFormat.Version}, found {StateFormat.Version - 1}", StringComparison.Ordinal));
        Assert.Contains(_cell.Log, line => line.Contains("rebuilt from the start of the logs", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_snapshot_of_another_cell_or_of_other_topics_is_refused()
    {
        CellState state = SmallCell.StateAfter(500);
        string path = await _cell.SaveAsync(state, 1);
        File.Move(path, path.Replace("main-", "east-", StringComparison.Ordinal));
        var east = new SnapshotFolder(_cell.Path, "east");
        StateFormatException refused = Assert.Throws<StateFormatException>(
            () => CellState.Load(Assert.Single(east.Files()), Tests.State.Economies.Setup, "east"));
        Assert.Equal("cell: expected cell east, found main: it is another cell's", refused.Message);

        File.Move(Assert.Single(east.Files()), path);
        var narrower = new CellStart(new CellLayout(2), 7, new long[6], "main");
        Assert.Equal(0, _cell.Restore(narrower).Messages);
        Assert.Contains(_cell.Log, line => line.Contains("expected at most 2 partitions, as the topics have, found 3", StringComparison.Ordinal));
    }

    /// <summary>Topics may be given partitions: what is known of the others stays known.</summary>
    [Fact]
    public async Task A_snapshot_of_fewer_partitions_goes_on_with_the_new_ones_at_their_beginning()
    {
        CellState state = SmallCell.StateAfter(500);
        await _cell.SaveAsync(state, 1);
        var wider = new CellLayout(state.Layout.Partitions + 2);
        long[] committed = new long[wider.Slots];
        for (int slot = 0; slot < state.Layout.Slots; slot++)
        {
            (Topic topic, int partition) = state.Layout.At(slot);
            committed[wider.SlotOf(topic, partition)] = state.Processed[slot];
        }

        CellState restored = _cell.Restore(new CellStart(wider, 7, committed, "main"));

        Assert.Equal(SmallCell.ChecksumOf(state), SmallCell.ChecksumOf(restored));
        Assert.Equal(committed, restored.Processed);
        Assert.Equal(500, restored.Messages);
        Assert.Equal(CellState.NoMessage, restored.LastOffset[wider.SlotOf(Topic.GiftEvents, wider.Partitions - 1)]);
        Assert.True(restored.Merge.IsWaitedFor(Topic.CoinEvents, wider.Partitions - 1));
    }

    /// <summary>Reading ahead takes seconds, in which the writer before may still have left one more.</summary>
    [Fact]
    public async Task A_snapshot_that_came_while_another_was_read_ahead_is_used()
    {
        await _cell.SaveAsync(SmallCell.StateAfter(500), 1);
        EarlyState early = _cell.Snapshots.ReadAhead(_cell.Folder, Tests.State.Economies.Setup);
        CellState newer = SmallCell.StateAfter(900);
        await _cell.SaveAsync(newer, 2);

        CellState restored = _cell.Snapshots.Restore(_cell.Folder, Tests.State.Economies.Setup, SmallCell.StartAt(newer), early);

        Assert.Equal(SmallCell.ChecksumOf(newer), SmallCell.ChecksumOf(restored));
    }

    [Fact]
    public async Task A_snapshot_ahead_of_the_database_is_refused_because_decisions_would_be_lost()
    {
        CellState older = SmallCell.StateAfter(500);
        await _cell.SaveAsync(older, 1);
        await _cell.SaveAsync(SmallCell.StateAfter(900), 2);

        CellState restored = _cell.Restore(SmallCell.StartAt(older));

        Assert.Equal(500, restored.Messages);
        Assert.Contains(_cell.Log, line => line.Contains("which is what the database holds, found", StringComparison.Ordinal));
    }

    /// <summary>The database went back to an earlier writer: what later ones left here sorts above what is written from now on, were it not for their epochs.</summary>
    [Fact]
    public async Task A_snapshot_ahead_of_the_database_takes_no_good_ones_place()
    {
        CellState older = SmallCell.StateAfter(500);
        string good = await _cell.SaveAsync(older, 1);
        string ahead = await _cell.SaveAsync(SmallCell.StateAfter(900), 2);
        string damaged = _cell.Folder.PathOf(9, 1);
        await File.WriteAllTextAsync(damaged, "not a snapshot");
        Assert.Equal(9, _cell.Folder.NewestEpoch);
        _cell.Restore(SmallCell.StartAt(older));

        _cell.Folder.Prune(keep: 1);
        Assert.Equal([damaged, ahead, good], _cell.Folder.Files());

        string next = await _cell.SaveAsync(SmallCell.StateAfter(600), 3);
        _cell.Folder.Prune(keep: 2);
        Assert.Equal([damaged, next, ahead, good], _cell.Folder.Files());
        _cell.Folder.Prune(keep: 1);
        Assert.Equal([next], _cell.Folder.Files());
    }
}
