using System.Text.Json;
using FraudWatch.Detection.Decisions;
using FraudWatch.Storage;
using Xunit;

namespace FraudWatch.IntegrationTests.Storage;

/// <summary>A decision is about the version that a person saw, and is refused when that is no longer so.</summary>
[Collection(StorageTests.Name)]
public sealed class SeenVersionTests(PostgresServer server)
{
    private const int Rounds = 20;
    private static readonly Guid Id = Samples.FlagId(1);

    [Fact]
    public async Task A_stale_decision_after_somebody_elses_is_refused_and_changes_nothing()
    {
        await using TestDatabase db = await MadeAsync();
        var review = new ReviewStore(db.Database);
        await review.ReviewFlagAsync(Id, FlagStatus.Dismissed, "a family", version: 1, default);
        string[] record = await RecordAsync(db);

        await AssertRefusedAsync(ReviewRefusal.NotNow, () => review.ReviewFlagAsync(Id, FlagStatus.Confirmed, "stale", version: 1, default));
        await AssertRefusedAsync(ReviewRefusal.NotNow, () => review.ReviewFlagAsync(Id, FlagStatus.Confirmed, "stale", default));
        await AssertRefusedAsync(ReviewRefusal.NotNow, () => review.UndoFlagReviewAsync(Id, "stale", version: 1, default));
        await AssertRefusedAsync(ReviewRefusal.BadInput, () => review.ReviewFlagAsync(Id, FlagStatus.Confirmed, "no such version", version: 3, default));
        await AssertRefusedAsync(ReviewRefusal.BadInput, () => review.ReviewFlagAsync(Id, FlagStatus.Confirmed, "no such version", version: 0, default));
        Assert.Equal(record, await RecordAsync(db));

        await review.ReviewFlagAsync(Id, FlagStatus.Confirmed, "with the dismissal in sight", version: 2, default);
        Assert.Equal(["confirmed|3"], await db.RowsAsync("SELECT status, version FROM flags"));
    }

    [Fact]
    public async Task What_puts_a_flag_aside_makes_a_decision_on_the_version_before_stale_too()
    {
        await using TestDatabase db = await MadeAsync();
        var review = new ReviewStore(db.Database);
        await review.ReviewFlagAsync(Id, FlagStatus.Escalated, "to the lead", version: 1, default);
        await review.UndoFlagReviewAsync(Id, "no", version: 2, default);

        await AssertRefusedAsync(ReviewRefusal.NotNow, () => review.ReviewFlagAsync(Id, FlagStatus.Confirmed, "stale", version: 2, default));
        await review.ReviewFlagAsync(Id, FlagStatus.Confirmed, "seen", default);
        Assert.Equal(["confirmed|4"], await db.RowsAsync("SELECT status, version FROM flags"));
    }

    [Fact]
    public async Task Of_two_who_decide_at_once_on_the_same_version_one_is_refused()
    {
        await using TestDatabase db = await MadeAsync(flags: Rounds);
        var review = new ReviewStore(db.Database);
        for (int round = 1; round <= Rounds; round++)
        {
            Guid id = Samples.FlagId(round);
            int? version = round % 2 == 0 ? 1 : null;
            Task<Guid>[] both =
            [
                Task.Run(() => review.ReviewFlagAsync(id, FlagStatus.Confirmed, "yes", version, default)),
                Task.Run(() => review.ReviewFlagAsync(id, FlagStatus.Dismissed, "no", version, default)),
            ];
            await Task.WhenAll(both.Select(b => b.ContinueWith(_ => { }, TaskScheduler.Default)));

            Task<Guid> refused = Assert.Single(both, b => !b.IsCompletedSuccessfully);
            Assert.Equal(ReviewRefusal.NotNow, Assert.IsType<ReviewRefusedException>(refused.Exception!.InnerException).Refusal);
            Assert.Equal(["2"], await db.RowsAsync($"SELECT version FROM flags WHERE flag_id = '{id}'"));
        }

        Assert.Equal([$"{Rounds}"], await db.RowsAsync("SELECT count(*) FROM review_actions WHERE hold_id IS NULL"));
    }

