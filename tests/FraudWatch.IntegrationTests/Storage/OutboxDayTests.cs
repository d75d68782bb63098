using FraudWatch.Detection.Decisions;
using FraudWatch.Storage;
using Npgsql;
using Xunit;

namespace FraudWatch.IntegrationTests.Storage;

/// <summary>Weeks without a worker, or an old backup: the outbox has no partition for today when somebody writes.</summary>
[Collection(StorageTests.Name)]
public sealed class OutboxDayTests(PostgresServer server)
{
    private static readonly HoldRequest Hold = new("zoe", HoldScope.Gifting, TimeSpan.FromHours(1), "a person said so", null) { EvenUnseen = true };

    private static string Today => $"outbox_{TimeProvider.System.GetUtcNow():yyyyMMdd}";

    [Fact]
    public async Task An_analyst_decides_though_no_worker_has_made_today()
    {
        await using TestDatabase db = await WithoutDaysAsync();
        await using FraudWatchDatabase analyst = FraudWatchDatabase.OpenWithoutRetry(
            new StorageOptions { ConnectionString = await db.LoginAsync("analyst", SchemaRoles.Analyst) });

        await new ReviewStore(analyst).PlaceHoldAsync(Hold, default);

        Assert.Equal([$"action|{Today}", $"hold|{Today}"], await PlacesAsync(db));
    }

    [Fact]
    public async Task The_writer_makes_today_where_it_is_missing()
    {
        await using TestDatabase db = await WithoutDaysAsync();
        await using FraudWatchDatabase worker = FraudWatchDatabase.OpenWithoutRetry(
            new StorageOptions { ConnectionString = await db.LoginAsync("worker", SchemaRoles.Worker) });
        long epoch = await new OffsetStore(worker).AcquireEpochAsync(Samples.Cell, default);

        await new DecisionStore(worker).WriteAsync(Samples.Batch(epoch, 1, new Decision(Samples.Flag(1))), default);

        Assert.Equal([$"flag|{Today}"], await PlacesAsync(db));
    }

    [Fact]
    public async Task A_start_makes_today_and_the_days_to_come()
    {
        await using TestDatabase db = await WithoutDaysAsync();

        Assert.True(await new OutboxRetention(db.Database).PrepareAsync(default));

        string[] days = [.. Enumerable.Range(0, OutboxRetention.DaysAhead + 1).Select(i => $"outbox_{TimeProvider.System.GetUtcNow().AddDays(i):yyyyMMdd}"), "outbox_rest"];
        string[] found = await db.RowsAsync("SELECT name FROM outbox_partitions ORDER BY name");
        Assert.Equal(days, found);
    }

    [Fact]
    public async Task What_finds_no_day_lies_in_the_rest_is_counted_and_comes_to_its_day_later()
    {
        await using TestDatabase db = await WithoutDaysAsync();
        await using (NpgsqlConnection other = await db.Database.Source.OpenConnectionAsync())
        {
            await using NpgsqlTransaction inTheWay = await other.BeginTransactionAsync();
            await using (var hold = new NpgsqlCommand("LOCK TABLE ONLY outbox IN SHARE UPDATE EXCLUSIVE MODE", other))
            {
                await hold.ExecuteNonQueryAsync();
            }

            await new ReviewStore(db.Database).PlaceHoldAsync(Hold, default);
            Assert.False(await new OutboxRetention(db.Database).PrepareAsync(default));
        }

        string[] before = await db.RowsAsync("SELECT id, kind FROM outbox ORDER BY id");
        Assert.Equal(["action|outbox_rest", "hold|outbox_rest"], await PlacesAsync(db));
        Assert.Equal(2, (await db.Outbox.ReadBacklogAsync(default)).WithoutDay);

        Assert.True(await new OutboxRetention(db.Database).PrepareAsync(default));

        Assert.Equal([$"action|{Today}", $"hold|{Today}"], await PlacesAsync(db));
        Assert.Equal(before, await db.RowsAsync("SELECT id, kind FROM outbox ORDER BY id"));
        Assert.Equal(0, (await db.Outbox.ReadBacklogAsync(default)).WithoutDay);
    }

    [Fact]
    public async Task A_row_of_a_day_long_ago_gets_that_day()
    {
        await using TestDatabase db = await WithoutDaysAsync();
        await db.RowsAsync(
            """
            INSERT INTO outbox (kind, object_id, version, topic, key, payload, created_at)
            VALUES ('flag', gen_random_uuid(), 1, 'fraud-decisions', 'u', '{}', '2026-01-31T12:00:00Z')
            """);

        await new OutboxRetention(db.Database).PrepareAsync(default);

        Assert.Equal(["flag|outbox_20260131"], await PlacesAsync(db));
    }

    private async Task<TestDatabase> WithoutDaysAsync()
    {
        TestDatabase db = await server.NewMigratedAsync();
        await db.RowsAsync(
            """
            DO $$
            DECLARE
              day text;
            BEGIN
              FOR day IN SELECT name FROM outbox_partitions WHERE until IS NOT NULL LOOP
                EXECUTE 'DROP TABLE ' || day;
              END LOOP;
            END $$
            """);
        return db;
    }

    private static Task<string[]> PlacesAsync(TestDatabase db) => db.RowsAsync("SELECT kind, tableoid::regclass::text FROM outbox ORDER BY id");
}
