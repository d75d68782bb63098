using FraudWatch.Detection.Decisions;
using FraudWatch.Storage;
using Xunit;

namespace FraudWatch.IntegrationTests.Storage;

/// <summary>What stands on fraud-decisions and not in a record that went back: never told again or below, and numbering goes on above it.</summary>
[Collection(StorageTests.Name)]
public sealed class ToldTests(PostgresServer server)
{
    [Fact]
    public async Task What_is_decided_again_as_it_was_told_keeps_its_number_and_is_not_told_again()
    {
        await using TestDatabase db = await server.NewMigratedAsync();
        var told = new ToldStore(db.Database);
        ToldDecision[] lost = await ToldOfAsync(new Decision(Samples.Flag(1, 3)), new Decision(Samples.Hold(1, 1, 2, HoldStatus.Expired)));
        long epoch = await db.Offsets.AcquireEpochAsync(Samples.Cell, default);
        Assert.Equal(2, await told.NoteAsync(lost, default));

        await db.Decisions.WriteAsync(
            Samples.Batch(
                epoch, 1, new Decision(Samples.Flag(1)), new Decision(Samples.Flag(1, 2)), new Decision(Samples.Flag(1, 3)), new Decision(Samples.Hold(1, 1)),
                new Decision(Samples.Hold(1, 1, 2, HoldStatus.Expired))),
            default);
        Assert.Empty(await db.RowsAsync("SELECT * FROM told_ahead"));

        // Members that a large flag takes up without a version are none of another content.
        var growth = new FlagGrowth { FlagId = Samples.FlagId(1), RaisedAt = Samples.Noon, Version = 3, Accounts = [(2, new FlagAccount("late", AccountRole.Member, 0.9m))] };
        await db.Decisions.WriteAsync(Samples.Batch(epoch, 1, new Decision(growth)), default);
        Assert.Equal(0, await told.SettleAsync(default));

        Assert.Equal(["0|5"], await db.RowsAsync("SELECT count(*) FILTER (WHERE published_at IS NULL), count(*) FROM outbox"));
        await db.Decisions.WriteAsync(Samples.Batch(epoch, 2, new Decision(Samples.Flag(1, 4))), default);
        Assert.Equal(["flag|4"], await WaitingAsync(db));
    }

    [Fact]
    public async Task What_is_decided_again_as_something_else_is_told_above()
    {
        await using TestDatabase db = await server.NewMigratedAsync();
        var told = new ToldStore(db.Database);
        ToldDecision[] lost = await ToldOfAsync(new Decision(Samples.Flag(1, 2, members: 5)), new Decision(Samples.Hold(1, 1, 3, HoldStatus.Released)));
        long epoch = await db.Offsets.AcquireEpochAsync(Samples.Cell, default);
        await told.NoteAsync(lost, default);
        await db.Decisions.WriteAsync(
            Samples.Batch(epoch, 1, new Decision(Samples.Flag(1)), new Decision(Samples.Flag(1, 2)), new Decision(Samples.Hold(1, 1))), default);
        Assert.Empty(await WaitingAsync(db));

        Assert.Equal(0, await told.SettleAsync(default));

        Assert.Equal(["flag|3", "hold|4"], await WaitingAsync(db));
        Assert.Equal(["3|2|2"], await db.RowsAsync("SELECT version, detector_version, jsonb_array_length(flag_document(flag_id)::jsonb->'accounts') FROM flags"));

        // And so on: the detector's third is the fourth, a person's decision the fifth.
        await db.Decisions.WriteAsync(Samples.Batch(epoch, 2, new Decision(Samples.Flag(1, 3)), new Decision(Samples.Hold(1, 1, 2, HoldStatus.Expired))), default);
        await new ReviewStore(db.Database).ReviewFlagAsync(Samples.FlagId(1), FlagStatus.Confirmed, "seen", default);
        Decision answer = new(Samples.Flag(1, 4) with { Status = FlagStatus.Confirmed }) { AnswersAction = true };
        await db.Decisions.WriteAsync(Samples.Batch(epoch, 3, answer), default);
        Assert.Equal(["flag|3", "hold|4", "flag|4", "hold|5", "action|1", "flag|5"], await WaitingAsync(db));
        Assert.Equal(["5|4|0|1"], await db.RowsAsync("SELECT version, detector_version, desk_version, skipped_versions FROM flags"));
    }