    [Fact]
    public async Task Accounts_that_joined_since_stay_undecided_on_record_in_the_event_and_in_their_holds()
    {
        await using TestDatabase db = await MadeAsync();
        await db.Decisions.WriteAsync(
            Samples.Batch(1, 2, new Decision(Samples.Flag(1, 2, members: 3)), new Decision(Samples.Hold(2, 1) with { AccountId = "u1-2" })), default);
        await db.Decisions.WriteAsync(Samples.Batch(1, 3, new Decision(Samples.Flag(1, 3, members: 4))), default);
        var review = new ReviewStore(db.Database);

        await review.ReviewFlagAsync(Id, FlagStatus.Dismissed, "a family", version: 1, default);

        ReviewAction decided = (await review.ReadActionsAsync(Id, default))[0];
        Assert.Equal((1, "u1-2 u1-3"), (decided.SeenVersion, string.Join(' ', decided.Undecided)));
        using var told = JsonDocument.Parse((await db.RowsAsync("SELECT payload FROM outbox WHERE kind = 'action' ORDER BY id LIMIT 1"))[0]);
        Assert.Equal(1, told.RootElement.GetProperty("flag_version").GetInt32());
        Assert.Equal(["u1|released", "u1-2|active"], await db.RowsAsync("SELECT account_id, status FROM holds ORDER BY 1"));

        // Without anybody who joined, the event says how far the record is: what is on its way to it stays undecided too.
        await review.ReviewFlagAsync(Id, FlagStatus.Confirmed, "no, not", version: 4, default);
        Assert.Equal(["3"], await db.RowsAsync("SELECT payload::json->>'flag_version' FROM outbox WHERE kind = 'action' ORDER BY id DESC LIMIT 1"));
        Assert.Empty((await review.ReadActionsAsync(Id, default))[^1].Undecided);
    }

    [Fact]
    public async Task A_decision_on_a_version_that_accused_somebody_who_no_longer_is_is_refused_and_on_a_later_one_taken()
    {
        await using TestDatabase db = await MadeAsync();
        Flag cleared = Samples.Flag(1, 3);
        cleared = cleared with { Accounts = [cleared.Accounts[0], cleared.Accounts[1] with { Role = AccountRole.Victim }] };

        // In one batch, so that nothing but the outbox ever held version 2.
        await db.Decisions.WriteAsync(Samples.Batch(1, 3, new Decision(Samples.Flag(1, 2, members: 3)), new Decision(cleared)), default);
        var review = new ReviewStore(db.Database);

        ReviewRefusedException refused = await AssertRefusedAsync(ReviewRefusal.NotNow, () => review.ReviewFlagAsync(Id, FlagStatus.Confirmed, "stale", version: 1, default));
        Assert.Contains("no longer accuses u1-1, which it did in version 1", refused.Message, StringComparison.Ordinal);
        await AssertRefusedAsync(ReviewRefusal.NotNow, () => review.ReviewFlagAsync(Id, FlagStatus.Confirmed, "stale", version: 2, default));
        await review.ReviewFlagAsync(Id, FlagStatus.Confirmed, "seen", version: 3, default);
        Assert.Equal(["u1|1|", "u1-1|1|3", "u1-2|2|3"], await db.RowsAsync("SELECT account_id, since_version, until_version FROM flag_accusations ORDER BY 1, 2"));
    }

