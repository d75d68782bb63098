using System.Diagnostics;
using FraudWatch.Detection.Decisions;
using FraudWatch.Storage;
using Npgsql;
using Xunit;

namespace FraudWatch.IntegrationTests.Storage;

[Collection(StorageTests.Name)]
public sealed class OutboxRetentionTests(PostgresServer server)
{
    private static readonly TimeSpan Keep = TimeSpan.FromDays(30);
    private static readonly TimeSpan GiveWayAfter = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Rows_from_before_the_partitions_are_still_there_in_their_order()
    {
        await using FraudWatchDatabase database = FraudWatchDatabase.OpenWithoutRetry(new StorageOptions { ConnectionString = await server.NewDatabaseAsync() });
        Migration[] before = [.. Migration.Embedded.TakeWhile(m => m.Number < 8)];
        await new SchemaMigrator(database, before).MigrateAsync(default);
        await TestDatabase.RowsAsync(
            database.Source,
            """
            INSERT INTO outbox (kind, object_id, version, topic, key, payload, created_at)
            SELECT 'flag', gen_random_uuid(), 1, 'fraud-decisions', 'u' || i, '{}', now() - i * interval '10 days' FROM generate_series(1, 5) i
            """);

        await new SchemaMigrator(database).MigrateAsync(default);
        await TestDatabase.RowsAsync(database.Source, "INSERT INTO outbox (kind, object_id, version, topic, key, payload) VALUES ('flag', gen_random_uuid(), 1, 'fraud-decisions', 'new', '{}')");

        Assert.Equal(["1|u1", "2|u2", "3|u3", "4|u4", "5|u5", "6|new"], await TestDatabase.RowsAsync(database.Source, "SELECT id, key FROM outbox ORDER BY id"));
    }

    [Fact]
    public async Task Days_to_come_have_their_partitions_and_days_that_are_over_go_when_all_is_published()
    {
        await using TestDatabase db = await server.NewMigratedAsync();
        var retention = new OutboxRetention(db.Database);
        await retention.PrepareAsync(default);
        Assert.Equal([$"{OutboxRetention.DaysAhead}"], await db.RowsAsync("SELECT count(*) FROM outbox_partitions WHERE until > now() + interval '1 day'"));
        await MakeOldDayAsync(db, 40, published: true);
        await MakeOldDayAsync(db, 41, published: false);
        await MakeOldDayAsync(db, 20, published: true);

        RetentionOutcome outcome = await retention.DropAsync(Keep, GiveWayAfter, default);

        Assert.Empty(outcome.Left);
        Assert.Empty(outcome.Dropped);
        await db.RowsAsync("UPDATE outbox SET published_at = now()");
        outcome = await retention.DropAsync(Keep, GiveWayAfter, default);
        Assert.Equal(2, outcome.Dropped.Count);
        Assert.Equal(["1"], await db.RowsAsync("SELECT count(*) FROM outbox"));
    }

    [Fact]
    public async Task The_job_gives_way_to_an_open_transaction_and_writers_never_wait_for_it()
    {
        await using TestDatabase db = await server.NewMigratedAsync();
        long epoch = await db.Offsets.AcquireEpochAsync(Samples.Cell, default);
        await MakeOldDayAsync(db, 40, published: true);
        await MakeOldDayAsync(db, 39, published: true);
        await using NpgsqlConnection writer = await db.Database.Source.OpenConnectionAsync();
        await using NpgsqlTransaction open = await writer.BeginTransactionAsync();
        await using (var look = new NpgsqlCommand("SELECT count(*) FROM outbox", writer))
        {
            await look.ExecuteScalarAsync();
        }

        Task<RetentionOutcome> job = new OutboxRetention(db.Database).DropAsync(Keep, GiveWayAfter, default);
        var watch = Stopwatch.StartNew();
        for (int i = 1; !job.IsCompleted; i++)
        {
            await db.Decisions.WriteAsync(Samples.Batch(epoch, i, new Decision(Samples.Flag(i))), default);
        }

        Assert.Equal(2, (await job).Left.Count);
        Assert.InRange(watch.Elapsed, TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(30));
        long written = long.Parse((await db.RowsAsync("SELECT count(*) FROM flags"))[0], System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(written >= 3, $"expected writers to go on while the job waited, found {written} batches");

        await open.RollbackAsync();
        RetentionOutcome next = await new OutboxRetention(db.Database).DropAsync(Keep, GiveWayAfter, default);
        Assert.Equal(2, next.Dropped.Count);
        Assert.Empty(next.Left);
    }

    [Fact]
    public async Task A_day_that_a_run_that_died_had_detached_goes_at_the_next()
    {
        await using TestDatabase db = await server.NewMigratedAsync();
        await MakeOldDayAsync(db, 40, published: true);
        string name = Assert.Single(await db.RowsAsync("SELECT name FROM outbox_partitions WHERE until < now()"));
        await db.RowsAsync($"ALTER TABLE outbox DETACH PARTITION {name}");

        Assert.Equal([name], (await new OutboxRetention(db.Database).DropAsync(Keep, GiveWayAfter, default)).Dropped);
        Assert.Equal([""], await db.RowsAsync($"SELECT to_regclass('{name}')::text"));
    }

    /// <summary>A partition of a day long ago, cut out of the one that holds all that came before.</summary>
    private static async Task MakeOldDayAsync(TestDatabase db, int daysAgo, bool published)
    {
        await db.RowsAsync(
            $"""
            DO $$
            BEGIN
              PERFORM set_config('role', 'fraudwatch_migrator', true);
              IF to_regclass('outbox_past') IS NOT NULL AND EXISTS (SELECT FROM outbox_partitions WHERE name = 'outbox_past') THEN
                ALTER TABLE outbox DETACH PARTITION outbox_past;
                DROP TABLE outbox_past;
                PERFORM make_outbox_partition((now() AT TIME ZONE 'UTC')::date);
              END IF;
              PERFORM make_outbox_partition((now() AT TIME ZONE 'UTC')::date - {daysAgo});
            END $$
            """);
        await db.RowsAsync(
            $"""
            INSERT INTO outbox (kind, object_id, version, topic, key, payload, created_at, published_at)
            VALUES ('flag', gen_random_uuid(), 1, 'fraud-decisions', 'u', '{"{}"}', now() - interval '{daysAgo} days', {(published ? "now()" : "NULL")})
            """);
    }
}