    /// <summary>Between the failover and the worker's noticing, an analyst decides on what the older record shows.</summary>
    [Fact]
    public async Task What_a_person_decides_on_a_record_that_went_back_is_told_above()
    {
        await using TestDatabase db = await server.NewMigratedAsync();
        ToldDecision[] lost = await ToldOfAsync(new Decision(Samples.Flag(1, 2)));
        long epoch = await db.Offsets.AcquireEpochAsync(Samples.Cell, default);
        await db.Decisions.WriteAsync(Samples.Batch(epoch, 1, new Decision(Samples.Flag(1))), default);
        await db.RowsAsync("UPDATE outbox SET published_at = now()");
        await new ReviewStore(db.Database).ReviewFlagAsync(Samples.FlagId(1), FlagStatus.Confirmed, "seen", default);

        var told = new ToldStore(db.Database);
        Assert.Equal(1, await told.NoteAsync(lost, default));
        Assert.Equal(["action|1"], await WaitingAsync(db));
        Assert.Equal(0, await told.SettleAsync(default));

        Assert.Equal(["action|1", "flag|3"], await WaitingAsync(db));
        Assert.Equal(["confirmed|3"], await db.RowsAsync("SELECT status, version FROM flags"));
    }

    /// <summary>Acknowledged by the broker, and the worker died before the mark: an everyday crash, and no reason to say it again behind what followed.</summary>
    [Fact]
    public async Task What_was_told_and_not_marked_is_marked()
    {
        await using TestDatabase db = await server.NewMigratedAsync();
        long epoch = await db.Offsets.AcquireEpochAsync(Samples.Cell, default);
        await db.Decisions.WriteAsync(Samples.Batch(epoch, 1, new Decision(Samples.Flag(1)), new Decision(Samples.Flag(1, 2)), new Decision(Samples.Flag(2))), default);

        Assert.Equal(0, await new ToldStore(db.Database).NoteAsync(await ToldOfAsync(new Decision(Samples.Flag(1, 2))), default));

        Assert.Equal(["flag|1"], await WaitingAsync(db));
        Assert.Equal([$"{Samples.FlagId(2)}"], await db.RowsAsync("SELECT object_id FROM outbox WHERE published_at IS NULL"));
    }

    [Fact]
    public async Task What_the_record_does_not_come_to_again_stays_known_and_is_told_above_when_it_does()
    {
        await using TestDatabase db = await server.NewMigratedAsync();
        var told = new ToldStore(db.Database);
        await told.NoteAsync(await ToldOfAsync(new Decision(Samples.Flag(1, 3))), default);
        Assert.Equal(1, await told.SettleAsync(default));
        long epoch = await db.Offsets.AcquireEpochAsync(Samples.Cell, default);
        await db.Decisions.WriteAsync(Samples.Batch(epoch, 1, new Decision(Samples.Flag(1))), default);

        Assert.Equal(0, await told.SettleAsync(default));

        Assert.Equal(["flag|4"], await WaitingAsync(db));
    }