    [Fact]
    public async Task Who_is_accused_again_has_joined_since_and_a_batch_that_comes_twice_changes_nothing()
    {
        await using TestDatabase db = await MadeAsync();
        DecisionBatch[] batches =
        [
            Samples.Batch(1, 2, new Decision(Samples.Flag(1, 2, members: 1))),
            Samples.Batch(1, 3, new Decision(Samples.Flag(1, 3))),
        ];
        foreach (DecisionBatch batch in (DecisionBatch[])[batches[0], batches[0], batches[1], batches[1]])
        {
            await db.Decisions.WriteAsync(batch, default);
        }

        Assert.Equal(["u1|1|", "u1-1|1|2", "u1-1|3|"], await db.RowsAsync("SELECT account_id, since_version, until_version FROM flag_accusations ORDER BY 1, 2"));
        await new ReviewStore(db.Database).ReviewFlagAsync(Id, FlagStatus.Confirmed, "seen", version: 2, default);
        Assert.Equal("u1-1", Assert.Single((await new ReviewStore(db.Database).ReadActionsAsync(Id, default))[0].Undecided));
    }

    [Fact]
    public async Task Of_two_who_place_the_same_hold_at_once_one_is_refused_and_other_scopes_and_accounts_are_their_own()
    {
        await using TestDatabase db = await MadeAsync();
        var review = new ReviewStore(db.Database);
        HoldRequest hold = new("u1", HoldScope.Gifting, TimeSpan.FromHours(1), "x", null);
        for (int round = 0; round < Rounds; round++)
        {
            Task<Guid>[] both = [Task.Run(() => review.PlaceHoldAsync(hold, default)), Task.Run(() => review.PlaceHoldAsync(hold with { For = TimeSpan.FromHours(2) }, default))];
            await Task.WhenAll(both.Select(b => b.ContinueWith(_ => { }, TaskScheduler.Default)));
            Task<Guid> placed = Assert.Single(both, b => b.IsCompletedSuccessfully);
            await review.ReleaseHoldAsync(await placed, "again", default);
        }

        await review.PlaceHoldAsync(hold, default);
        await review.PlaceHoldAsync(hold with { Scope = HoldScope.Account }, default);
        await review.PlaceHoldAsync(hold with { AccountId = "u1-1" }, default);

        // Policy's hold of the same scope is another matter: a person's stands by itself.
        await review.PlaceHoldAsync(hold with { Scope = HoldScope.Withdrawal }, default);
        await AssertRefusedAsync(ReviewRefusal.NotNow, () => review.PlaceHoldAsync(hold, default));
        await AssertRefusedAsync(ReviewRefusal.NotNow, () => review.PlaceHoldAsync(hold with { AccountId = "u1 " }, default));
        await AssertRefusedAsync(ReviewRefusal.BadInput, () => review.PlaceHoldAsync(hold with { AccountId = " \u0001", EvenUnseen = true }, default));
    }

    private static async Task<ReviewRefusedException> AssertRefusedAsync(ReviewRefusal refusal, Func<Task> act)
    {
        ReviewRefusedException refused = await Assert.ThrowsAsync<ReviewRefusedException>(act);
        Assert.Equal(refusal, refused.Refusal);
        return refused;
    }

    private static Task<string[]> RecordAsync(TestDatabase db) => db.RowsAsync(
        "SELECT (SELECT string_agg(f::text, ' ') FROM flags f), (SELECT string_agg(h::text, ' ') FROM holds h), (SELECT count(*) FROM review_actions), (SELECT count(*) FROM outbox)");

    /// <summary>Flags of u1, u2 … with one member more each; policy holds u1's withdrawals.</summary>
    private async Task<TestDatabase> MadeAsync(int flags = 1)
    {
        TestDatabase db = await server.NewMigratedAsync();
        await db.Offsets.AcquireEpochAsync(Samples.Cell, default);
        Decision[] decisions = [.. Enumerable.Range(1, flags).Select(n => new Decision(Samples.Flag(n))), new Decision(Samples.Hold(1, 1))];
        await db.Decisions.WriteAsync(Samples.Batch(1, 1, decisions), default);
        return db;
    }
}
