using System.Text.Json;
using FraudWatch.Detection.Decisions;
using FraudWatch.Detection.Events;
using FraudWatch.Storage;
using Npgsql;
using Xunit;

namespace FraudWatch.IntegrationTests.Storage;

[Collection(StorageTests.Name)]
public sealed class DecisionStoreTests(PostgresServer server)
{
    [Fact]
    public async Task A_batch_is_there_with_everything_that_belongs_to_it()
    {
        await using TestDatabase db = await server.NewMigratedAsync();
        long epoch = await db.Offsets.AcquireEpochAsync(Samples.Cell, default);

        WriteOutcome outcome = await db.Decisions.WriteAsync(
            Samples.Batch(epoch, 42, new Decision(Samples.Flag(1)), new Decision(Samples.Hold(1, flag: 1))), default);

        Assert.Equal(new WriteOutcome(1, 1, 0), outcome);
        Assert.Equal(
            ["u1|collector|0.9", "u1-1|member|0.9"], await db.RowsAsync("SELECT account_id, role, score FROM flag_accounts ORDER BY ordinal"));
        Assert.Equal(["CYCLE_CLOSED|4|0", "SHARED_DEVICE|3|1.25"], await db.RowsAsync("SELECT code, value, usual FROM flag_reasons ORDER BY ordinal"));
        Assert.Equal(
            ["open|1|0.97|2026-11-22T10:00:00.123Z|{e1-0}"],
            await db.RowsAsync("SELECT status, version, score, raised_at, evidence_event_ids FROM flags"));
        Assert.Equal(["u1|withdrawal|{PAYOUT_REVIEW,SECOND}"], await db.RowsAsync("SELECT account_id, scope, reason_codes FROM active_holds"));
        Assert.Equal(["ring-2026.11.22-1|ring"], await db.RowsAsync("SELECT model_version, detector FROM model_versions"));
        CellProgress progress = await db.Offsets.ReadAsync(Samples.Cell, default);
        Assert.Equal((epoch, Samples.Noon + 42), (progress.Epoch, progress.DetectorClock));
        Assert.Equal([new PartitionOffset(Topic.GiftEvents, 0, 42)], progress.Offsets);
        Assert.Equal(42, progress.Counters["events"]);
    }

    [Fact]
    public async Task The_outbox_holds_the_contracts_objects_in_the_order_decided()
    {
        await using TestDatabase db = await server.NewMigratedAsync();
        long epoch = await db.Offsets.AcquireEpochAsync(Samples.Cell, default);

        await db.Decisions.WriteAsync(
            Samples.Batch(epoch, 1, new Decision(Samples.Flag(1, 1)), new Decision(Samples.Hold(1, 1)), new Decision(Samples.Flag(1, 2)), new Decision(Samples.Flag(2))),
            default);

        Assert.Equal(
            ["flag|1|u1", "hold|1|u1", "flag|2|u1", "flag|1|u2"], await db.RowsAsync("SELECT kind, version, key FROM outbox ORDER BY id"));
        string[] payloads = await db.RowsAsync("SELECT payload FROM outbox ORDER BY id");
        using JsonDocument flag = JsonDocument.Parse(payloads[2]);
        Assert.Equal("flag", flag.RootElement.GetProperty("kind").GetString());
        Assert.Equal(2, flag.RootElement.GetProperty("version").GetInt32());
        Assert.Equal("2026-11-22T10:00:00.123Z", flag.RootElement.GetProperty("raised_at").GetString());
    }

    [Fact]
    public async Task The_database_writes_the_same_objects_as_the_program()
    {
        await using TestDatabase db = await server.NewMigratedAsync();
        long epoch = await db.Offsets.AcquireEpochAsync(Samples.Cell, default);
        await db.Decisions.WriteAsync(
            Samples.Batch(
                epoch,
                1,
                new Decision(Samples.Flag(1, 3, members: 5)),
                new Decision(Samples.Flag(2) with { Accounts = [], Reasons = [], EvidenceEventIds = [] }),
                new Decision(Samples.Hold(1, 1)),
                new Decision(Samples.Hold(2, 1, version: 2, HoldStatus.Expired))),
            default);

        string[] program = await db.RowsAsync("SELECT payload::jsonb::text FROM outbox ORDER BY id");
        string[] database = await db.RowsAsync(
            "SELECT CASE kind WHEN 'flag' THEN flag_document(object_id) ELSE hold_document(object_id) END::jsonb::text FROM outbox ORDER BY id");

        Assert.Equal(4, program.Length);
        Assert.Equal(program, database);
    }

