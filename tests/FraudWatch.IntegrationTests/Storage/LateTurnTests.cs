using FraudWatch.Detection.Events;
using FraudWatch.Storage;
using Xunit;

namespace FraudWatch.IntegrationTests.Storage;

[Collection(StorageTests.Name)]
public sealed class LateTurnTests(PostgresServer server)
{
    private static readonly LateTurn[] Turns =
    [
        new(new LogPosition(Topic.GiftEvents, 3, 1000), 990, new LogPosition(Topic.CoinEvents, 0, 5_000_000), 4_000_000),
        new(new LogPosition(Topic.GiftEvents, 3, 1200), 1180, new LogPosition(Topic.GiftEvents, 3, 7), 7),
    ];

    [Fact]
    public async Task Late_turns_are_written_with_their_offsets_once_and_read_from_where_a_state_is()
    {
        await using TestDatabase db = await server.NewMigratedAsync();
        var store = db.Decisions;
        var turns = new LateTurnStore(db.Database);
        long epoch = await db.Offsets.AcquireEpochAsync(Samples.Cell, default);
        DecisionBatch first = Samples.Batch(epoch, 1) with { Messages = 10, LateTurns = Turns[..1] };

        await store.WriteAsync(first, default);
        await store.WriteAsync(first, default);
        await store.WriteAsync(Samples.Batch(epoch, 2) with { Messages = 20 }, default);
        await store.WriteAsync(Samples.Batch(epoch, 3) with { Messages = 30, LateTurns = Turns[1..] }, default);

        Assert.Equal(Turns, await turns.ReadAsync(Samples.Cell, 0, default));
        Assert.Equal(Turns[1..], await turns.ReadAsync(Samples.Cell, 10, default));
        Assert.Empty(await turns.ReadAsync(Samples.Cell, 30, default));
        await Assert.ThrowsAsync<StaleWriterException>(() => store.WriteAsync(Samples.Batch(epoch - 1, 4) with { Messages = 40, LateTurns = Turns }, default));
        Assert.Equal(Turns, await turns.ReadAsync(Samples.Cell, 0, default));
        Assert.Equal(0, await turns.DropAsync(TimeSpan.FromDays(1), default));
        Assert.Equal(2, await turns.DropAsync(TimeSpan.Zero, default));
        Assert.Empty(await turns.ReadAsync(Samples.Cell, 0, default));
    }
}
