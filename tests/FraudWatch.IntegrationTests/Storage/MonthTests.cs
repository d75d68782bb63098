using FraudWatch.Detection.Decisions;
using FraudWatch.Storage;
using Npgsql;
using Xunit;

namespace FraudWatch.IntegrationTests.Storage;

[Collection(StorageTests.Name)]
public sealed class MonthTests(PostgresServer server)
{
    [Fact]
    public async Task The_writer_makes_the_months_of_its_batch_whatever_year_the_detectors_clock_shows()
    {
        await using TestDatabase db = await MonthSamples.WithAsync(
            server,
            new Decision(MonthSamples.Flag(1, "0001-02")),
            new Decision(MonthSamples.Flag(2, "1999-12")),
            new Decision(Samples.Flag(3) with { RaisedAt = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds(), UpdatedAt = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() }),
            new Decision(MonthSamples.Hold(1, 1, "2031-01")));

        Assert.Equal(["0001-02", "1999-12", "2031-01", "9999-12"], await MonthSamples.MonthsAsync(db));
        Assert.Equal(3, (await new FlagStore(db.Database).ListAsync(new FlagQuery { Limit = 10 }, default)).Count);
    }

    [Fact]
    public async Task The_first_and_the_last_millisecond_of_a_month_lie_in_it()
    {
        long first = MonthSamples.Middle("2020-02") - (14 * 86_400_000L);
        long last = first + (29 * 86_400_000L) - 1;

        await using TestDatabase db = await MonthSamples.WithAsync(
            server, new Decision(Samples.Flag(1) with { RaisedAt = first }), new Decision(Samples.Flag(2) with { RaisedAt = last }), new Decision(Samples.Flag(3) with { RaisedAt = last + 1 }));

        Assert.Equal(["flags_202002", "flags_202002", "flags_202003"], await db.RowsAsync("SELECT tableoid::regclass::text FROM flags ORDER BY raised_at"));
    }

    [Fact]
    public async Task Workers_that_need_the_same_months_at_once_all_find_them()
    {
        await using TestDatabase db = await server.NewMigratedAsync();

        await Task.WhenAll(Enumerable.Range(0, 6).Select(async worker =>
        {
            var offsets = new OffsetStore(db.Database);
            string cell = $"cell{worker}";
            long epoch = await offsets.AcquireEpochAsync(cell, default);
            for (int i = 1; i <= 6; i++)
            {
                Decision decision = new(MonthSamples.Flag((worker * 100) + i, $"2020-0{i}"));
                await db.Decisions.WriteAsync(Samples.Batch(epoch, i, decision) with { Cell = cell }, default);
            }
        }));

        Assert.Equal(["2020-01", "2020-02", "2020-03", "2020-04", "2020-05", "2020-06"], await MonthSamples.MonthsAsync(db));
        Assert.Equal(["36"], await db.RowsAsync("SELECT count(*) FROM flags"));
    }

    [Fact]
    public async Task An_id_stands_in_one_month_and_keeps_its_time_though_a_detector_that_began_anew_names_another()
    {
        await using TestDatabase db = await MonthSamples.WithAsync(
            server, new Decision(MonthSamples.Flag(1, "2020-03", FlagStatus.Open)), new Decision(MonthSamples.Hold(1, 1, "2020-03", HoldStatus.Active)));

        await db.Decisions.WriteAsync(
            Samples.Batch(
                1,
                2,
                new Decision(MonthSamples.Flag(1, "2020-05", FlagStatus.Open, version: 2)),
                new Decision(MonthSamples.Hold(1, 1, "2020-06") with { Version = 2 }),
                new Decision(MonthSamples.Flag(1, "2020-07", FlagStatus.Open, version: 3))),
            default);

        string march = DecisionJson.Time(MonthSamples.Middle("2020-03"));
        Assert.Equal([$"3|flags_202003|{march}"], await db.RowsAsync("SELECT version, tableoid::regclass::text, wire_time(raised_at) FROM flags"));
        Assert.Equal([$"2|holds_202003|{march}"], await db.RowsAsync("SELECT version, tableoid::regclass::text, wire_time(placed_at) FROM holds"));
        Assert.Equal([march], await db.RowsAsync("SELECT DISTINCT coalesce(payload::json->>'raised_at', payload::json->>'placed_at') FROM outbox"));
    }

