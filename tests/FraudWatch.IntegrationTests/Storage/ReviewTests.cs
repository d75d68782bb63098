using System.Text;
using System.Text.Json;
using FraudWatch.Detection.Decisions;
using FraudWatch.Detection.Events;
using FraudWatch.Storage;
using Npgsql;
using Xunit;

namespace FraudWatch.IntegrationTests.Storage;

[Collection(StorageTests.Name)]
public sealed class ReviewTests(PostgresServer server)
{
    [Fact]
    public async Task A_decision_is_recorded_with_who_when_and_why_and_told_to_both_topics()
    {
        await using TestDatabase db = await MadeAsync();
        await using FraudWatchDatabase analyst = await AnalystAsync(db);

        await new ReviewStore(analyst).ReviewFlagAsync(Samples.FlagId(1), FlagStatus.Confirmed, "cards were stolen", default);

        string analystName = new NpgsqlConnectionStringBuilder(analyst.Source.ConnectionString).Username!;
        Assert.Equal(
            [$"confirmed|{analystName}|cards were stolen|u1|2026-11-22T10:00:00.124Z|open|confirmed|2"],
            await db.RowsAsync(
                "SELECT action, acted_by, reason, account_id, occurred_at, before->>'status', after->>'status', after->>'version' FROM review_actions"));
        Assert.Equal(
            ["action|1|fraud-actions|u1", "flag|2|fraud-decisions|u1"],
            await db.RowsAsync("SELECT kind, version, topic, key FROM outbox WHERE id > 2 ORDER BY id"));
        Assert.Equal(["confirmed|2"], await db.RowsAsync("SELECT status, version FROM flags"));
    }

    [Fact]
    public async Task The_action_is_an_event_that_the_parser_takes()
    {
        await using TestDatabase db = await MadeAsync();
        await new ReviewStore(db.Database).PlaceHoldAsync(
            new HoldRequest("u1", HoldScope.Account, TimeSpan.FromHours(48), "spends stolen money", Samples.FlagId(1)), default);

        string payload = Assert.Single(await db.RowsAsync("SELECT payload FROM outbox WHERE kind = 'action'"));

        var parsed = new ParsedEvent();
        Assert.True(EventParser.TryParse(Encoding.UTF8.GetBytes(payload), parsed));
        Assert.Equal((EventType.ActionTaken, Samples.Noon + 1), (parsed.Type, parsed.OccurredAt));
        using JsonDocument json = JsonDocument.Parse(payload);
        Assert.Equal("held", json.RootElement.GetProperty("action").GetString());
        Assert.Equal("postgres", json.RootElement.GetProperty("analyst").GetString());
        Assert.Equal(Samples.FlagId(1), json.RootElement.GetProperty("flag_id").GetGuid());
        Assert.False(json.RootElement.TryGetProperty("reason", out _));
    }

    [Fact]
    public async Task Who_acted_is_the_session_whatever_the_client_says()
    {
        await using TestDatabase db = await MadeAsync();

        await db.RowsAsync(Forged("acted_by", "'somebody_else'"));

        Assert.Equal(["postgres|t"], await db.RowsAsync(
            "SELECT acted_by, CASE WHEN acted_at > now() - interval '1 hour' THEN 't' END FROM review_actions"));
        foreach (string time in (string[])["now() - interval '1 s'", "now() + interval '1 s'", "'2001-01-01'", "NULL"])
        {
            await Assert.ThrowsAsync<PostgresException>(() => db.RowsAsync(Forged("acted_at", time)));
        }

        Assert.Equal(["1"], await db.RowsAsync("SELECT count(*) FROM review_actions"));

        static string Forged(string column, string value) =>
            $"""
            INSERT INTO review_actions (occurred_at, action, account_id, flag_id, reason, after, {column})
            VALUES (now(), 'confirmed', 'u1', '{Samples.FlagId(1)}', 'x', '[]', {value})
            """;
    }

    [Fact]
    public async Task What_was_done_is_never_changed_through_the_table_or_through_a_month_of_it()
    {
        await using TestDatabase db = await MadeAsync();
        await new ReviewStore(db.Database).ReviewFlagAsync(Samples.FlagId(1), FlagStatus.Confirmed, "seen", default);
        string month = Assert.Single(await db.RowsAsync("SELECT tableoid::regclass::text FROM review_actions"));
        Assert.StartsWith("review_actions_", month, StringComparison.Ordinal);

        foreach (string table in (string[])["review_actions", month])
        {
            foreach (string statement in (string[])[$"UPDATE {table} SET acted_by = 'somebody_else'", $"DELETE FROM {table}", $"TRUNCATE {table}"])
            {
                PostgresException refused = await Assert.ThrowsAsync<PostgresException>(() => db.RowsAsync(statement));
                Assert.Equal((statement, "FW003"), (statement, refused.SqlState));
            }
        }
    }

