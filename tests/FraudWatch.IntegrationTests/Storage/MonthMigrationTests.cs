using FraudWatch.Detection.Decisions;
using FraudWatch.IntegrationTests.Cli;
using FraudWatch.Storage;
using Xunit;

namespace FraudWatch.IntegrationTests.Storage;

[Collection(StorageTests.Name)]
public sealed class MonthMigrationTests(PostgresServer server)
{
    /// <summary>Four flags of four months, with two accounts, two reasons and a hold each, and what people did about two of them.</summary>
    private static readonly string Before =
        $"""
        INSERT INTO cells (cell, epoch, detector_clock) VALUES ('all', 1, '2026-11-22T10:00:00Z');
        INSERT INTO model_versions VALUES ('ring-1', 'ring');
        INSERT INTO flags (flag_id, cell, case_id, detector, typology, status, version, detector_version, desk_version, episode, anchor_account_id, score,
          coins_at_risk, first_event_at, raised_at, updated_at, evidence_event_ids, model_version, truncated)
        SELECT ('f1a60000-0000-0000-0000-00000000000' || i)::uuid, 'all', gen_random_uuid(), 'ring', 'circular_gifting', 'open', i, i, 0, 1, 'u' || i, 0.9000, 500,
          '2020-01-01', t, t, ARRAY['e' || i, 'f'], 'ring-1', false
        FROM unnest(ARRAY['2019-12-31T23:59:59.999Z', '2020-01-01T00:00:00Z', '2024-02-29T12:00:00Z', '2026-11-22T09:00:00Z']::timestamptz[]) WITH ORDINALITY AS u(t, i);
        INSERT INTO flag_accounts SELECT flag_id, o, anchor_account_id || '-' || o, 'member', 0.5 FROM flags, generate_series(0, 1) o;
        INSERT INTO flag_reasons SELECT flag_id, o, 'CODE_' || o, 'text', 1.5, 0, 'graph' FROM flags, generate_series(0, 1) o;
        INSERT INTO holds (hold_id, origin, cell, version, detector_version, account_id, scope, status, flag_id, placed_at, expires_at, reason_codes, placed_by)
        SELECT ('401d0000-0000-0000-0000-00000000000' || version)::uuid, 'policy', 'all', 1, 1, anchor_account_id, 'withdrawal', 'active', flag_id, raised_at,
          '2026-12-01', ARRAY['PAYOUT_REVIEW'], 'policy:v1' FROM flags;
        SELECT review_flag('{Samples.FlagId(1)}', 'confirmed', 'seen');
        SELECT review_flag('{Samples.FlagId(3)}', 'dismissed', 'a family');
        SELECT place_hold('u1', 'account', '48 h', 'wait', '{Samples.FlagId(1)}')
        """;

    private const string Everything =
        """
        SELECT (flag_document(flag_id)::jsonb - 'account_count')::text, written_at::text, desk_version FROM flags
        UNION ALL SELECT hold_document(hold_id)::text, written_at::text, desk_version FROM holds
        UNION ALL SELECT (to_jsonb(a) - 'recovered_at')::text, '', 0 FROM review_actions a
        UNION ALL SELECT to_jsonb(h)::text, '', 1 FROM active_holds h
        ORDER BY 1, 3
        """;

    private static readonly string[][] Commands =
    [
        ["flags", "list", "--json"],
        ["flags", "list", "--account", "u3-1", "--json"],
        ["flags", "list", "--status", "open", "--since", "2024-01-01T00:00:00Z", "--json"],
        ["flags", "show", Samples.FlagId(1).ToString(), "--json"],
        ["flags", "show", Samples.FlagId(3).ToString()],
        ["holds", "list", "--json"],
        ["holds", "list", "--account", "u1", "--status", "active", "--json"],
    ];

    [Fact]
    public async Task Flags_holds_and_actions_from_before_the_months_are_the_same_in_them()
    {
        await using TestDatabase db = await AtEightAsync();
        string[] before = await db.RowsAsync(Everything);
        Assert.Equal(4 + 5 + 4 + 4, before.Length);

        await new SchemaMigrator(db.Database).MigrateAsync(default);

        Assert.Equal(before, await db.RowsAsync(Everything));
        Assert.Equal(
            ["flags_201912|2", "flags_202001|2", "flags_202402|2", "flags_202611|2"],
            await db.RowsAsync("SELECT f.tableoid::regclass::text, count(*) FROM flags f JOIN flag_accounts a USING (flag_id, raised_at) GROUP BY 1 ORDER BY 1"));
    }