    /// <summary>What foreign keys said before there were months.</summary>
    [Fact]
    public async Task Nothing_on_record_speaks_of_what_is_not()
    {
        await using TestDatabase db = await server.NewMigratedAsync();
        long epoch = await db.Offsets.AcquireEpochAsync(Samples.Cell, default);
        var review = new ReviewStore(db.Database);
        DecisionStore store = db.Decisions;
        var random = new Random(20261124);
        for (int round = 1; round <= 40; round++)
        {
            int number = random.Next(8);
            Flag flag = Samples.Flag(number, round, members: 1 + random.Next(6)) with
            {
                RaisedAt = MonthSamples.Middle($"2026-0{1 + random.Next(9)}"),
                ModelVersion = $"ring-{random.Next(3)}",
            };
            await store.WriteAsync(
                Samples.Batch(epoch, round, new Decision(Samples.Hold(round, number)), new Decision(random.Next(2) == 0 ? flag : flag with { Reasons = [] })), default);
            if (round % 5 == 0)
            {
                await review.PlaceHoldAsync(new HoldRequest($"u-{round}", HoldScope.Account, TimeSpan.FromHours(1), "wait", Samples.FlagId(number)) { EvenUnseen = true }, default);
                Flag seen = (await new FlagStore(db.Database).FindAsync(IdPrefix.Whole(Samples.FlagId(number)), 1, default)).Single();
                FlagStatus decision = Enum.GetValues<FlagStatus>()[1 + (round / 5 % 5)];
                if (seen.Status != decision)
                {
                    await review.ReviewFlagAsync(seen.FlagId, decision, "seen", seen.Version, default);
                }
            }
        }

        Assert.Equal(
            ["accounts|0", "actions|0", "cells|0", "holds|0", "ids|0", "models|0", "reasons|0"],
            await db.RowsAsync(
                """
                SELECT 'accounts', count(*) FROM flag_accounts a WHERE NOT EXISTS (SELECT FROM flags f WHERE f.flag_id = a.flag_id AND f.raised_at = a.raised_at)
                UNION ALL SELECT 'reasons', count(*) FROM flag_reasons r WHERE NOT EXISTS (SELECT FROM flags f WHERE f.flag_id = r.flag_id AND f.raised_at = r.raised_at)
                UNION ALL SELECT 'holds', count(*) FROM holds h WHERE h.flag_id IS NOT NULL AND NOT EXISTS (SELECT FROM flags f WHERE f.flag_id = h.flag_id)
                UNION ALL SELECT 'actions', count(*) FROM review_actions a
                  WHERE (a.flag_id IS NOT NULL AND NOT EXISTS (SELECT FROM flags f WHERE f.flag_id = a.flag_id))
                    OR (a.hold_id IS NOT NULL AND NOT EXISTS (SELECT FROM holds h WHERE h.hold_id = a.hold_id))
                UNION ALL SELECT 'models', count(*) FROM flags f WHERE NOT EXISTS (SELECT FROM model_versions m WHERE m.model_version = f.model_version)
                UNION ALL SELECT 'cells', count(*) FROM flags f WHERE NOT EXISTS (SELECT FROM cells c WHERE c.cell = f.cell)
                UNION ALL SELECT 'ids', count(*) - count(DISTINCT flag_id) FROM flags
                ORDER BY 1
                """));
        Assert.Equal(["t|t|t"], await db.RowsAsync(
            """
            SELECT CASE WHEN (SELECT count(DISTINCT tableoid) FROM flags) > 3 THEN 't' END, CASE WHEN (SELECT count(*) FROM flag_accounts) > 8 THEN 't' END,
              CASE WHEN (SELECT count(*) FROM review_actions) > 8 THEN 't' END
            """));
    }

    [Fact]
    public async Task A_decision_does_not_fail_for_want_of_a_month()
    {
        await using TestDatabase db = await MonthSamples.WithAsync(server, new Decision(MonthSamples.Flag(1, "2020-03", FlagStatus.Open)));
        await db.RowsAsync(
            """
            DO $$
            DECLARE
              old text;
            BEGIN
              FOR old IN SELECT name FROM month_partitions WHERE record = 'audit' LOOP
                EXECUTE 'DROP TABLE ' || old;
              END LOOP;
            END $$
            """);
        await using FraudWatchDatabase analyst = FraudWatchDatabase.OpenWithoutRetry(new StorageOptions { ConnectionString = await db.LoginAsync("ana", SchemaRoles.Analyst) });
        var review = new ReviewStore(analyst);

        await review.ReviewFlagAsync(Samples.FlagId(1), FlagStatus.Escalated, "to the lead", default);
        await review.PlaceHoldAsync(new HoldRequest("u1", HoldScope.Account, TimeSpan.FromHours(1), "wait", Samples.FlagId(1)), default);

        Assert.Equal(["escalated", "held"], (await review.ReadActionsAsync(Samples.FlagId(1), default)).Select(a => a.Action));
        Assert.True((await MonthSamples.MonthsAsync(db, "audit")).Length >= 2);
    }

