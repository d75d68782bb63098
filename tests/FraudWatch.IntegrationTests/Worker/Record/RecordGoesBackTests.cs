using FraudWatch.IntegrationTests.Kafka;
using Xunit;

namespace FraudWatch.IntegrationTests.Worker.Record;

/// <summary>
/// Postgres becomes what it was some time ago, as after a restored backup or a failover to a standby that lagged: the worker notices, goes
/// back to what the record holds and decides again, and nobody who reads the decisions sees a version go back.
/// </summary>
public sealed class RecordGoesBackTests(RealKafka kafka, ITestOutputHelper output)
{
    [Fact]
    public async Task Under_the_running_worker()
    {
        await using LiveSystem system = await LiveSystem.StartAsync();
        await UnderTheRunningWorkerAsync(system);
    }

    /// <summary>Which can also be asked for what was told since a time.</summary>
    [Fact(Skip = RealKafka.Absent, SkipType = typeof(RealKafka), SkipUnless = nameof(RealKafka.IsThere))]
    public async Task Under_the_running_worker_on_a_real_broker()
    {
        await using LiveSystem system = await LiveSystem.StartOnAsync(await kafka.NewTopicsAsync(partitions: 4));
        await UnderTheRunningWorkerAsync(system);
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task To_a_writer_before_this_one()
    {
        using SimulatedStream stream = await SimulatedStream.MakeAsync(payers: 500, days: 10);
        await using LiveSystem system = await LiveSystem.StartAsync();
        (string, string)[] settings = Settings(stream);
        using ProgramProcess publisher = system.StartPublisher(stream.Files, "--rate", "2500");
        var record = new RecordCopy(system.Postgres.ConnectionString);
        using (ProgramProcess first = system.StartWorker(settings))
        {
            await system.WaitUntilCommittedAsync(first, stream.Lines / 4);
            await record.TakeAsync(first);
            await system.WaitUntilCommittedAsync(first, stream.Lines / 3);
            await first.KillAsync();
        }

        using ProgramProcess worker = system.StartWorker(settings);
        await system.WaitUntilCommittedAsync(worker, stream.Lines * 3 / 5);

        await record.PutBackAsync(worker);

        await AssertAsUndisturbedAsync(system, stream, publisher, worker);
        Assert.Equal(1, (await system.StatusAsync())!.RecordWentBack);
        await AssertStartsFromSnapshotAsync(system, worker, settings);
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task While_no_worker_runs()
    {
        using SimulatedStream stream = await SimulatedStream.MakeAsync(payers: 500, days: 10);
        await using LiveSystem system = await LiveSystem.StartAsync();
        (string, string)[] settings = Settings(stream);
        using ProgramProcess publisher = system.StartPublisher(stream.Files, "--rate", "2500");
        var record = new RecordCopy(system.Postgres.ConnectionString);
        using (ProgramProcess first = system.StartWorker(settings))
        {
            await system.WaitUntilCommittedAsync(first, stream.Lines / 4);
            await record.TakeAsync(first);
            await system.WaitUntilCommittedAsync(first, stream.Lines * 3 / 5);
            await first.KillAsync();
        }

        await record.PutBackAsync(worker: null);

        using ProgramProcess worker = system.StartWorker(settings);
        await AssertAsUndisturbedAsync(system, stream, publisher, worker);
        await AssertStartsFromSnapshotAsync(system, worker, settings);
    }

    /// <summary>Nothing is decided on a quiet stream, and yet it is noticed.</summary>
    [Fact]
    public async Task While_the_stream_is_silent()
    {
        using SimulatedStream stream = await SimulatedStream.MakeAsync(payers: 400, days: 10);
        await using LiveSystem system = await LiveSystem.StartAsync();
        using ProgramProcess publisher = system.StartPublisher(stream.Files, "--rate", "2500");
        using ProgramProcess worker = system.StartWorker();
        var record = new RecordCopy(system.Postgres.ConnectionString);
        await system.WaitUntilCommittedAsync(worker, stream.Lines / 2);
        await record.TakeAsync(worker);
        Assert.Equal(0, await publisher.WaitAsync(LiveSystem.Patience));
        await system.WaitUntilCommittedAsync(worker, stream.Lines);

        await record.PutBackAsync(worker);

        await system.WaitForStatusAsync(worker, status => status.RecordWentBack == 1);
        await AssertAsUndisturbedAsync(system, stream, publisher, worker);
    }

    private async Task UnderTheRunningWorkerAsync(LiveSystem system)
    {
        using SimulatedStream stream = await SimulatedStream.MakeAsync(payers: 600, days: 10);
        (string, string)[] settings = Settings(stream);
        using ProgramProcess publisher = system.StartPublisher(stream.Files, "--rate", "2500");
        using ProgramProcess worker = system.StartWorker(settings);
        var record = new RecordCopy(system.Postgres.ConnectionString);
        await system.WaitUntilCommittedAsync(worker, stream.Lines / 4);
        await record.TakeAsync(worker);
        await system.WaitUntilCommittedAsync(worker, stream.Lines * 3 / 5);

        await record.PutBackAsync(worker);

        await AssertAsUndisturbedAsync(system, stream, publisher, worker);
        Assert.Equal(1, (await system.StatusAsync())!.RecordWentBack);
        await AssertStartsFromSnapshotAsync(system, worker, settings);
    }

    /// <summary>With one file kept, the worst case for files that stand for what the record no longer holds.</summary>
    private static (string, string)[] Settings(SimulatedStream stream) =>
    [
        ("FRAUDWATCH__SNAPSHOTS__FOLDER", Path.Combine(stream.Folder, "snapshots")),
        ("FRAUDWATCH__SNAPSHOTS__INTERVAL", "00:00:00.200"),
        ("FRAUDWATCH__SNAPSHOTS__KEEP", "1"),
    ];

    private async Task AssertAsUndisturbedAsync(LiveSystem system, SimulatedStream stream, ProgramProcess publisher, ProgramProcess worker)
    {
        Assert.Equal(0, await publisher.WaitAsync(LiveSystem.Patience));
        WorkerStatusView end = await system.WaitForStatusAsync(
            worker, status => status.CommittedMessages >= stream.Lines && status.State == "ready" && status.Events > 0);
        Assert.Empty(system.DroppedBy());
        await Undisturbed.AssertAsync(system, stream, end, output);
    }

    private static async Task AssertStartsFromSnapshotAsync(LiveSystem system, ProgramProcess worker, (string, string)[] settings)
    {
        worker.Terminate();
        Assert.Equal(0, await worker.WaitAsync(TimeSpan.FromSeconds(30)));
        using ProgramProcess next = system.StartWorker(settings);
        WorkerStatusView status = await system.WaitForStatusAsync(next, s => s.State == "ready");
        Assert.NotNull(status.LoadedFrom);
        Assert.Equal(0, status.Events);
    }
}
