using System.Collections.Concurrent;
using FraudWatch.Detection.Decisions;
using FraudWatch.Storage;
using Npgsql;
using Xunit;

namespace FraudWatch.IntegrationTests.Storage;

[Collection(StorageTests.Name)]
public sealed class OutageTests : IAsyncLifetime
{
    // Its own: these tests stop and kill it, and a server with few databases stops fast.
    private readonly PostgresServer _server = new();

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_write_waits_until_postgres_is_back(bool killed)
    {
        var retries = new ConcurrentQueue<RetryAttempt>();
        await using TestDatabase db = await _server.NewMigratedAsync();
        await using FraudWatchDatabase database = FraudWatchDatabase.Open(
            new StorageOptions { ConnectionString = db.ConnectionString, RetryMaxDelay = TimeSpan.FromMilliseconds(500), BreakDuration = TimeSpan.FromSeconds(1) },
            TimeProvider.System,
            retries.Enqueue);
        var store = new DecisionStore(database);
        long epoch = await new OffsetStore(database).AcquireEpochAsync(Samples.Cell, default);
        await store.WriteAsync(Samples.Batch(epoch, 1, new Decision(Samples.Flag(1))), default);

        Task<WriteOutcome> waiting;
        await (killed ? _server.Postgres.KillAsync() : _server.Postgres.StopAsync(default));
        try
        {
            waiting = store.WriteAsync(Samples.Batch(epoch, 2, new Decision(Samples.Flag(2))), default);
            await UntilAsync(() => database.Retry.IsOpen);
            Assert.False(waiting.IsCompleted);
        }
        finally
        {
            await _server.Postgres.StartAgainAsync(default);
        }

        Assert.Equal(new WriteOutcome(1, 0, 0), await waiting.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal(["u1", "u2"], await TestDatabase.RowsAsync(database.Source, "SELECT anchor_account_id FROM flags ORDER BY 1"));
        Assert.Equal(Enumerable.Range(1, retries.Count), retries.Select(r => r.Number));
    }

    [Fact]
    public async Task Waiting_ends_when_the_caller_gives_up()
    {
        await using TestDatabase db = await _server.NewMigratedAsync();
        long epoch = await db.Offsets.AcquireEpochAsync(Samples.Cell, default);
        using var stop = new CancellationTokenSource();
        await _server.Postgres.StopAsync(default);
        try
        {
            Task<WriteOutcome> waiting = db.Decisions.WriteAsync(Samples.Batch(epoch, 1), stop.Token);
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(TimeSpan.FromSeconds(10)));
        }
        finally
        {
            await _server.Postgres.StartAgainAsync(default);
        }
    }

    /// <summary>Sessions killed at random moments; a reader looks all the while. Batch n writes flag n and offset n.</summary>
    [Fact]
    public async Task A_batch_is_never_half_visible_and_none_is_lost_or_doubled()
    {
        const int batches = 150;
        await using TestDatabase db = await _server.NewMigratedAsync(o => (o.RetryBaseDelay, o.RetryMaxDelay, o.BreakDuration) =
            (TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(500)));
        long epoch = await db.Offsets.AcquireEpochAsync(Samples.Cell, default);
        await using NpgsqlDataSource observer = NpgsqlDataSource.Create($"{db.ConnectionString};Application Name=observer");
        using var done = new CancellationTokenSource();
        Task<int> watching = WatchAsync(observer, done.Token);

        for (int n = 1; n <= batches; n++)
        {
            await db.Decisions.WriteAsync(
                Samples.Batch(epoch, n, new Decision(Samples.Flag(n)), new Decision(Samples.Hold(n, n)), new Decision(Samples.Flag(n, 2))), default);
        }

        await done.CancelAsync();
        int kills = await watching;
        Assert.True(kills >= 5, $"only {kills} sessions were killed");
        Assert.Equal([$"{batches}|{batches}|{batches * 3}|{batches * 3}"], await TestDatabase.RowsAsync(
            observer, "SELECT (SELECT count(*) FROM flags), (SELECT count(*) FROM holds), count(*), count(DISTINCT (kind, object_id, version)) FROM outbox"));
    }

    /// <summary>Looks for halves, and kills the writer's session after every few batches that got through.</summary>
    private static async Task<int> WatchAsync(NpgsqlDataSource observer, CancellationToken done)
    {
        int kills = 0;
        int next = 3;
        while (!done.IsCancellationRequested)
        {
            string state = Assert.Single(await TestDatabase.RowsAsync(
                observer,
                """
                SELECT (SELECT count(*) FROM flags), (SELECT count(*) FROM holds), (SELECT count(*) / 3.0 FROM outbox)::float8,
                  (SELECT coalesce(max(next_offset), 0) FROM partition_offsets), (SELECT coalesce(max(value), 0) FROM counters)
                """));
            string written = Assert.Single(state.Split('|').Distinct());
            if (int.Parse(written) >= next)
            {
                int killed = int.Parse(Assert.Single(await TestDatabase.RowsAsync(
                    observer,
                    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND application_name <> 'observer' AND state <> 'idle'")));
                kills += killed;
                next = killed > 0 ? int.Parse(written) + 3 : next;
            }
        }

        return kills;
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!condition())
        {
            await Task.Delay(20, limit.Token);
        }
    }
}
