using FraudWatch.Detection.Decisions;
using FraudWatch.Storage;
using Npgsql;
using Xunit;

namespace FraudWatch.IntegrationTests.Worker;

/// <summary>What analysts decide while a worker runs and events keep coming: each decision stands, is answered once, and outlives a restart.</summary>
public sealed class LiveActionTests(ITestOutputHelper output)
{
    private const string Reason = "looked at by a person";

    /// <summary>Decisions on flags; each is taken while there are events that nobody has published yet.</summary>
    private const int Decisions = 6;

    [Fact]
    [Trait("Category", "Long")]
    public async Task Decisions_taken_by_a_running_worker_in_the_middle_of_the_stream_stand_and_are_answered_once_and_outlive_a_rebuild()
    {
        using SimulatedStream stream = await SimulatedStream.MakeAsync(payers: 600, days: 10);
        await using LiveSystem system = await LiveSystem.StartAsync();
        IReadOnlyList<IReadOnlyList<string>> parts = StreamParts.Cut(stream, parts: Decisions + 2);
        await using FraudWatchDatabase database = FraudWatchDatabase.OpenWithoutRetry(new StorageOptions { ConnectionString = system.Postgres.ConnectionString });
        Dictionary<Guid, FlagStatus> decided = [];
        long messages;
        using (ProgramProcess worker = system.StartWorker())
        {
            await system.WaitForStatusAsync(worker, status => status.State == "ready");
            await system.PublishAsync(parts[0]);
            for (int part = 1; part < parts.Count; part++)
            {
                // Published and decided at the same time: the action comes back among the events.
                Task publishing = system.PublishAsync(parts[part]);
                await DecideAsync(database, decided);
                await publishing;
            }

            messages = stream.Lines + await CountAsync(database, "SELECT count(*) FROM review_actions");
            WorkerStatusView end = await system.WaitUntilCommittedAsync(worker, messages);
            output.WriteLine($"{decided.Count} flags decided, {messages - stream.Lines} actions, {end.OutOfTurn} of {messages} out of turn");
            Assert.Equal((0, 0), (end.ActionsNotVouchedFor, end.Rejected));
            await system.WaitUntilPublishedAsync();
            await worker.KillAsync();
        }

        await AssertStandAsync(system, database, decided);
        IReadOnlyList<string> record = await WrittenDecisions.InPostgresAsync(system.Postgres.ConnectionString);
        int published = AssertPublishedInOrder(system);

        // The state is rebuilt from the log; nothing is decided anew and nothing published again.
        using ProgramProcess next = system.StartWorker();
        await system.WaitForStatusAsync(next, status => status.State == "ready" && status.Rebuilt >= messages);
        Assert.Equal(record, await WrittenDecisions.InPostgresAsync(system.Postgres.ConnectionString));
        Assert.Equal(published, AssertPublishedInOrder(system));
    }

    /// <summary>On a flag that nobody has decided, as it is seen; the worker may have a later version of it on its way.</summary>
    private static async Task DecideAsync(FraudWatchDatabase database, Dictionary<Guid, FlagStatus> decided)
    {
        var review = new ReviewStore(database);
        using var patience = new CancellationTokenSource(LiveSystem.Patience);
        while (true)
        {
            IReadOnlyList<Flag> open = await new FlagStore(database).ListAsync(new FlagQuery { Status = FlagStatus.Open, Limit = 1000 }, patience.Token);
            FlagStatus decision = decided.Count % 2 == 0 ? FlagStatus.Confirmed : FlagStatus.Dismissed;
            if (open.FirstOrDefault(f => !decided.ContainsKey(f.FlagId)) is Flag seen && await TryDecideAsync(review, seen, decision, patience.Token))
            {
                decided.Add(seen.FlagId, decision);
                return;
            }

            await Task.Delay(20, patience.Token);
        }
    }

    /// <summary>False when the flag no longer accuses somebody whom it did when it was looked at: then one looks again.</summary>
    private static async Task<bool> TryDecideAsync(ReviewStore review, Flag seen, FlagStatus decision, CancellationToken cancellation)
    {
        try
        {
            await review.ReviewFlagAsync(seen.FlagId, decision, Reason, seen.Version, cancellation);
            return true;
        }
        catch (ReviewRefusedException refused) when (refused.Refusal == ReviewRefusal.NotNow)
        {
            return false;
        }
    }

    private static async Task AssertStandAsync(LiveSystem system, FraudWatchDatabase database, Dictionary<Guid, FlagStatus> decided)
    {
        Assert.Equal(Decisions + 1, decided.Count);
        foreach ((Guid id, FlagStatus status) in decided)
        {
            Assert.Equal(status, (await new FlagStore(database).FindAsync(IdPrefix.Whole(id), 1, default)).Single().Status);
        }

        // Every decision of the desk is the detector's own by now.
        Assert.Equal(0, await CountAsync(database, "SELECT count(*) FROM flags WHERE desk_version > 0"));
        Assert.Equal(0, await CountAsync(database, "SELECT count(*) FROM holds WHERE desk_version > 0 AND origin = 'policy'"));
        Assert.Equal(
            await CountAsync(database, "SELECT count(*) FROM review_actions"), system.ReadTopic("fraud-actions").Count);
    }

    /// <returns>How many versions the topic holds: in order, none twice, none missing, the last one the record's.</returns>
    private static int AssertPublishedInOrder(LiveSystem system)
    {
        PublishedDecision[] all = [.. system.ReadTopic("fraud-decisions").Select(PublishedDecision.Read)];
        foreach (IGrouping<string, PublishedDecision> versions in all.GroupBy(d => d.Id))
        {
            Assert.Equal(Enumerable.Range(1, versions.Count()), versions.Select(v => v.Version));
        }

        return all.Length;
    }

    private static async Task<long> CountAsync(FraudWatchDatabase database, string sql)
    {
        await using NpgsqlCommand command = database.Source.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