    [Fact]
    public async Task After_a_persons_decision_the_detector_brings_evidence_but_not_the_status()
    {
        await using TestDatabase db = await MadeAsync();
        await new ReviewStore(db.Database).ReviewFlagAsync(Samples.FlagId(1), FlagStatus.Confirmed, "seen", default);

        await db.Decisions.WriteAsync(Samples.Batch(1, 2, new Decision(Samples.Flag(1, 2)), new Decision(Samples.Flag(1, 3))), default);

        Assert.Equal(["confirmed|4|3|{e1-0,e1-1,e1-2}"], await db.RowsAsync("SELECT status, version, detector_version, evidence_event_ids FROM flags"));
        Assert.Equal(
            ["1|open", "2|confirmed", "3|confirmed", "4|confirmed"],
            await db.RowsAsync("SELECT version, payload::json->>'status' FROM outbox WHERE kind = 'flag' ORDER BY id"));
    }

    [Fact]
    public async Task A_dismissal_releases_policys_holds_of_the_flag_and_leaves_peoples()
    {
        await using TestDatabase db = await MadeAsync();
        var review = new ReviewStore(db.Database);
        await review.PlaceHoldAsync(new HoldRequest("u1", HoldScope.Gifting, TimeSpan.FromHours(1), "wait", Samples.FlagId(1)), default);

        await review.ReviewFlagAsync(Samples.FlagId(1), FlagStatus.Dismissed, "a family", default);

        Assert.Equal(
            ["person|active|1", "policy|released|2"], await db.RowsAsync("SELECT origin, status, version FROM holds ORDER BY origin"));
        Assert.Equal(["gifting"], await db.RowsAsync("SELECT scope FROM active_holds"));
        Assert.Equal(["held", "dismissed", "released"], await db.RowsAsync("SELECT action FROM review_actions ORDER BY id"));
    }

    [Fact]
    public async Task A_hold_that_a_person_released_stays_released()
    {
        await using TestDatabase db = await MadeAsync();
        await new ReviewStore(db.Database).ReleaseHoldAsync(Samples.HoldId(1), "called the customer", default);

        await db.Decisions.WriteAsync(Samples.Batch(1, 2, new Decision(Samples.Hold(1, 1, version: 2, HoldStatus.Expired))), default);

        Assert.Equal(["released|3"], await db.RowsAsync("SELECT status, version FROM holds"));
        ReviewRefusedException refused = await Assert.ThrowsAsync<ReviewRefusedException>(
            () => new ReviewStore(db.Database).ReleaseHoldAsync(Samples.HoldId(1), "again", default));
        Assert.Equal(ReviewRefusal.NotNow, refused.Refusal);
    }

    [Fact]
    public async Task A_policy_hold_ends_by_the_detectors_clock_and_a_persons_by_the_wall_clock()
    {
        await using TestDatabase db = await MadeAsync();
        await new ReviewStore(db.Database).PlaceHoldAsync(new HoldRequest("u9", HoldScope.Account, TimeSpan.FromHours(1), "wait", null) { EvenUnseen = true }, default);
        Assert.Equal(["u1", "u9"], await db.RowsAsync("SELECT account_id FROM active_holds ORDER BY 1"));

        // A day and a bit on the detector's clock, no time at all on the wall's.
        await db.Decisions.WriteAsync(Samples.Batch(1, 2) with { DetectorClock = Samples.Noon + 86_400_000 }, default);
        Assert.Equal(["u9"], await db.RowsAsync("SELECT account_id FROM active_holds ORDER BY 1"));
        Hold read = Assert.Single(await new HoldStore(db.Database).ListAsync(new HoldQuery { AccountId = "u1", Limit = 10 }, default));
        Assert.Equal((HoldStatus.Expired, Samples.Noon + 86_400_000), (read.Status, read.EndedAt));

        // As if an hour had passed.
        await db.RowsAsync("UPDATE holds SET placed_at = placed_at - interval '2 h', expires_at = expires_at - interval '2 h' WHERE origin = 'person'");
        Assert.Empty(await db.RowsAsync("SELECT account_id FROM active_holds"));
        Assert.Equal(1, await db.Decisions.ExpireHoldsOfPeopleAsync(default));
        Assert.Equal(0, await db.Decisions.ExpireHoldsOfPeopleAsync(default));
        Assert.Equal(["expired|2"], await db.RowsAsync("SELECT payload::json->>'status', version FROM outbox WHERE key = 'u9' ORDER BY id DESC LIMIT 1"));
    }

