using System.Diagnostics;
using FraudWatch.Detection.Decisions;
using FraudWatch.Detection.Events;
using FraudWatch.Storage;
using Npgsql;
using Xunit;

namespace FraudWatch.IntegrationTests.Storage;

[Collection(StorageTests.Name)]
public sealed class FenceTests(PostgresServer server)
{
    [Fact]
    public async Task Each_writer_that_takes_a_cell_gets_a_larger_epoch()
    {
        await using TestDatabase db = await server.NewMigratedAsync();

        Assert.Equal(1, await db.Offsets.AcquireEpochAsync(Samples.Cell, default));
        Assert.Equal(2, await db.Offsets.AcquireEpochAsync(Samples.Cell, default));
        Assert.Equal(1, await db.Offsets.AcquireEpochAsync("another", default));
    }

    [Fact]
    public async Task A_writer_whose_cell_was_taken_is_refused_and_writes_nothing()
    {
        await using TestDatabase db = await server.NewMigratedAsync();
        long old = await db.Offsets.AcquireEpochAsync(Samples.Cell, default);
        long current = await db.Offsets.AcquireEpochAsync(Samples.Cell, default);

        StaleWriterException refused = await Assert.ThrowsAsync<StaleWriterException>(
            () => db.Decisions.WriteAsync(Samples.Batch(old, 5, new Decision(Samples.Flag(1))), default));

        Assert.Equal((Samples.Cell, old), (refused.Cell, refused.Epoch));
        Assert.Equal(["0"], await db.RowsAsync("SELECT count(*) FROM flags"));
        Assert.Equal(["0"], await db.RowsAsync("SELECT count(*) FROM partition_offsets"));
        await db.Decisions.WriteAsync(Samples.Batch(current, 5, new Decision(Samples.Flag(1))), default);
        Assert.Equal([$"5|{current}"], await db.RowsAsync("SELECT next_offset, epoch FROM partition_offsets"));
    }

    /// <summary>Not a later writer's: the database is one that this writer never wrote to, or was before it.</summary>
    [Fact]
    public async Task An_epoch_that_the_database_does_not_know_tells_that_it_went_back()
    {
        await using TestDatabase db = await server.NewMigratedAsync();

        await Assert.ThrowsAsync<RecordWentBackException>(() => db.Decisions.WriteAsync(Samples.Batch(7, 1), default));
        await db.Offsets.AcquireEpochAsync(Samples.Cell, default);
        await Assert.ThrowsAsync<RecordWentBackException>(() => db.Decisions.WriteAsync(Samples.Batch(7, 1), default));
        Assert.Equal(10, await db.Offsets.AcquireEpochAsync(Samples.Cell, above: 9, default));
        Assert.Equal(11, await db.Offsets.AcquireEpochAsync(Samples.Cell, above: 9, default));
    }

    /// <summary>What a batch names as its begin is the whole cell, also what it does not move.</summary>
    [Theory]
    [InlineData(3, 2, 5)]
    [InlineData(4, 1, 5)]
    [InlineData(2, 2, 3)]
    public async Task A_batch_that_does_not_begin_where_the_record_ends_is_refused_and_writes_nothing(long gifts, long coins, long until)
    {
        await using TestDatabase db = await server.NewMigratedAsync();
        long epoch = await db.Offsets.AcquireEpochAsync(Samples.Cell, default);
        await db.Decisions.WriteAsync(
            Samples.Batch(epoch, 3) with { Begins = Vector(0, 0), Offsets = Vector(3, 1) }, default);

        RecordWentBackException refused = await Assert.ThrowsAsync<RecordWentBackException>(
            () => db.Decisions.WriteAsync(Samples.Batch(epoch, until, new Decision(Samples.Flag(1))) with { Begins = Vector(gifts, coins) }, default));

        Assert.StartsWith("The record of cell all is not where this worker left it: FW010: expected next offset ", refused.Message, StringComparison.Ordinal);
        Assert.Equal(["0|4"], await db.RowsAsync("SELECT (SELECT count(*) FROM flags), sum(next_offset) FROM partition_offsets"));
        await db.Decisions.WriteAsync(Samples.Batch(epoch, until, new Decision(Samples.Flag(1))) with { Begins = Vector(3, 1) }, default);
        Assert.Equal(["1|" + (until + 1)], await db.RowsAsync("SELECT (SELECT count(*) FROM flags), sum(next_offset) FROM partition_offsets"));
    }

    [Fact]
    public async Task A_batch_written_again_after_a_lost_acknowledgement_is_where_it_should_be()
    {
        await using TestDatabase db = await server.NewMigratedAsync();
        long epoch = await db.Offsets.AcquireEpochAsync(Samples.Cell, default);
        DecisionBatch batch = Samples.Batch(epoch, 5, new Decision(Samples.Flag(1))) with { Begins = Vector(0, 0) };
        Assert.Equal(1, (await db.Decisions.WriteAsync(batch, default)).FlagVersions);

        Assert.Equal(new WriteOutcome(0, 0, 1), await db.Decisions.WriteAsync(batch, default));
        await db.Decisions.ProveAsync(batch with { Begins = Vector(5, 0), Offsets = [] }, default);
        await Assert.ThrowsAsync<RecordWentBackException>(() => db.Decisions.ProveAsync(batch with { Begins = Vector(6, 0), Offsets = [] }, default));
    }

    private static PartitionOffset[] Vector(long gifts, long coins) =>
        [new PartitionOffset(Topic.GiftEvents, 0, gifts), new PartitionOffset(Topic.CoinEvents, 0, coins)];

    [Fact]
    public async Task A_writer_frozen_inside_its_transaction_cannot_keep_the_cell_nor_write_afterwards()
    {
        await using TestDatabase db = await server.NewMigratedAsync(o => o.IdleInTransactionTimeout = TimeSpan.FromSeconds(1));
        long old = await db.Offsets.AcquireEpochAsync(Samples.Cell, default);
        await using NpgsqlConnection frozen = await db.Database.Source.OpenConnectionAsync();
        await using NpgsqlTransaction open = await frozen.BeginTransactionAsync();
        await using (var half = new NpgsqlCommand(
            $"SELECT assert_writer('{Samples.Cell}', {old}); INSERT INTO counters (cell, name, value) VALUES ('{Samples.Cell}', 'half', 1)", frozen))
        {
            await half.ExecuteNonQueryAsync();
        }

        var waited = Stopwatch.StartNew();
        long current = await db.Offsets.AcquireEpochAsync(Samples.Cell, default);

        Assert.True(waited.Elapsed < TimeSpan.FromSeconds(10), $"the take-over took {waited.Elapsed}");
        Assert.Equal(old + 1, current);
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => open.CommitAsync());
        Assert.Equal(["0"], await db.RowsAsync("SELECT count(*) FROM counters"));
        await Assert.ThrowsAsync<StaleWriterException>(() => db.Decisions.WriteAsync(Samples.Batch(old, 1), default));
    }
}
