using FraudWatch.Detection.Decisions;
using FraudWatch.Storage;
using Npgsql;
using Xunit;

namespace FraudWatch.IntegrationTests.Storage;

[Collection(StorageTests.Name)]
public sealed class OutboxTests(PostgresServer server)
{
    [Fact]
    public async Task Messages_come_in_order_until_they_are_marked()
    {
        await using TestDatabase db = await server.NewMigratedAsync();
        await WriteAsync(db, flags: 5);
        await using OutboxSession session = (await db.Outbox.TryOpenSessionAsync(default))!;

        IReadOnlyList<OutboxMessage> first = await session.TakeAsync(3, [], default);
        IReadOnlyList<OutboxMessage> again = await session.TakeAsync(3, [], default);
        await session.MarkAsync([.. first.Select(m => m.Id)], [], default);
        IReadOnlyList<OutboxMessage> rest = await session.TakeAsync(10, [], default);

        Assert.Equal(["u1", "u2", "u3"], first.Select(m => m.Key));
        Assert.Equal(first, again);
        Assert.Equal(["u4", "u5"], rest.Select(m => m.Key));
        Assert.All(rest, m => Assert.Equal("fraud-decisions", m.Topic));
    }

    [Fact]
    public async Task There_is_one_publisher_at_a_time()
    {
        await using TestDatabase db = await server.NewMigratedAsync();
        OutboxSession first = (await db.Outbox.TryOpenSessionAsync(default))!;

        Assert.Null(await db.Outbox.TryOpenSessionAsync(default));
        await first.DisposeAsync();
        await using OutboxSession? second = await db.Outbox.TryOpenSessionAsync(default);

        Assert.NotNull(second);
    }

    [Fact]
    public async Task A_publisher_that_lost_its_connection_cannot_go_on_and_its_messages_are_not_lost()
    {
        await using TestDatabase db = await server.NewMigratedAsync();
        await WriteAsync(db, flags: 2);
        OutboxSession lost = (await db.Outbox.TryOpenSessionAsync(default))!;
        IReadOnlyList<OutboxMessage> taken = await lost.TakeAsync(10, [], default);
        await db.RowsAsync(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())");

        await Assert.ThrowsAnyAsync<NpgsqlException>(() => lost.MarkAsync([.. taken.Select(m => m.Id)], [], default));
        await lost.DisposeAsync();
        await using OutboxSession next = await OpenWhenFreeAsync(db);

        Assert.Equal(taken, await next.TakeAsync(10, [], default));
    }

    private static async Task WaitForAsync(TestDatabase db, string rows)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        while ((await db.RowsAsync(rows)).Length == 0)
        {
            await Task.Delay(10, patience.Token);
        }
    }

    /// <summary>A backend that was told to end gives its lock back a moment later.</summary>
    private static async Task<OutboxSession> OpenWhenFreeAsync(TestDatabase db)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            if (await db.Outbox.TryOpenSessionAsync(patience.Token) is OutboxSession session)
            {
                return session;
            }

            await Task.Delay(10, patience.Token);
        }
    }

    [Fact]
    public async Task The_backlog_says_how_many_wait_and_how_long()
    {
        await using TestDatabase db = await server.NewMigratedAsync();
        Assert.Equal(default, await db.Outbox.ReadBacklogAsync(default));
        await WriteAsync(db, flags: 3);

        OutboxBacklog backlog = await db.Outbox.ReadBacklogAsync(default);

        Assert.Equal(3, backlog.Rows);
        Assert.InRange(backlog.OldestAge, TimeSpan.FromTicks(1), TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task Who_waits_for_the_right_to_publish_ends_no_session_of_another_database()
    {
        await using TestDatabase here = await server.NewMigratedAsync(options => options.IdleInTransactionTimeout = TimeSpan.FromSeconds(1));
        await using TestDatabase elsewhere = await server.NewMigratedAsync();
        await using NpgsqlConnection stuck = await elsewhere.Database.Source.OpenConnectionAsync();
        const long theLock = 0x46_57_6F_75_74_62_6F_78;
        await using NpgsqlConnection publisher = await here.Database.Source.OpenConnectionAsync();
        await using (var take = new NpgsqlCommand($"SELECT pg_advisory_lock({theLock})", publisher))
        {
            await take.ExecuteNonQueryAsync();
        }

        await using var command = new NpgsqlCommand($"SELECT pg_advisory_lock({theLock}), repeat('x', 1000) FROM generate_series(1, 1000000)", stuck);
        await using NpgsqlDataReader unread = await command.ExecuteReaderAsync();
        await WaitForAsync(elsewhere, $"SELECT FROM pg_stat_activity WHERE pid = {stuck.ProcessID} AND wait_event = 'ClientWrite' AND query_start < now() - interval '1 second'");

        Assert.Null(await here.Outbox.TryOpenSessionAsync(default));

        Assert.Single(await elsewhere.RowsAsync($"SELECT FROM pg_stat_activity WHERE pid = {stuck.ProcessID}"));
        Assert.True(await unread.ReadAsync(), "expected the session to be alive");
        command.Cancel();
    }

    private static async Task WriteAsync(TestDatabase db, int flags)
    {
        long epoch = await db.Offsets.AcquireEpochAsync(Samples.Cell, default);
        await db.Decisions.WriteAsync(
            Samples.Batch(epoch, 1, [.. Enumerable.Range(1, flags).Select(n => new Decision(Samples.Flag(n)))]), default);
    }
}