    [Fact]
    public async Task People_and_the_detector_go_on_where_they_were()
    {
        await using TestDatabase db = await AtEightAsync();
        long last = long.Parse((await db.RowsAsync("SELECT max(id) FROM review_actions"))[0], System.Globalization.CultureInfo.InvariantCulture);
        await new SchemaMigrator(db.Database).MigrateAsync(default);
        var review = new ReviewStore(db.Database);

        await review.UndoFlagReviewAsync(Samples.FlagId(3), "a mistake", default);
        await review.UndoReleaseAsync(Samples.HoldId(3), "and its hold", default);
        await db.Decisions.WriteAsync(Samples.Batch(1, 1, new Decision(Samples.Flag(4, version: 5)), new Decision(Samples.Hold(4, 4, version: 2))), default);

        Assert.Equal([$"{last + 1}|undone", $"{last + 2}|undone"], await db.RowsAsync($"SELECT id, action FROM review_actions WHERE id > {last} ORDER BY id"));
        Assert.Equal(["1|confirmed", "2|open", "3|open", "4|open"], await db.RowsAsync("SELECT right(flag_id::text, 1), status FROM flags ORDER BY flag_id"));
        Assert.Equal(["5|2026-11-22T09:00:00.000Z"], await db.RowsAsync($"SELECT version, wire_time(raised_at) FROM flags WHERE flag_id = '{Samples.FlagId(4)}'"));
        Assert.Equal(["active|3", "active|2"], await db.RowsAsync($"SELECT status, version FROM holds WHERE hold_id IN ('{Samples.HoldId(3)}', '{Samples.HoldId(4)}') ORDER BY hold_id"));
    }

    /// <summary>Against the rows that the statements of the time before wrote: what a command says is what stands in them.</summary>
    [Fact]
    public async Task Every_command_reads_what_was_moved()
    {
        await using TestDatabase db = await AtEightAsync();
        string[] flags = await db.RowsAsync("SELECT (flag_document(flag_id)::jsonb - 'kind')::text FROM flags ORDER BY raised_at DESC");
        await new SchemaMigrator(db.Database).MigrateAsync(default);

        foreach (string[] command in Commands)
        {
            CommandOutcome outcome = await FlagsAndHoldsProgram.RunAsync(db, command);
            Assert.True(outcome.Status == 0 && outcome.Lines.Length > 0, $"{string.Join(' ', command)}: {outcome.Status}, {outcome.Error}");
        }

        CommandOutcome listed = await FlagsAndHoldsProgram.RunAsync(db, Commands[0]);
        Assert.Equal(flags, await db.RowsAsync($"SELECT (line::jsonb - 'account_count')::text FROM unnest(ARRAY[{string.Join(',', listed.Lines.Select(l => $"'{l}'"))}]) WITH ORDINALITY AS u(line, n) ORDER BY n"));
        Assert.Contains("a family", (await FlagsAndHoldsProgram.RunAsync(db, Commands[4])).Output, StringComparison.Ordinal);
        Assert.Equal(5, (await FlagsAndHoldsProgram.RunAsync(db, Commands[5])).Lines.Length);
        Assert.Equal(2, (await FlagsAndHoldsProgram.RunAsync(db, Commands[6])).Lines.Length);
    }

    /// <summary>At migration 0008, with <see cref="Before"/> in it.</summary>
    private async Task<TestDatabase> AtEightAsync()
    {
        string connection = await server.NewDatabaseAsync();
        FraudWatchDatabase database = FraudWatchDatabase.OpenWithoutRetry(new StorageOptions { ConnectionString = connection });
        await new SchemaMigrator(database, [.. Migration.Embedded.TakeWhile(m => m.Number < 9)]).MigrateAsync(default);
        var db = new TestDatabase(connection, database);
        await db.RowsAsync(Before);
        return db;
    }
}
