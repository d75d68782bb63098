using Npgsql;
using Xunit;

namespace FraudWatch.IntegrationTests.Worker;

/// <summary>
/// A worker that stands still in the middle of a transaction, past the fence and its statements and before the commit. The
/// test makes that moment from outside: it holds a table that the transaction writes last, until the worker is frozen.
/// </summary>
public sealed class FrozenWriterTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_writer_frozen_inside_its_transaction_writes_nothing_after_the_take_over()
    {
        using SimulatedStream stream = await SimulatedStream.MakeAsync(payers: 800, days: 10);
        await using LiveSystem system = await LiveSystem.StartAsync();
        await using var source = NpgsqlDataSource.Create(system.Postgres.ConnectionString);
        (string, string)[] settings = [("FRAUDWATCH__POSTGRES__IDLEINTRANSACTIONTIMEOUT", "00:00:02"), ("FRAUDWATCH__PIPELINE__BATCHEVENTS", "500")];
        await system.PublishAsync(stream.Files);
        using ProgramProcess frozen = system.StartWorker(settings);
        await system.WaitUntilCommittedAsync(frozen, 1);
        await FreezeInsideTransactionAsync(source, frozen);
        string before = await RecordAsync(source);
        Assert.Equal("1", before.Split('|')[0]);

        int port = LiveSystem.FreePort();
        using ProgramProcess successor = system.StartWorker([.. settings, ("FRAUDWATCH__HEALTH__PORT", $"{port}")]);
        WorkerStatusView end = await system.WaitForStatusAsync(successor, status => status.CommittedMessages >= stream.Lines, port);
        await system.WaitUntilPublishedAsync();
        string atTakeOver = await RecordAsync(source);
        frozen.Thaw();

        Assert.Equal(1, await frozen.WaitAsync(TimeSpan.FromMinutes(1)));
        Assert.Contains("The writer of cell main with epoch 1 was refused: FW001", frozen.Said, StringComparison.Ordinal);
        Assert.Equal(atTakeOver, await RecordAsync(source));
        output.WriteLine($"frozen at {before}, after the take-over {atTakeOver}");
        Assert.Equal(0, end.OutOfTurn);
        Assert.Equal(
            WrittenDecisions.Of(stream.Replay(system.Models, LiveSystem.Partitions)),
            await WrittenDecisions.InPostgresAsync(system.Postgres.ConnectionString));
    }

    private static async Task FreezeInsideTransactionAsync(NpgsqlDataSource source, ProgramProcess worker)
    {
        await using NpgsqlConnection connection = await source.OpenConnectionAsync();
        await using NpgsqlTransaction holding = await connection.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand("LOCK TABLE counters IN EXCLUSIVE MODE", connection))
        {
            await hold.ExecuteNonQueryAsync();
        }

        // Its batch is past the fence and waits for the counters.
        await WaitForAsync(source, "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'counters'::regclass");
        worker.Freeze();
        await holding.RollbackAsync();

        // Postgres went through the statements; the commit would be the worker's to send.
        await WaitForAsync(
            source,
            """
            SELECT count(*) FROM pg_stat_activity a
            WHERE a.state = 'idle in transaction' AND EXISTS (SELECT FROM pg_locks l WHERE l.pid = a.pid AND l.relation = 'counters'::regclass)
            """);
    }

    private static async Task WaitForAsync(NpgsqlDataSource source, string count)
    {
        using var patience = new CancellationTokenSource(LiveSystem.Patience);
        while (true)
        {
            await using NpgsqlCommand command = source.CreateCommand(count);
            if ((long)(await command.ExecuteScalarAsync(patience.Token))! > 0)
            {
                return;
            }

            await Task.Delay(5, patience.Token);
        }
    }

    /// <summary>Epoch, offsets, outbox and what was last written, in one line.</summary>
    private static async Task<string> RecordAsync(NpgsqlDataSource source)
    {
        await using NpgsqlCommand command = source.CreateCommand(
            """
            SELECT concat_ws('|', (SELECT epoch FROM cells), (SELECT sum(next_offset) FROM partition_offsets), (SELECT max(updated_at) FROM partition_offsets),
              (SELECT max(updated_at) FROM counters), (SELECT max(updated_at) FROM cells), (SELECT count(*) FROM outbox), (SELECT max(id) FROM outbox),
              (SELECT max(written_at) FROM flags), (SELECT max(written_at) FROM holds))
            """);
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
