using System.Diagnostics;
using FraudWatch.Detection.Decisions;
using FraudWatch.Storage;
using Npgsql;
using Xunit;

namespace FraudWatch.IntegrationTests.Storage;

[Collection(StorageTests.Name)]
public sealed class MonthRetentionTests(PostgresServer server)
{
    private static readonly TimeSpan Keep = TimeSpan.FromDays(400);
    private static readonly TimeSpan GiveWayAfter = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_month_goes_as_a_whole_when_all_in_it_is_decided_ended_and_old()
    {
        await using TestDatabase db = await MonthSamples.WithAsync(
            server, Decision("2020-03"), new Decision(MonthSamples.Hold(1, 3, "2020-03")), Decision("2020-05"), new Decision(Samples.Flag(9)));

        RetentionOutcome outcome = await DropAsync(db);

        Assert.Equal(["decisions 2020-03", "decisions 2020-05"], outcome.Dropped);
        Assert.Empty(outcome.Left);
        Assert.Empty(outcome.Kept);
        Assert.Equal(["2026-11"], await MonthSamples.MonthsAsync(db));
        Assert.Equal(
            ["1|2|2|0"],
            await db.RowsAsync("SELECT (SELECT count(*) FROM flags), (SELECT count(*) FROM flag_accounts), (SELECT count(*) FROM flag_reasons), (SELECT count(*) FROM holds)"));
        Assert.Empty(await MonthSamples.HalfDroppedAsync(db));
        Assert.Equal(["decisions|2020-03", "decisions|2020-05"], await db.RowsAsync("SELECT record, to_char(month, 'YYYY-MM') FROM dropped_months ORDER BY 2"));
    }

    [Theory]
    [InlineData(FlagStatus.Open, true)]
    [InlineData(FlagStatus.Escalated, true)]
    [InlineData(FlagStatus.Snoozed, true)]
    [InlineData(FlagStatus.Suppressed, true)]
    [InlineData(FlagStatus.Confirmed, false)]
    [InlineData(FlagStatus.Dismissed, false)]
    public async Task A_month_with_an_undecided_flag_stays(FlagStatus status, bool stays)
    {
        await using TestDatabase db = await MonthSamples.WithAsync(server, Decision("2020-03"), new Decision(MonthSamples.Flag(7, "2020-03", status)));

        RetentionOutcome outcome = await DropAsync(db);

        string why = $"decisions 2020-03: flags not confirmed or dismissed: 1, such as {Samples.FlagId(7)}";
        Assert.Equal(stays ? [why] : [], outcome.Kept);
        Assert.Equal(stays ? ["2020-03"] : [], await MonthSamples.MonthsAsync(db));
    }

    [Fact]
    public async Task A_month_stays_for_an_active_hold_in_it_or_of_a_later_month_for_its_flag()
    {
        await using TestDatabase db = await MonthSamples.WithAsync(
            server,
            new Decision(MonthSamples.Flag(1, "2020-01")),
            new Decision(MonthSamples.Hold(1, 1, "2020-02", HoldStatus.Active)),
            new Decision(MonthSamples.Flag(3, "2020-03")));

        Assert.Equal(
            [
                $"decisions 2020-01: active holds of a later month for its flags: 1, such as {Samples.HoldId(1)}",
                $"decisions 2020-02: active holds: 1, such as {Samples.HoldId(1)}",
            ],
            (await DropAsync(db)).Kept);
        Assert.Equal(["2020-01", "2020-02"], await MonthSamples.MonthsAsync(db));
    }

    [Fact]
    public async Task The_holds_of_an_undecided_flag_stay_with_it_whatever_month_they_lie_in()
    {
        await using TestDatabase db = await MonthSamples.WithAsync(
            server, new Decision(MonthSamples.Flag(1, "2020-01", FlagStatus.Open)), new Decision(MonthSamples.Hold(1, 1, "2020-02")));

        Assert.Equal(
            [
                $"decisions 2020-01: flags not confirmed or dismissed: 1, such as {Samples.FlagId(1)}",
                $"decisions 2020-02: holds for flags of another month not confirmed or dismissed: 1, such as {Samples.HoldId(1)}",
            ],
            (await DropAsync(db)).Kept);
    }

