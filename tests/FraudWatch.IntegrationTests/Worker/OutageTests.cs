using FraudWatch.Detection.Decisions;
using FraudWatch.Storage;
using Xunit;

namespace FraudWatch.IntegrationTests.Worker;

/// <summary>Postgres and Kafka away, slow and failing under load: bounded memory, and the flags and holds of an undisturbed run.</summary>
public sealed class OutageTests(ITestOutputHelper output)
{
    /// <summary>What the worker may grow by while it waits: its queues are bounded, whatever the stream.</summary>
    private const long MostGrowthBytes = 400L * 1024 * 1024;

    [Theory]
    [InlineData(false, 20)]
    [InlineData(true, 0)]
    public Task Postgres_away_under_load_loses_nothing(bool killed, int seconds) =>
        PostgresAwayAsync(killed, TimeSpan.FromSeconds(seconds), payers: 1500);

    [Fact]
    [Trait("Category", "Long")]
    public Task Postgres_away_for_two_minutes_under_load_loses_nothing() =>
        PostgresAwayAsync(killed: false, TimeSpan.FromMinutes(2), payers: 4000);

    [Fact]
    public async Task Brokers_down_moved_slow_and_failing_lose_nothing()
    {
        using SimulatedStream stream = await SimulatedStream.MakeAsync(payers: 1200, days: 10);
        await using LiveSystem system = await LiveSystem.StartAsync(brokers: 3);
        using ProgramProcess worker = system.StartWorker(("FRAUDWATCH__PIPELINE__MAXIDLE", "00:00:20"));

        // Slow enough that the stream is still running after the last fault, also on a machine that is busy with others.
        using ProgramProcess publisher = system.StartPublisher(stream.Files, "--rate", "600");
        await system.WaitUntilCommittedAsync(worker, stream.Lines / 10);

        foreach (Func<Task> fault in Faults(system))
        {
            WorkerStatusView before = (await system.StatusAsync())!;
            await fault();
            await system.WaitForStatusAsync(worker, status => status.CommittedMessages > before.CommittedMessages);
            Assert.False(publisher.HasExited, "expected the faults while the stream runs");
            output.WriteLine($"after a fault: {before.CommittedMessages} of {stream.Lines} messages committed");
        }

        Assert.Equal(0, await publisher.WaitAsync(LiveSystem.Patience));
        WorkerStatusView end = await system.WaitUntilCommittedAsync(worker, stream.Lines);
        await Undisturbed.AssertAsync(system, stream, end, output);
    }

    [Fact]
    public async Task No_offset_moves_past_a_dead_letter_that_the_broker_has_not_acknowledged()
    {
        await using LiveSystem system = await LiveSystem.StartAsync();
        string poison = Path.Combine(system.Models, "poison.jsonl");
        await File.WriteAllTextAsync(poison, "{\"event_id\":\"e1\",\"type\":\"coin.eaten\"}\n");
        await system.PublishAsync([poison]);
        await system.Broker.FailRequestsAsync(apiKey: 0, error: 7, count: 100_000, CancellationToken.None);
        using ProgramProcess worker = system.StartWorker(("FRAUDWATCH__PIPELINE__MAXIDLE", "00:00:00.100"));
        await system.WaitForStatusAsync(worker, status => status.Events == 1);
        await Task.Delay(TimeSpan.FromSeconds(2), CancellationToken.None);
        Assert.Equal(0, (await system.CommittedAsync()).Values.Sum());

        await system.Broker.ClearFailuresAsync(apiKey: 0, CancellationToken.None);

        await system.WaitUntilCommittedAsync(worker, 1);
        Assert.Single(system.ReadTopic("fraudwatch-dead-letters"));
    }