    [Fact]
    public async Task A_renewed_hold_ends_by_its_own_clock_and_the_action_tells_its_new_end()
    {
        await using TestDatabase db = await MadeAsync();
        var review = new ReviewStore(db.Database);

        await review.RenewHoldAsync(Samples.HoldId(1), TimeSpan.FromHours(72), "still under review", default);

        long until = Samples.Noon + 1 + (72 * 3_600_000L);
        Assert.Equal([$"active|2|{DecisionJson.Time(until)}"], await db.RowsAsync($"SELECT status, version, wire_time(expires_at) FROM holds WHERE hold_id = '{Samples.HoldId(1)}'"));
        Assert.Equal(
            [$"held|withdrawal|{DecisionJson.Time(Samples.Noon)}|{DecisionJson.Time(until)}"],
            await db.RowsAsync("SELECT payload::json->>'action', payload::json->>'scope', payload::json->>'placed_at', payload::json->>'expires_at' FROM outbox WHERE kind = 'action'"));
        await review.ReleaseHoldAsync(Samples.HoldId(1), "done", default);
        await Assert.ThrowsAsync<ReviewRefusedException>(() => review.RenewHoldAsync(Samples.HoldId(1), TimeSpan.FromHours(1), "too late", default));
    }

    /// <summary>Who wins when a person renews a hold whose expiry the detector has decided and not yet written: the person, in the record and after the answer.</summary>
    [Fact]
    public async Task A_hold_renewed_while_its_expiry_is_on_its_way_stays_active()
    {
        await using TestDatabase db = await MadeAsync();
        await new ReviewStore(db.Database).RenewHoldAsync(Samples.HoldId(1), TimeSpan.FromHours(72), "still under review", default);
        Hold expired = Samples.Hold(1, 1, version: 2, HoldStatus.Expired);
        long until = Samples.Noon + 1 + (72 * 3_600_000L);

        await db.Decisions.WriteAsync(Samples.Batch(1, 2, new Decision(expired)), default);
        Assert.Equal([$"active|3|{DecisionJson.Time(until)}"], await db.RowsAsync("SELECT status, version, wire_time(expires_at) FROM holds"));

        Decision answer = new(expired with { Version = 3, Status = HoldStatus.Active, EndedAt = null, ExpiresAt = until }) { AnswersAction = true };
        await db.Decisions.WriteAsync(Samples.Batch(1, 3, answer), default);
        Assert.Equal(["active|3|3|0"], await db.RowsAsync("SELECT status, version, detector_version, desk_version FROM holds"));
        Assert.Equal(["1", "2", "3"], await db.RowsAsync("SELECT version FROM outbox WHERE kind = 'hold' ORDER BY id"));

        await db.Decisions.WriteAsync(
            Samples.Batch(1, 4, new Decision(answer.Hold! with { Version = 4, Status = HoldStatus.Expired, EndedAt = until })), default);
        Assert.Equal(["expired|4"], await db.RowsAsync("SELECT status, version FROM holds"));
    }

    [Fact]
    public async Task What_was_undone_is_as_it_was_before_and_is_undone_once()
    {
        await using TestDatabase db = await MadeAsync();
        var review = new ReviewStore(db.Database);
        await review.ReviewFlagAsync(Samples.FlagId(1), FlagStatus.Escalated, "to the lead", default);
        await review.ReviewFlagAsync(Samples.FlagId(1), FlagStatus.Dismissed, "a mistake", default);

        await review.UndoFlagReviewAsync(Samples.FlagId(1), "that was the wrong flag", default);
        await review.UndoReleaseAsync(Samples.HoldId(1), "and the wrong hold", default);

        Assert.Equal(["escalated|4"], await db.RowsAsync("SELECT status, version FROM flags"));
        Assert.Equal(["active|3|"], await db.RowsAsync($"SELECT status, version, ended_at FROM holds WHERE hold_id = '{Samples.HoldId(1)}'"));
        await Assert.ThrowsAsync<ReviewRefusedException>(() => review.UndoFlagReviewAsync(Samples.FlagId(1), "again", default));
        await Assert.ThrowsAsync<ReviewRefusedException>(() => review.UndoReleaseAsync(Samples.HoldId(1), "again", default));
    }

    [Fact]
    public async Task The_detectors_answer_takes_over_the_desks_version_and_publishes_nothing_twice()
    {
        await using TestDatabase db = await MadeAsync();
        await new ReviewStore(db.Database).ReviewFlagAsync(Samples.FlagId(1), FlagStatus.Confirmed, "cards were stolen", default);
        long epoch = await db.Offsets.AcquireEpochAsync(Samples.Cell, default);
        string[] before = [.. await db.RowsAsync("SELECT id FROM outbox ORDER BY id")];
        Decision answer = new(Samples.Flag(1, version: 2) with { Status = FlagStatus.Confirmed }) { AnswersAction = true };

        for (int repeat = 0; repeat < 2; repeat++)
        {
            await db.Decisions.WriteAsync(Samples.Batch(epoch, 9, answer), default);
            Assert.Equal(["confirmed|2|2|0"], await db.RowsAsync("SELECT status, version, detector_version, desk_version FROM flags"));
        }

        Assert.Equal(before, await db.RowsAsync("SELECT id FROM outbox ORDER BY id"));
    }