    [Fact]
    public async Task A_decision_of_today_keeps_a_month_of_long_ago_as_long_as_one_of_today()
    {
        await using TestDatabase db = await MonthSamples.WithAsync(server, new Decision(MonthSamples.Flag(1, "2020-01", FlagStatus.Open)));
        await new ReviewStore(db.Database).ReviewFlagAsync(Samples.FlagId(1), FlagStatus.Dismissed, "at last", default);

        Assert.Equal([$"decisions 2020-01: its last change, at {DecisionJson.Time(Samples.Noon + 1)}, is not old enough"], (await DropAsync(db)).Kept);
    }

    [Fact]
    public async Task Age_is_counted_by_the_slowest_cells_clock_and_never_from_later_than_now()
    {
        await using TestDatabase db = await MonthSamples.WithAsync(server, Decision("2020-03"));
        await db.RowsAsync($"INSERT INTO cells (cell, epoch, detector_clock) VALUES ('slow', 1, '2020-06-01'), ('new', 1, NULL)");
        Assert.Empty((await DropAsync(db)).Dropped);

        await db.RowsAsync("UPDATE cells SET detector_clock = '2999-01-01'");
        Assert.Equal(["t"], await db.RowsAsync("SELECT CASE WHEN over_before('decisions', '0 s') = now() THEN 't' END"));

        await db.RowsAsync("UPDATE cells SET detector_clock = NULL");
        Assert.Empty((await DropAsync(db)).Dropped);
        await db.RowsAsync("UPDATE cells SET detector_clock = '2021-12-01' WHERE cell = 'all'");
        Assert.Equal(["decisions 2020-03"], (await DropAsync(db)).Dropped);
    }

