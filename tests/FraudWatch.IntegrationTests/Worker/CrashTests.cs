using Xunit;
using Xunit.Abstractions;

namespace FraudWatch.IntegrationTests.Worker;

/// <summary>Whatever is killed while a stream runs, Postgres ends up with what an undisturbed offline run decides, each version once.</summary>
public sealed class CrashTests(ITestOutputHelper output)
{
    [Fact]
    public Task Three_kills_lose_nothing_and_write_nothing_twice() => KillAsync(kills: 3, leastHits: 2, payers: 1500, rate: 3000);

    [Fact]
    [Trait("Category", "Long")]
    public Task Twenty_kills_lose_nothing_and_write_nothing_twice() => KillAsync(kills: 20, leastHits: 15, payers: 4000, rate: 1500);

    [Theory]
    [InlineData(false, 3)]
    [InlineData(true, 0)]
    public Task Postgres_going_away_loses_nothing(bool killed, int seconds) => InterruptPostgresAsync(killed, TimeSpan.FromSeconds(seconds));

    [Fact]
    [Trait("Category", "Long")]
    public Task Postgres_stopped_for_twenty_seconds_loses_nothing() => InterruptPostgresAsync(killed: false, TimeSpan.FromSeconds(20));

    [Fact]
    public async Task A_publisher_that_sends_everything_twice_changes_nothing()
    {
        using SimulatedStream stream = await SimulatedStream.MakeAsync(payers: 1000, days: 10);
        await using LiveSystem system = await LiveSystem.StartAsync();
        using ProgramProcess worker = system.StartWorker();

        await system.PublishAsync(stream.Files, "--twice");

        WorkerStatusView end = await system.WaitUntilCommittedAsync(worker, 2 * stream.Lines);
        await AssertAsUndisturbedAsync(system, stream, end);
    }

    private async Task KillAsync(int kills, int leastHits, int payers, int rate)
    {
        using SimulatedStream stream = await SimulatedStream.MakeAsync(payers, days: 10);
        await using LiveSystem system = await LiveSystem.StartAsync();
        using ProgramProcess publisher = system.StartPublisher(stream.Files, "--rate", $"{rate}");
        int hits = 0;
        for (int kill = 1; kill <= kills; kill++)
        {
            using ProgramProcess victim = system.StartWorker();
            long goal = kill * stream.Lines / (kills + 1);
            WorkerStatusView last = await system.WaitForStatusAsync(
                victim, status => status.CommittedMessages >= goal && status.ProcessedBeyond(status.Committed) > 0);
            await victim.KillAsync();
            long uncommitted = last.ProcessedBeyond(await system.CommittedAsync());
            output.WriteLine($"kill {kill}: {last.Events} processed, {last.CommittedMessages} committed, {uncommitted} of them lost with the process");
            hits += uncommitted > 0 ? 1 : 0;
            Assert.Equal(0, last.OutOfTurn);
        }

        Assert.Equal(0, await publisher.WaitAsync(LiveSystem.Patience));
        using ProgramProcess worker = system.StartWorker();
        WorkerStatusView end = await system.WaitUntilCommittedAsync(worker, stream.Lines);
        await AssertAsUndisturbedAsync(system, stream, end);
        Assert.True(hits >= leastHits, $"expected at least {leastHits} of {kills} kills to hit processed but uncommitted events, found {hits}");
    }

    private async Task InterruptPostgresAsync(bool killed, TimeSpan away)
    {
        using SimulatedStream stream = await SimulatedStream.MakeAsync(payers: 1500, days: 10);
        await using LiveSystem system = await LiveSystem.StartAsync();
        using ProgramProcess worker = system.StartWorker();
        using ProgramProcess publisher = system.StartPublisher(stream.Files, "--rate", "5000");
        await system.WaitUntilCommittedAsync(worker, stream.Lines / 3);

        await (killed ? system.Postgres.KillAsync() : system.Postgres.StopAsync(CancellationToken.None));
        await system.WaitForStatusAsync(worker, status => status.Retries > 0);
        await Task.Delay(away, CancellationToken.None);
        Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, (await system.ReadinessAsync())?.Code);
        await system.Postgres.StartAgainAsync(CancellationToken.None);

        Assert.Equal(0, await publisher.WaitAsync(LiveSystem.Patience));
        WorkerStatusView end = await system.WaitUntilCommittedAsync(worker, stream.Lines);
        output.WriteLine($"{end.Retries} retries");
        await AssertAsUndisturbedAsync(system, stream, end);
    }

    private async Task AssertAsUndisturbedAsync(LiveSystem system, SimulatedStream stream, WorkerStatusView end)
    {
        Assert.Equal(0, end.OutOfTurn);
        IReadOnlyList<string> expected = WrittenDecisions.Of(stream.Replay(system.Models, LiveSystem.Partitions));
        IReadOnlyList<string> found = await WrittenDecisions.InPostgresAsync(system.Postgres.ConnectionString);
        output.WriteLine($"{stream.Lines} lines, {expected.Count} flags and holds");
        Assert.NotEmpty(expected);
        Assert.Equal(expected, found);
        await system.WaitUntilPublishedAsync();
        await AssertPublishedInOrderAsync(system);
    }

    /// <summary>On the topic a version may come again after a crash, but never another content or an older version as news.</summary>
    private static async Task AssertPublishedInOrderAsync(LiveSystem system)
    {
        IReadOnlyList<(string Key, string Kind, string Id, int Version)> outbox = await WrittenDecisions.OutboxAsync(system.Postgres.ConnectionString);
        var published = system.ReadTopic("fraud-decisions").Select(PublishedDecision.Read).ToList();
        var firsts = new Dictionary<(string Id, int Version), string>();
        var newest = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (PublishedDecision decision in published)
        {
            if (firsts.TryAdd((decision.Id, decision.Version), decision.Json))
            {
                Assert.Equal(newest.GetValueOrDefault(decision.Id) + 1, decision.Version);
                newest[decision.Id] = decision.Version;
            }
            else
            {
                Assert.Equal(firsts[(decision.Id, decision.Version)], decision.Json);
            }
        }

        Assert.Equal(outbox.Select(row => (row.Id, row.Version)).Order(), firsts.Keys.Order());
        Assert.Equal(
            outbox.Select(row => (row.Key, row.Id)).Distinct().Order(),
            published.Select(decision => (decision.Key, decision.Id)).Distinct().Order());
    }
}