    [Fact]
    public async Task An_accounts_active_holds_are_found_by_an_index_of_each_month()
    {
        await using TestDatabase db = await MadeAsync();
        await db.RowsAsync(
            """
            SELECT prepare_decision_months(ARRAY(SELECT '2026-01-01'::date + i * 31 FROM generate_series(0, 5) i));
            INSERT INTO holds (hold_id, origin, version, detector_version, desk_version, account_id, scope, status, placed_at, expires_at, reason_codes, placed_by)
            SELECT gen_random_uuid(), 'person', 1, 0, 1, 'u' || i, 'gifting', 'active', '2026-01-10'::timestamptz + (i % 6) * interval '30 days', now() + interval '1 day', '{X}', 'ana'
            FROM generate_series(1000, 40000) i;
            ANALYZE holds
            """);

        string[] plan = await db.RowsAsync("EXPLAIN SELECT * FROM active_holds WHERE account_id = 'u5000' ORDER BY placed_at");

        string[] months = [.. (await MonthSamples.MonthsAsync(db)).Select(m => $"holds_{m.Replace("-", "", StringComparison.Ordinal)}").Where(m => m != "holds_202611")];
        Assert.Equal(6, months.Length);
        Assert.All(months, month => Assert.True(plan.Any(line => line.Contains($"{month}_account_id_", StringComparison.Ordinal)), string.Join('\n', plan)));
        Assert.DoesNotContain(plan, line => line.Contains("Seq Scan on holds_20260", StringComparison.Ordinal));
        Assert.Equal(["u5000"], (await new HoldStore(db.Database).ReadActiveAsync("u5000", default)).Select(h => h.AccountId));
    }

    [Fact]
    public async Task What_makes_no_sense_is_refused_and_leaves_no_trace()
    {
        await using TestDatabase db = await MadeAsync();
        (string Call, string State)[] cases =
        [
            ("review_flag('f1a60000-0000-0000-0000-000000000001', 'confirmed', '  ')", "FW004"),
            ("review_flag('f1a60000-0000-0000-0000-000000000001', 'open', 'x')", "FW004"),
            ("review_flag('f1a60000-0000-0000-0000-000000000009', 'confirmed', 'x')", "FW002"),
            ("release_hold('f1a60000-0000-0000-0000-000000000009', 'x')", "FW002"),
            ("place_hold('u1', 'everything', '1 h', 'x', NULL)", "FW004"),
            ("place_hold('u1', 'account', '91 days', 'x', NULL)", "FW004"),
            ("place_hold('u1', 'account', '-1 h', 'x', NULL)", "FW004"),
            ("place_hold('', 'account', '1 h', 'x', NULL)", "FW004"),
            ("place_hold('u1', 'account', '1 h', 'x', 'f1a60000-0000-0000-0000-000000000009')", "FW002"),
        ];

        foreach ((string call, string state) in cases)
        {
            PostgresException refused = await Assert.ThrowsAsync<PostgresException>(() => db.RowsAsync($"SELECT {call}"));
            Assert.Equal((call, state), (call, refused.SqlState));
        }

        Assert.Equal(["0|2"], await db.RowsAsync("SELECT (SELECT count(*) FROM review_actions), (SELECT count(*) FROM outbox)"));
    }

    [Fact]
    public async Task Flags_are_read_as_they_were_decided()
    {
        await using TestDatabase db = await MadeAsync();
        Flag decided = Samples.Flag(2, version: 3, members: 4);
        await db.Decisions.WriteAsync(Samples.Batch(1, 2, new Decision(decided)), default);

        Flag read = Assert.Single(await new FlagStore(db.Database).FindAsync(IdPrefix.Whole(decided.FlagId), 5, default));

        Assert.Equal(Json(decided), Json(read));
    }

    private static string Json(Flag flag)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            DecisionJson.WriteMessage(json, new Decision(flag));
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>One open flag with one policy hold; epoch 1, detector's clock one past noon.</summary>
    private async Task<TestDatabase> MadeAsync()
    {
        TestDatabase db = await server.NewMigratedAsync();
        long epoch = await db.Offsets.AcquireEpochAsync(Samples.Cell, default);
        await db.Decisions.WriteAsync(Samples.Batch(epoch, 1, new Decision(Samples.Flag(1)), new Decision(Samples.Hold(1, 1))), default);
        return db;
    }

    private static async Task<FraudWatchDatabase> AnalystAsync(TestDatabase db) =>
        FraudWatchDatabase.OpenWithoutRetry(new StorageOptions { ConnectionString = await db.LoginAsync("ana", SchemaRoles.Analyst) });
}
