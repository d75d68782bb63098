using System.Diagnostics;
using FraudWatch.Detection.Decisions;
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

    [Fact]
    public async Task An_epoch_from_another_database_is_refused()
    {
        await using TestDatabase db = await server.NewMigratedAsync();

        await Assert.ThrowsAsync<StaleWriterException>(() => db.Decisions.WriteAsync(Samples.Batch(7, 1), default));
    }

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
