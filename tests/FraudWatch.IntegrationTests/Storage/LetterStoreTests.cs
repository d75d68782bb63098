using FraudWatch.Storage;
using Xunit;

namespace FraudWatch.IntegrationTests.Storage;

/// <summary>Rejected messages that the dead-letter topic does not have whole.</summary>
[Collection(StorageTests.Name)]
public sealed class LetterStoreTests(PostgresServer server)
{
    private static readonly byte[] Whole = [0, 255, 13, 10];

    [Fact]
    public async Task The_worker_keeps_them_analysts_read_them_and_retention_drops_them()
    {
        await using TestDatabase db = await server.NewMigratedAsync();
        await using FraudWatchDatabase worker = await OpenAsync(db, "worker", SchemaRoles.Worker);
        await using FraudWatchDatabase analyst = await OpenAsync(db, "analyst", SchemaRoles.Analyst);
        var kept = new LetterStore(worker);
        await kept.KeepAsync(Letter(1, refusal: null), default);
        await kept.KeepAsync(Letter(2, refusal: null), default);

        // The second turns out to fit not even in part.
        await kept.KeepAsync(Letter(2, refusal: "InvalidRecord"), default);

        Assert.Equal((1, 1), await kept.CountAsync(default));
        var read = new LetterStore(analyst);
        Assert.Equal(Whole, await read.ReadWholeAsync("gift-events", 3, 1, default));
        Assert.Null(await read.ReadWholeAsync("gift-events", 3, 9, default));
        SetAsideLetter alone = Assert.Single(await read.ReadSetAsideAsync(default));
        Assert.Equal(("gift-events", 3, 2L, "not_json", Whole.Length), (alone.Topic, alone.Partition, alone.Offset, alone.Reason, alone.Length));

        Assert.Equal(0, await new LetterStore(db.Database).DropAsync(TimeSpan.FromDays(30), default));
        Assert.Equal(2, await new LetterStore(db.Database).DropAsync(TimeSpan.Zero, default));
    }

    private static KeptLetter Letter(long offset, string? refusal) => new("gift-events", 3, offset, "not_json", "expected JSON", Whole, refusal);

    private static async Task<FraudWatchDatabase> OpenAsync(TestDatabase db, string name, string role) =>
        FraudWatchDatabase.OpenWithoutRetry(new StorageOptions { ConnectionString = await db.LoginAsync(name, role) });
}