    [Fact]
    public async Task Nothing_is_marked_as_published_that_the_broker_has_not_acknowledged()
    {
        await using LiveSystem system = await LiveSystem.StartAsync();
        using ProgramProcess worker = system.StartWorker();
        await system.WaitForStatusAsync(worker, status => status.State == "ready");
        await system.Broker.FailRequestsAsync(apiKey: 0, error: 7, count: 100_000, CancellationToken.None);
        await using FraudWatchDatabase database = FraudWatchDatabase.OpenWithoutRetry(new StorageOptions { ConnectionString = system.Postgres.ConnectionString });
        await new ReviewStore(database).PlaceHoldAsync(new HoldRequest("zoe", HoldScope.Gifting, TimeSpan.FromHours(1), "a person said so", null) { EvenUnseen = true }, default);

        await Task.Delay(TimeSpan.FromSeconds(2), CancellationToken.None);
        Assert.Equal(2, (await new OutboxStore(database).ReadBacklogAsync(default)).Rows);

        await system.Broker.ClearFailuresAsync(apiKey: 0, CancellationToken.None);
        await system.WaitUntilPublishedAsync();
        Assert.Single(system.ReadTopic("fraud-decisions"));
    }

    /// <summary>Kafka's numbers: request 0 is produce, 1 fetch; error 6 is not the leader, 7 a time-out, -195 a cut connection.</summary>
    private static IEnumerable<Func<Task>> Faults(LiveSystem system)
    {
        CancellationToken none = CancellationToken.None;
        yield return async () =>
        {
            await system.Broker.TakeDownAsync(2, none);
            await Task.Delay(TimeSpan.FromSeconds(2), none);
            await system.Broker.BringUpAsync(2, none);
        };
        yield return async () =>
        {
            for (int partition = 0; partition < LiveSystem.Partitions; partition++)
            {
                await system.Broker.MoveLeaderAsync("gift-events", partition, 1 + ((partition + 1) % 3), none);
                await system.Broker.MoveLeaderAsync("fraud-decisions", partition, 1 + ((partition + 2) % 3), none);
            }
        };
        yield return () => system.Broker.FailRequestsAsync(apiKey: 1, error: 6, count: 5, none);
        yield return () => system.Broker.FailRequestsAsync(apiKey: 0, error: 7, count: 5, none);
        yield return () => system.Broker.FailRequestsAsync(apiKey: 0, error: -195, count: 3, none);
        yield return async () =>
        {
            await system.Broker.SetRoundTripAsync(3, TimeSpan.FromMilliseconds(400), none);
            await Task.Delay(TimeSpan.FromSeconds(2), none);
            await system.Broker.SetRoundTripAsync(3, TimeSpan.Zero, none);
        };
    }

    private async Task PostgresAwayAsync(bool killed, TimeSpan away, int payers)
    {
        using SimulatedStream stream = await SimulatedStream.MakeAsync(payers, days: 10);
        await using LiveSystem system = await LiveSystem.StartAsync();
        using ProgramProcess worker = system.StartWorker();

        // As fast as it goes: all that holds the publisher back is what this broker can keep for a consumer that is behind.
        using ProgramProcess publisher = system.StartPublisher(stream.Files, "--hold-back", "fraudwatch-worker");
        await system.WaitUntilCommittedAsync(worker, stream.Lines / 10);
        await (killed ? system.Postgres.KillAsync() : system.Postgres.StopAsync(CancellationToken.None));
        await system.WaitForStatusAsync(worker, status => status.Retries > 0);
        long before = worker.ResidentBytes();
        long most = await WatchMemoryAsync(worker, away);
        Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, (await system.ReadinessAsync())?.Code);
        WorkerStatusView stalled = (await system.StatusAsync())!;
        await system.Postgres.StartAgainAsync(CancellationToken.None);

        Assert.Equal(0, await publisher.WaitAsync(LiveSystem.Patience));
        WorkerStatusView end = await system.WaitUntilCommittedAsync(worker, stream.Lines);
        output.WriteLine(
            $"away {away.TotalSeconds} s at {stalled.CommittedMessages} of {stream.Lines} messages, {end.Retries} retries; "
            + $"resident {before >> 20} MiB when it went, at most {most >> 20} MiB while it was away");
        Assert.True(stalled.CommittedMessages < stream.Lines, "expected Postgres to be missed");
        Assert.InRange(most - before, long.MinValue, MostGrowthBytes);
        Assert.Empty(system.DroppedBy());
        await Undisturbed.AssertAsync(system, stream, end, output);
    }

    private static async Task<long> WatchMemoryAsync(ProgramProcess worker, TimeSpan during)
    {
        long most = worker.ResidentBytes();
        long began = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(began) < during)
        {
            await Task.Delay(100, CancellationToken.None);
            most = Math.Max(most, worker.ResidentBytes());
        }

        return most;
    }
}
