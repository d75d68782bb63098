using System.Text;
using FraudWatch.Detection.Decisions;
using FraudWatch.Detection.Events;
using FraudWatch.Storage;
using Xunit;

namespace FraudWatch.IntegrationTests.Storage;

/// <summary>What the audit signs, the verifiers take; and the keys that it signs with.</summary>
[Collection(StorageTests.Name)]
public sealed class ActionKeyTests(PostgresServer server)
{
    [Theory]
    // RFC 4231, cases 1, 2, 3, 6 and 7.
    [InlineData("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "4869205468657265", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7")]
    [InlineData("4a656665", "7768617420646f2079612077616e7420666f72206e6f7468696e673f", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd", "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe")]
    [InlineData("AA*131", "54657374205573696e67204c6172676572205468616e20426c6f636b2d53697a65204b6579202d2048617368204b6579204669727374", "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")]
    [InlineData("AA*131", "5468697320697320612074657374207573696e672061206c6172676572207468616e20626c6f636b2d73697a65206b657920616e642061206c6172676572207468616e20626c6f636b2d73697a6520646174612e20546865206b6579206e6565647320746f20626520686173686564206265666f7265206265696e6720757365642062792074686520484d414320616c676f726974686d2e", "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2")]
    public async Task The_hmac_in_sql_is_the_one_of_the_standard(string key, string message, string expected)
    {
        TestDatabase db = await server.SharedAsync();
        string hex = key == "AA*131" ? string.Concat(Enumerable.Repeat("aa", 131)) : key;
        Assert.Equal([expected], await db.RowsAsync($"SELECT encode(hmac_sha256(decode('{hex}', 'hex'), decode('{message}', 'hex')), 'hex')"));
    }

    [Fact]
    public async Task Every_action_that_the_functions_write_is_vouched_for_whatever_the_account_is_called()
    {
        await using TestDatabase db = await server.NewMigratedAsync();
        await db.Offsets.AcquireEpochAsync(Samples.Cell, default);
        await db.Decisions.WriteAsync(Samples.Batch(1, 1, new Decision(Samples.Flag(1)), new Decision(Samples.Hold(1, 1))), default);
        var review = new ReviewStore(db.Database);
        foreach (string account in (string[])["zoe", "zo\"e\\", "zo\u001b[31m\n\t\u0001", "zoë 🎁 \u202e", "'; DROP TABLE flags", "{\"a\":1}"])
        {
            await review.PlaceHoldAsync(new HoldRequest(account, HoldScope.Account, TimeSpan.FromHours(1), "why", null) { EvenUnseen = true }, default);
        }

        await review.ReleaseHoldAsync(Samples.HoldId(1), "why", default);
        await review.UndoReleaseAsync(Samples.HoldId(1), "why", default);
        await review.RenewHoldAsync(Samples.HoldId(1), TimeSpan.FromHours(3), "why", default);
        await review.ReviewFlagAsync(Samples.FlagId(1), FlagStatus.Dismissed, "why", default);
        await review.UndoFlagReviewAsync(Samples.FlagId(1), "why", default);
        await db.RowsAsync("SELECT change_list('listed', 'allow', 'account', 'u7', 'payments team', 'staff', '2026-12-31T00:00:00Z', 'why')");
        await db.RowsAsync("SELECT change_list('listed', 'deny', 'instrument', 'card-9', 'payments team', NULL, NULL, 'why')");
        await db.RowsAsync("SELECT change_list('undone', 'allow', 'account', 'u7', 'payments team', NULL, NULL, 'why')");

        string[] payloads = await PayloadsAsync(db);
        Assert.Equal([$"{payloads.Length}"], await db.RowsAsync("SELECT count(*) FROM review_actions"));
        ActionKeys keys = await new ActionKeyStore(db.Database).ReadKeysAsync(default);
        Assert.All(payloads, payload => AssertVouched(keys, payload));
        Assert.Equal(6 + 6 + 3, payloads.Length);
    }

    [Fact]
    public async Task After_a_rotation_the_new_key_signs_and_the_old_one_still_verifies()
    {
        await using TestDatabase db = await server.NewMigratedAsync();
        var store = new ActionKeyStore(db.Database);
        var review = new ReviewStore(db.Database);
        await review.PlaceHoldAsync(new HoldRequest("zoe", HoldScope.Account, TimeSpan.FromHours(1), "why", null) { EvenUnseen = true }, default);
        ActionKey first = Assert.Single(await store.ReadAsync(default));

        string made = await store.RotateAsync(default);
        await review.PlaceHoldAsync(new HoldRequest("ana", HoldScope.Account, TimeSpan.FromHours(1), "why", null) { EvenUnseen = true }, default);

        IReadOnlyList<ActionKey> keys = await store.ReadAsync(default);
        Assert.Equal([(made, true), (first.KeyId, false)], keys.Select(k => (k.KeyId, k.Signs)));
        Assert.False(keys[0].Key.AsSpan().SequenceEqual(keys[1].Key));
        ActionKeys all = await store.ReadKeysAsync(default);
        string[] payloads = await PayloadsAsync(db);
        Assert.All(payloads, payload => AssertVouched(all, payload));
        Assert.Equal([first.KeyId, made], await db.RowsAsync("SELECT payload::json->>'key_id' FROM outbox WHERE kind = 'action' ORDER BY id"));
        var onlyNew = new ActionKeys([KeyValuePair.Create(made, keys[0].Key)]);
        Assert.True(onlyNew.Judge(Encoding.UTF8.GetBytes(payloads[0]), out string? unknown).IsRejected);
        Assert.Equal(first.KeyId, unknown);
    }

    [Fact]
    public async Task Another_databases_keys_are_taken_in_to_verify_once_and_never_under_an_id_that_is_taken()
    {
        await using TestDatabase db = await server.NewMigratedAsync();
        var store = new ActionKeyStore(db.Database);
        ActionKey own = Assert.Single(await store.ReadAsync(default));
        byte[] key = new byte[ActionKeys.KeyBytes];

        Assert.True(await store.AddAsync("k-other", key, default));
        Assert.False(await store.AddAsync("k-other", key, default));
        ReviewRefusedException refused = await Assert.ThrowsAsync<ReviewRefusedException>(() => store.AddAsync(own.KeyId, key, default));

        Assert.Equal(ReviewRefusal.NotNow, refused.Refusal);
        Assert.Equal([(own.KeyId, true), ("k-other", false)], (await store.ReadAsync(default)).Select(k => (k.KeyId, k.Signs)));
    }

    private static Task<string[]> PayloadsAsync(TestDatabase db) => db.RowsAsync("SELECT payload FROM outbox WHERE kind = 'action' ORDER BY id");

    private static void AssertVouched(ActionKeys keys, string payload)
    {
        byte[] message = Encoding.UTF8.GetBytes(payload);
        var parsed = new ParsedEvent();
        Assert.True(EventParser.TryParse(message, parsed), $"{parsed.Rejection.Detail}: {payload}");
        Assert.Equal(EventType.ActionTaken, parsed.Type);
        Rejection rejection = keys.Judge(message, out _);
        Assert.False(rejection.IsRejected, $"{rejection.Detail}: {payload}");
    }
}