    [Fact]
    public async Task A_batch_written_again_changes_nothing()
    {
        await using TestDatabase db = await server.NewMigratedAsync();
        long epoch = await db.Offsets.AcquireEpochAsync(Samples.Cell, default);
        DecisionBatch batch = Samples.Batch(
            epoch, 7, new Decision(Samples.Flag(1, 1)), new Decision(Samples.Flag(1, 2)), new Decision(Samples.Hold(1, 1)));
        await db.Decisions.WriteAsync(batch, default);
        string[] before = await StateAsync(db);

        WriteOutcome outcome = await db.Decisions.WriteAsync(batch, default);

        Assert.Equal(new WriteOutcome(0, 0, 3), outcome);
        Assert.Equal(before, await StateAsync(db));
    }

    [Fact]
    public async Task An_older_version_never_overwrites_a_newer()
    {
        await using TestDatabase db = await server.NewMigratedAsync();
        long epoch = await db.Offsets.AcquireEpochAsync(Samples.Cell, default);
        await db.Decisions.WriteAsync(
            Samples.Batch(epoch, 2, new Decision(Samples.Flag(1, 3)), new Decision(Samples.Hold(1, 1, 2, HoldStatus.Expired))), default);

        WriteOutcome outcome = await db.Decisions.WriteAsync(
            Samples.Batch(epoch, 3, new Decision(Samples.Flag(1, 2)), new Decision(Samples.Hold(1, 1, 1))), default);

        Assert.Equal(new WriteOutcome(0, 0, 2), outcome);
        Assert.Equal(["3|{e1-0,e1-1,e1-2}"], await db.RowsAsync("SELECT version, evidence_event_ids FROM flags"));
        Assert.Equal(["2|expired"], await db.RowsAsync("SELECT version, status FROM holds"));
        Assert.Equal(["2"], await db.RowsAsync("SELECT count(*) FROM outbox"));
    }

    [Fact]
    public async Task A_flag_that_shrinks_leaves_no_lines_behind()
    {
        await using TestDatabase db = await server.NewMigratedAsync();
        long epoch = await db.Offsets.AcquireEpochAsync(Samples.Cell, default);
        await db.Decisions.WriteAsync(Samples.Batch(epoch, 1, new Decision(Samples.Flag(1, 1, members: 5))), default);

        await db.Decisions.WriteAsync(Samples.Batch(epoch, 2, new Decision(Samples.Flag(1, 2, members: 3) with { Reasons = [] })), default);

        Assert.Equal(["3"], await db.RowsAsync("SELECT count(*) FROM flag_accounts"));
        Assert.Equal(["0"], await db.RowsAsync("SELECT count(*) FROM flag_reasons"));
    }

    [Fact]
    public async Task Offsets_and_clock_never_go_back()
    {
        await using TestDatabase db = await server.NewMigratedAsync();
        long epoch = await db.Offsets.AcquireEpochAsync(Samples.Cell, default);
        await db.Decisions.WriteAsync(Samples.Batch(epoch, 10), default);

        await db.Decisions.WriteAsync(Samples.Batch(epoch, 4), default);

        CellProgress progress = await db.Offsets.ReadAsync(Samples.Cell, default);
        Assert.Equal(10, Assert.Single(progress.Offsets).NextOffset);
        Assert.Equal(Samples.Noon + 10, progress.DetectorClock);
        PostgresException refused = await Assert.ThrowsAsync<PostgresException>(() => db.RowsAsync("UPDATE partition_offsets SET next_offset = 4"));
        Assert.Equal("FW005", refused.SqlState);
    }

    [Fact]
    public async Task What_fails_in_its_last_statement_is_not_there_at_all()
    {
        await using TestDatabase db = await server.NewMigratedAsync();
        long epoch = await db.Offsets.AcquireEpochAsync(Samples.Cell, default);
        string[] before = await StateAsync(db);
        DecisionBatch broken = Samples.Batch(epoch, 5, new Decision(Samples.Flag(1)), new Decision(Samples.Hold(1, 1)))
            with
        { Counters = new Dictionary<string, long> { ["NOT A NAME"] = 1 } };

        PostgresException refused = await Assert.ThrowsAsync<PostgresException>(() => db.Decisions.WriteAsync(broken, default));

        Assert.Equal(PostgresErrorCodes.CheckViolation, refused.SqlState);
        Assert.Equal(before, await StateAsync(db));
    }

