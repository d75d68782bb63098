using FraudWatch.IntegrationTests.Kafka;
using Xunit;

namespace FraudWatch.IntegrationTests.Worker;

/// <summary>Whatever is killed while a stream runs, Postgres ends up with what an undisturbed offline run decides, each version once.</summary>
public sealed class CrashTests(RealKafka kafka, ITestOutputHelper output)
{
    [Fact]
    public async Task Three_kills_lose_nothing_and_write_nothing_twice()
    {
        await using LiveSystem system = await LiveSystem.StartAsync();
        await KillAsync(system, kills: 3, leastHits: 2, payers: 1500, rate: 3000);
    }

    [Fact(Skip = RealKafka.Absent, SkipType = typeof(RealKafka), SkipUnless = nameof(RealKafka.IsThere))]
    public async Task Two_kills_on_a_real_broker_lose_nothing_and_write_nothing_twice()
    {
        await using LiveSystem system = await LiveSystem.StartOnAsync(await kafka.NewTopicsAsync(partitions: 8));
        await KillAsync(system, kills: 2, leastHits: 1, payers: 1000, rate: 3000);
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task Twenty_kills_lose_nothing_and_write_nothing_twice()
    {
        await using LiveSystem system = await LiveSystem.StartAsync();
        await KillAsync(system, kills: 20, leastHits: 15, payers: 4000, rate: 1500);
    }

    [Fact]
    public async Task A_publisher_that_sends_everything_twice_changes_nothing()
    {
        using SimulatedStream stream = await SimulatedStream.MakeAsync(payers: 1000, days: 10);
        await using LiveSystem system = await LiveSystem.StartAsync();
        using ProgramProcess worker = system.StartWorker();

        await system.PublishAsync(stream.Files, "--twice");

        WorkerStatusView end = await system.WaitUntilCommittedAsync(worker, 2 * stream.Lines);
        await Undisturbed.AssertAsync(system, stream, end, output);
    }

    private async Task KillAsync(LiveSystem system, int kills, int leastHits, int payers, int rate)
    {
        using SimulatedStream stream = await SimulatedStream.MakeAsync(payers, days: 10);
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
        await Undisturbed.AssertAsync(system, stream, end, output);
        Assert.True(hits >= leastHits, $"expected at least {leastHits} of {kills} kills to hit processed but uncommitted events, found {hits}");
    }
}