    [Fact]
    public async Task A_month_of_the_audit_goes_when_the_decisions_that_it_speaks_of_are_gone()
    {
        await using TestDatabase db = await MonthSamples.WithAsync(server, Decision("2020-03"), new Decision(MonthSamples.Flag(7, "2020-07", FlagStatus.Open)));
        await ActedLongAgoAsync(db, "2020-04-02", flag: 3);
        await ActedLongAgoAsync(db, "2020-08-02", flag: 7);
        var audit = new MonthRetention(db.Database, MonthlyRecord.Audit);

        Assert.Equal(2, (await audit.DropAsync(Keep, GiveWayAfter, default)).Kept.Count);
        await DropAsync(db);
        RetentionOutcome outcome = await audit.DropAsync(Keep, GiveWayAfter, default);

        Assert.Equal(["audit 2020-04"], outcome.Dropped);
        Assert.StartsWith("audit 2020-08: actions on flags and holds that are still on record: 1", Assert.Single(outcome.Kept), StringComparison.Ordinal);
        Assert.Equal(["2020-08"], (await MonthSamples.MonthsAsync(db, "audit")).Where(m => m.StartsWith("2020", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_job_gives_way_to_an_open_transaction_and_neither_the_worker_nor_analysts_wait_for_it()
    {
        await using TestDatabase db = await MonthSamples.WithAsync(server, Decision("2020-03"), Decision("2020-04"));
        DecisionStore store = db.Decisions;
        var review = new ReviewStore(db.Database);
        await using NpgsqlConnection reader = await db.Database.Source.OpenConnectionAsync();
        await using NpgsqlTransaction open = await reader.BeginTransactionAsync();
        await using (var look = new NpgsqlCommand("SELECT count(*) FROM flags", reader))
        {
            await look.ExecuteScalarAsync();
        }

        Task<RetentionOutcome> job = DropAsync(db);
        var watch = Stopwatch.StartNew();
        int written = 0;
        for (; !job.IsCompleted; written++)
        {
            await store.WriteAsync(Samples.Batch(1, written + 2, new Decision(Samples.Flag(100 + written)), new Decision(Samples.Hold(100 + written, 100 + written))), default);
            await review.ReviewFlagAsync(Samples.FlagId(100 + written), FlagStatus.Confirmed, "seen", default);
            await review.PlaceHoldAsync(new HoldRequest($"u{100 + written}", HoldScope.Account, TimeSpan.FromHours(1), "wait", null), default);
        }

        Assert.Equal(["decisions 2020-03", "decisions 2020-04"], (await job).Left);
        Assert.InRange(watch.Elapsed, TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(30));
        Assert.True(written >= 3, $"expected the worker and an analyst to go on while the job waited, found {written} rounds");

        await open.RollbackAsync();
        Assert.Equal(["decisions 2020-03", "decisions 2020-04"], (await DropAsync(db)).Dropped);
        Assert.Empty(await MonthSamples.HalfDroppedAsync(db));
    }

    [Theory]
    [InlineData("flags")]
    [InlineData("holds", "flags")]
    [InlineData("holds", "flags", "flag_accounts", "flag_reasons", "flag_accusations")]
    public async Task What_a_run_that_died_had_detached_goes_at_the_next(params string[] detached)
    {
        await using TestDatabase db = await MonthSamples.WithAsync(server, Decision("2020-03"));
        await DetachAsync(db, detached);

        Assert.Equal(["decisions 2020-03"], (await DropAsync(db)).Dropped);
        Assert.Empty(await db.RowsAsync("SELECT relname FROM pg_class WHERE relname LIKE '%_202003%'"));
    }

    [Fact]
    public async Task A_month_in_which_something_happened_after_it_was_looked_at_comes_back_whole()
    {
        await using TestDatabase db = await MonthSamples.WithAsync(server, Decision("2020-03"));
        string[] before = await db.RowsAsync("SELECT flag_document(flag_id) FROM flags");

        // As a transaction does that was open when the month was looked at, and ended before it was out of reach.
        await db.RowsAsync("UPDATE flags SET status = 'escalated', version = version + 1, desk_version = desk_version + 1");
        await DetachAsync(db, ["holds", "flags", "flag_accounts", "flag_reasons", "flag_accusations"]);

        RetentionOutcome outcome = await DropAsync(db);

        Assert.Equal([$"decisions 2020-03: flags not confirmed or dismissed: 1, such as {Samples.FlagId(3)}"], outcome.Kept);
        Assert.Equal(["2020-03"], await MonthSamples.MonthsAsync(db));
        Assert.Equal(before[0].Replace("\"confirmed\", \"version\" : 1", "\"escalated\", \"version\" : 2", StringComparison.Ordinal), Assert.Single(await db.RowsAsync("SELECT flag_document(flag_id) FROM flags")), ignoreWhiteSpaceDifferences: true);
    }

    [Fact]
    public async Task A_month_whose_time_is_not_up_any_more_comes_back()
    {
        await using TestDatabase db = await MonthSamples.WithAsync(server, Decision("2020-03"));
        await DetachAsync(db, ["holds", "flags"]);

        RetentionOutcome outcome = await new MonthRetention(db.Database, MonthlyRecord.Decisions).DropAsync(TimeSpan.FromDays(36_500), GiveWayAfter, default);

        Assert.Equal(["decisions 2020-03: its time is not up"], outcome.Kept);
        Assert.Equal(["2020-03"], await MonthSamples.MonthsAsync(db));
    }

    [Fact]
    public async Task A_flag_that_grows_after_its_month_was_dropped_is_written_anew_whole()
    {
        await using TestDatabase db = await MonthSamples.WithAsync(server, Decision("2020-03"));
        DecisionStore store = db.Decisions;

        // The store remembers the month as made.
        await store.WriteAsync(Samples.Batch(1, 2, Decision("2020-03")), default);
        Assert.Single((await DropAsync(db)).Dropped);
        Flag grown = MonthSamples.Flag(3, "2020-03", version: 2);
        await store.WriteAsync(Samples.Batch(1, 3, new Decision(grown), new Decision(MonthSamples.Hold(8, 3, "2020-03"))), default);

        Flag read = Assert.Single(await new FlagStore(db.Database).ListAsync(new FlagQuery { Limit = 10 }, default));
        Assert.Equal(System.Text.Json.JsonSerializer.Serialize(grown), System.Text.Json.JsonSerializer.Serialize(read));
        Assert.Equal(["2|{e3-0,e3-1}"], await db.RowsAsync("SELECT version, evidence_event_ids FROM flags"));
        Assert.Equal(["2020-03"], await MonthSamples.MonthsAsync(db));
    }

    [Fact]
    public async Task A_hold_for_a_flag_of_a_dropped_month_is_taken()
    {
        await using TestDatabase db = await MonthSamples.WithAsync(server, Decision("2020-03"));
        await DropAsync(db);

        await db.Decisions.WriteAsync(Samples.Batch(1, 2, new Decision(Samples.Hold(1, flag: 3))), default);

        Assert.Equal(["1"], await db.RowsAsync("SELECT count(*) FROM active_holds"));
    }

    [Fact]
    public async Task A_writer_takes_back_a_month_that_is_half_detached_with_what_is_in_it()
    {
        await using TestDatabase db = await MonthSamples.WithAsync(server, Decision("2020-03"), new Decision(MonthSamples.Flag(4, "2020-03")));
        await using (NpgsqlConnection reader = await db.Database.Source.OpenConnectionAsync())
        await using (NpgsqlTransaction open = await reader.BeginTransactionAsync())
        {
            await using var look = new NpgsqlCommand("SELECT count(*) FROM flags", reader);
            await look.ExecuteScalarAsync();
            Assert.Single((await DropAsync(db)).Left);
        }

        Assert.Equal(["flags_202003"], await db.RowsAsync("SELECT name FROM month_partitions WHERE is_detaching"));

        await db.Decisions.WriteAsync(Samples.Batch(1, 2, new Decision(MonthSamples.Flag(3, "2020-03", version: 2))), default);

        Assert.Equal(["2", "1"], await db.RowsAsync("SELECT version FROM flags ORDER BY flag_id"));
        Assert.Equal(["2020-03"], await MonthSamples.MonthsAsync(db));
    }

    private static Decision Decision(string month) => new(MonthSamples.Flag(int.Parse(month[5..], System.Globalization.CultureInfo.InvariantCulture), month));

    private static Task<RetentionOutcome> DropAsync(TestDatabase db) => new MonthRetention(db.Database, MonthlyRecord.Decisions).DropAsync(Keep, GiveWayAfter, default);

    private static async Task DetachAsync(TestDatabase db, string[] tables)
    {
        foreach (string table in tables)
        {
            await db.RowsAsync($"ALTER TABLE {table} DETACH PARTITION {table}_202003 CONCURRENTLY");
        }
    }

    /// <summary>An action as of then, past the trigger that would refuse it.</summary>
    private static Task<string[]> ActedLongAgoAsync(TestDatabase db, string at, int flag) => db.RowsAsync(
        $"""
        SET ROLE fraudwatch_migrator;
        SELECT make_months('audit', ARRAY['{at}'::date]);
        RESET ROLE;
        SET session_replication_role = replica;
        INSERT INTO review_actions (acted_at, acted_by, occurred_at, action, account_id, flag_id, reason, after)
        VALUES ('{at}', 'ana', '{at}', 'confirmed', 'u', '{Samples.FlagId(flag)}', 'x', '[]');
        RESET session_replication_role
        """);
}