    [Fact]
    public async Task A_hold_whose_flag_is_not_on_record_is_refused()
    {
        await using TestDatabase db = await server.NewMigratedAsync();
        long epoch = await db.Offsets.AcquireEpochAsync(Samples.Cell, default);

        PostgresException refused = await Assert.ThrowsAsync<PostgresException>(
            () => db.Decisions.WriteAsync(Samples.Batch(epoch, 1, new Decision(Samples.Hold(1, flag: 9))), default));

        Assert.Equal(PostgresErrorCodes.ForeignKeyViolation, refused.SqlState);
    }

    [Fact]
    public async Task A_hold_may_stand_before_its_flag_in_a_batch()
    {
        await using TestDatabase db = await server.NewMigratedAsync();
        long epoch = await db.Offsets.AcquireEpochAsync(Samples.Cell, default);

        await db.Decisions.WriteAsync(Samples.Batch(epoch, 1, new Decision(Samples.Hold(1, flag: 1)), new Decision(Samples.Flag(1))), default);

        Assert.Equal(["hold|1", "flag|1"], await db.RowsAsync("SELECT kind, version FROM outbox ORDER BY id"));
    }

    [Fact]
    public async Task Times_at_the_ends_of_the_calendar_are_stored_as_times()
    {
        await using TestDatabase db = await server.NewMigratedAsync();
        long epoch = await db.Offsets.AcquireEpochAsync(Samples.Cell, default);
        Flag odd = Samples.Flag(1) with { FirstEventAt = DateTimeOffset.MinValue.ToUnixTimeMilliseconds(), UpdatedAt = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() };

        await db.Decisions.WriteAsync(Samples.Batch(epoch, 1, new Decision(odd)), default);

        Assert.Equal(["t|9999-12-31T23:59:59.999Z"], await db.RowsAsync(
            "SELECT CASE WHEN isfinite(first_event_at) THEN 't' ELSE 'f' END, flag_document(flag_id)->>'updated_at' FROM flags"));
    }

    [Fact]
    public async Task Every_word_of_the_contract_fits_its_column()
    {
        await using TestDatabase db = await server.NewMigratedAsync();

        await AssertListedAsync(db, "flags", "detector", Enum.GetValues<Detector>().Select(Wire.Name));
        await AssertListedAsync(db, "flags", "typology", Enum.GetValues<Typology>().Select(Wire.Name));
        await AssertListedAsync(db, "flags", "status", Enum.GetValues<FlagStatus>().Select(Wire.Name));
        await AssertListedAsync(db, "flag_accounts", "role", Enum.GetValues<AccountRole>().Select(Wire.Name));
        await AssertListedAsync(db, "flag_reasons", "family", Enum.GetValues<EvidenceFamily>().Select(Wire.Name));
        await AssertListedAsync(db, "holds", "scope", Enum.GetValues<HoldScope>().Select(Wire.Name));
        await AssertListedAsync(db, "holds", "status", Enum.GetValues<HoldStatus>().Select(Wire.Name));
        await AssertListedAsync(db, "partition_offsets", "topic", Topics.All.Select(Topics.NameOf));
    }

    /// <summary>The words of the column's own check constraint are these and no others.</summary>
    private static async Task AssertListedAsync(TestDatabase db, string table, string column, IEnumerable<string> words)
    {
        string definition = Assert.Single(await db.RowsAsync(
            $"SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = '{table}_{column}_check' AND conrelid = '{table}'::regclass"));
        // Every second piece between quotes is a quoted word.
        IEnumerable<string> listed = definition.Split('\'').Where((_, piece) => piece % 2 == 1);
        Assert.Equal(words.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    private static async Task<string[]> StateAsync(TestDatabase db) =>
    [
        .. await db.RowsAsync("SELECT flag_document(flag_id) FROM flags ORDER BY flag_id"),
        .. await db.RowsAsync("SELECT hold_document(hold_id) FROM holds ORDER BY hold_id"),
        .. await db.RowsAsync("SELECT id, kind, object_id, version, payload FROM outbox ORDER BY id"),
        .. await db.RowsAsync("SELECT topic, partition, next_offset, epoch FROM partition_offsets ORDER BY 1, 2"),
        .. await db.RowsAsync("SELECT name, value FROM counters ORDER BY 1"),
        .. await db.RowsAsync("SELECT cell, epoch, detector_clock FROM cells ORDER BY 1"),
    ];
}