    [Fact]
    public async Task It_is_read_back_from_the_last_batch_or_the_oldest_message_that_waits()
    {
        await using TestDatabase db = await server.NewMigratedAsync();
        var told = new ToldStore(db.Database);
        Assert.Null(await told.SinceAsync(Samples.Cell, default));
        long epoch = await db.Offsets.AcquireEpochAsync(Samples.Cell, default);
        Assert.Null(await told.SinceAsync(Samples.Cell, default));
        await db.Decisions.WriteAsync(Samples.Batch(epoch, 1, new Decision(Samples.Flag(1))), default);
        await db.RowsAsync("UPDATE outbox SET published_at = now(), created_at = created_at - interval '1 h'");
        DateTime batch = (await told.SinceAsync(Samples.Cell, default))!.Value;

        await db.Offsets.AcquireEpochAsync(Samples.Cell, default);
        Assert.Equal(batch, await told.SinceAsync(Samples.Cell, default));
        await db.RowsAsync("UPDATE outbox SET published_at = NULL");
        Assert.True(await told.SinceAsync(Samples.Cell, default) < batch - TimeSpan.FromMinutes(59));
        await db.RowsAsync("UPDATE outbox SET set_aside_at = now()");
        Assert.Equal(batch, await told.SinceAsync(Samples.Cell, default));
    }

    /// <summary>A person's hold is the desk's row, there before the log tells of it; a record that was built anew has only the log.</summary>
    [Fact]
    public async Task A_persons_hold_that_the_record_lacks_is_as_the_log_tells_it()
    {
        await using TestDatabase db = await server.NewMigratedAsync();
        long epoch = await db.Offsets.AcquireEpochAsync(Samples.Cell, default);
        Hold placed = Samples.Hold(1, 1) with { FlagId = null, PlacedBy = "ana", Scope = HoldScope.Account };
        Decision renewed = new(placed with { Version = 2, ExpiresAt = placed.ExpiresAt + 5_000 }) { AnswersAction = true };
        await db.Decisions.WriteAsync(Samples.Batch(epoch, 1, new Decision(placed) { AnswersAction = true }), default);
        Assert.Equal(["person||1|0|1|active|ana"], await db.RowsAsync("SELECT origin, cell, version, detector_version, desk_version, status, placed_by FROM holds"));

        for (int repeat = 0; repeat < 2; repeat++)
        {
            await db.Decisions.WriteAsync(Samples.Batch(epoch, 2, renewed), default);
            Assert.Equal(
                [$"2|2|{DecisionJson.Time(placed.ExpiresAt + 5_000)}"], await db.RowsAsync("SELECT version, desk_version, wire_time(expires_at) FROM holds"));
        }

        Decision released = new(renewed.Hold! with { Version = 3, Status = HoldStatus.Released, EndedAt = placed.PlacedAt - 1 }) { AnswersAction = true };
        await db.Decisions.WriteAsync(Samples.Batch(epoch, 3, released), default);
        Assert.Equal([$"3|released|{DecisionJson.Time(placed.PlacedAt)}"], await db.RowsAsync("SELECT version, status, wire_time(ended_at) FROM holds"));
        Assert.Equal(["hold|1", "hold|2", "hold|3"], await WaitingAsync(db));
    }

    private static Task<string[]> WaitingAsync(TestDatabase db) => db.RowsAsync("SELECT kind, version FROM outbox WHERE published_at IS NULL ORDER BY id");

    /// <summary>The messages that another database's worker would publish of these.</summary>
    private async Task<ToldDecision[]> ToldOfAsync(params Decision[] decisions)
    {
        await using TestDatabase other = await server.NewMigratedAsync();
        long epoch = await other.Offsets.AcquireEpochAsync(Samples.Cell, default);
        Decision[] flag = decisions.All(d => d.Flag is null) ? [] : [new Decision(Samples.Flag(1))];
        await other.Decisions.WriteAsync(Samples.Batch(epoch, 1, [.. flag, .. decisions]), default);
        string[] rows = await other.RowsAsync("SELECT DISTINCT ON (object_id) kind, object_id, version, payload FROM outbox ORDER BY object_id, version DESC");
        return
        [
            .. rows.Select(row => row.Split('|', 4)).Where(p => decisions.Any(d => (d.Flag?.FlagId ?? d.Hold!.HoldId) == Guid.Parse(p[1])))
                .Select(p => new ToldDecision(p[0], Guid.Parse(p[1]), int.Parse(p[2]), p[3])),
        ];
    }
}