    [Fact]
    public async Task Months_of_the_audit_are_made_ahead()
    {
        await using TestDatabase db = await server.NewMigratedAsync();

        await MonthRetention.PrepareAuditAsync(db.Database, default);

        DateTime now = TimeProvider.System.GetUtcNow().UtcDateTime;
        Assert.Equal(
            Enumerable.Range(0, MonthRetention.MonthsAhead + 1).Select(i => now.AddDays(1 - now.Day).AddMonths(i).ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture)),
            await MonthSamples.MonthsAsync(db, "audit"));
    }

    [Theory]
    [InlineData(SchemaRoles.Worker, "INSERT INTO review_actions_202003 DEFAULT VALUES")]
    [InlineData(SchemaRoles.Worker, "INSERT INTO flags_202003 DEFAULT VALUES")]
    [InlineData(SchemaRoles.Worker, "DELETE FROM flags_202003")]
    [InlineData(SchemaRoles.Worker, "DROP TABLE holds_202003")]
    [InlineData(SchemaRoles.Worker, "ALTER TABLE flags DETACH PARTITION flags_202003")]
    [InlineData(SchemaRoles.Worker, "SELECT drop_month('decisions', '2020-03-01', now())")]
    [InlineData(SchemaRoles.Worker, "SELECT make_month('flags', '2020-03-01')")]
    [InlineData(SchemaRoles.Worker, "DELETE FROM dropped_months")]
    [InlineData(SchemaRoles.Analyst, "UPDATE flags_202003 SET status = 'confirmed'")]
    [InlineData(SchemaRoles.Analyst, "INSERT INTO review_actions_202003 DEFAULT VALUES")]
    [InlineData(SchemaRoles.Analyst, "SELECT prepare_decision_months(ARRAY['2020-03-01'::date])")]
    [InlineData(SchemaRoles.Analyst, "SELECT record_action(now(), 'confirmed', 'u', NULL, NULL, 'x', NULL, '{}')")]
    [InlineData(SchemaRoles.Retrainer, "UPDATE holds_202003 SET status = 'released'")]
    public async Task A_new_month_gives_nobody_more_rights(string role, string statement)
    {
        TestDatabase db = await server.SharedAsync();
        await db.RowsAsync("SET ROLE fraudwatch_migrator; SELECT prepare_decision_months(ARRAY['2020-03-01'::date]); SELECT make_months('audit', ARRAY['2020-03-01'::date]); RESET ROLE");
        await using FraudWatchDatabase database = FraudWatchDatabase.OpenWithoutRetry(new StorageOptions { ConnectionString = await db.LoginAsync(role.Split('_')[1], role) });

        PostgresException refused = await Assert.ThrowsAsync<PostgresException>(() => TestDatabase.RowsAsync(database.Source, statement));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [Fact]
    public async Task A_month_that_a_worker_made_belongs_to_the_owner_and_serves_every_role()
    {
        await using TestDatabase db = await server.NewMigratedAsync();
        await using FraudWatchDatabase worker = FraudWatchDatabase.OpenWithoutRetry(new StorageOptions { ConnectionString = await db.LoginAsync("worker", SchemaRoles.Worker) });
        await using FraudWatchDatabase analyst = FraudWatchDatabase.OpenWithoutRetry(new StorageOptions { ConnectionString = await db.LoginAsync("ana", SchemaRoles.Analyst) });
        long epoch = await new OffsetStore(worker).AcquireEpochAsync(Samples.Cell, default);
        await new DecisionStore(worker).WriteAsync(Samples.Batch(epoch, 1, new Decision(MonthSamples.Flag(1, "2020-03", FlagStatus.Open)), new Decision(MonthSamples.Hold(1, 1, "2020-03", HoldStatus.Active))), default);
        await MonthRetention.PrepareAuditAsync(worker, default);
        await new ReviewStore(analyst).ReviewFlagAsync(Samples.FlagId(1), FlagStatus.Confirmed, "seen", default);

        Assert.Equal(["fraudwatch_migrator"], await db.RowsAsync("SELECT DISTINCT tableowner FROM pg_tables WHERE tablename IN (SELECT name FROM month_partitions)"));
        Assert.Equal(FlagStatus.Confirmed, Assert.Single(await new FlagStore(analyst).ListAsync(new FlagQuery { AccountId = "u1", Limit = 9 }, default)).Status);
        Assert.Single(await new HoldStore(worker).ListAsync(new HoldQuery { FlagId = Samples.FlagId(1), Limit = 9 }, default));
    }
}
