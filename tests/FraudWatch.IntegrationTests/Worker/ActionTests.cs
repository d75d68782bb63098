using System.Text;
using System.Text.Json;
using FraudWatch.Detection.Decisions;
using FraudWatch.Detection.Events;
using FraudWatch.Sandbox.Postgres;
using FraudWatch.Storage;
using Xunit;

namespace FraudWatch.IntegrationTests.Worker;

/// <summary>What analysts decide goes through the outbox into the log, and comes back to a restarted worker and to an offline run.</summary>
public sealed class ActionTests(ITestOutputHelper output)
{
    private const string Reason = "looked at by a person";

    [Fact]
    public async Task Decisions_taken_while_the_stream_runs_are_the_same_after_restarts_and_in_an_offline_run()
    {
        using SimulatedStream whole = await SimulatedStream.MakeAsync(payers: 600, days: 10);
        await using LiveSystem system = await LiveSystem.StartAsync();
        IReadOnlyList<IReadOnlyList<string>> parts = StreamParts.Cut(whole, parts: 5);
        await using FraudWatchDatabase database = FraudWatchDatabase.OpenWithoutRetry(new StorageOptions { ConnectionString = system.Postgres.ConnectionString });
        var people = new People(database);
        Func<Task<int>>[] turns = [people.ConfirmAsync, people.DismissAsync, people.ReleaseAsync, people.PlaceAndRenewAsync, () => Task.FromResult(0)];
        long messages = 0;
        for (int part = 0; part < parts.Count; part++)
        {
            // Published while no worker runs, and read by a new one: where an event stands is then a matter of the logs alone.
            await system.PublishAsync(parts[part]);
            messages += StreamParts.CountLines(parts[part]);
            using ProgramProcess worker = system.StartWorker(("FRAUDWATCH__PIPELINE__MAXIDLE", "00:00:02"));
            await system.WaitUntilCommittedAsync(worker, messages);
            messages += await turns[part]();
            WorkerStatusView status = await system.WaitUntilCommittedAsync(worker, messages);
            Assert.Equal(0, status.OutOfTurn);
            worker.Terminate();
            Assert.Equal(0, await worker.WaitAsync(TimeSpan.FromSeconds(30)));
        }

        string actions = WriteActions(system, whole.Folder);
        IReadOnlyList<string> found = await WrittenDecisions.InPostgresAsync(system.Postgres.ConnectionString);
        output.WriteLine($"{found.Count} flags and holds, {people.Taken} actions, {messages} messages");
        ActionKeys keys = await new ActionKeyStore(database).ReadKeysAsync(default);
        Assert.Equal(WrittenDecisions.Of(SimulatedStream.Replay(system.Models, LiveSystem.Partitions, [.. whole.Files, actions], keys)), found);
        Assert.NotEqual(WrittenDecisions.Of(whole.Replay(system.Models, LiveSystem.Partitions)), found);
        await AssertStandsAsync(database, people);
        await AssertSameOnAnEmptyDatabaseAsync(system, found, messages, await new ActionKeyStore(database).ReadAsync(default));
    }

    private static async Task AssertStandsAsync(FraudWatchDatabase database, People people)
    {
        var flags = new FlagStore(database);
        Assert.Equal(FlagStatus.Confirmed, (await flags.FindAsync(IdPrefix.Whole(people.Confirmed), 1, default)).Single().Status);
        Assert.Equal(FlagStatus.Dismissed, (await flags.FindAsync(IdPrefix.Whole(people.Dismissed), 1, default)).Single().Status);
        var holds = new HoldStore(database);
        Assert.Equal(HoldStatus.Released, (await holds.FindAsync(IdPrefix.Whole(people.Released), 1, default)).Single().Status);
        Assert.Equal((HoldStatus.Active, 2), (await holds.FindAsync(IdPrefix.Whole(people.Placed), 1, default)).Select(h => (h.Status, h.Version)).Single());
    }

    /// <summary>The log and the audit's keys are enough: a database that never saw the analysts comes to the same flags and holds, people's too.</summary>
    private static async Task AssertSameOnAnEmptyDatabaseAsync(LiveSystem system, IReadOnlyList<string> expected, long messages, IReadOnlyList<ActionKey> keys)
    {
        await using EmbeddedPostgres empty = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions(), CancellationToken.None);
        await using (FraudWatchDatabase database = FraudWatchDatabase.OpenWithoutRetry(new StorageOptions { ConnectionString = empty.ConnectionString }))
        {
            await new SchemaMigrator(database).MigrateAsync(default);
            foreach (ActionKey key in keys)
            {
                Assert.True(await new ActionKeyStore(database).AddAsync(key.KeyId, key.Key, default));
            }
        }

        using ProgramProcess worker = system.StartWorker(
            ("FRAUDWATCH__PIPELINE__MAXIDLE", "00:00:02"), ("FRAUDWATCH__POSTGRES__CONNECTIONSTRING", empty.ConnectionString));
        await system.WaitUntilCommittedAsync(worker, messages);

        IReadOnlyList<string> found = await WrittenDecisions.InPostgresAsync(empty.ConnectionString);

        Assert.Contains(expected, document => document.Contains("ANALYST_DECISION", StringComparison.Ordinal));
        Assert.Equal(expected, found);
    }

    private static string WriteActions(LiveSystem system, string folder)
    {
        string file = Path.Combine(folder, "fraud-actions.jsonl");
        File.WriteAllLines(file, system.ReadTopic("fraud-actions").Select(m => Encoding.UTF8.GetString(m.Message.Value)).OrderBy(OccurredAt));
        return file;
    }

    private static DateTimeOffset OccurredAt(string line)
    {
        using var parsed = JsonDocument.Parse(line);
        return parsed.RootElement.GetProperty("occurred_at").GetDateTimeOffset();
    }

    /// <summary>Analysts at work. Each turn's actions are on one account, so that they keep their order in the log; each tells how many actions it made.</summary>
    private sealed class People(FraudWatchDatabase database)
    {
        private readonly ReviewStore _review = new(database);

        public int Taken { get; private set; }

        public Guid Confirmed { get; private set; }

        public Guid Dismissed { get; private set; }

        public Guid Released { get; private set; }

        public Guid Placed { get; private set; }

        public Task<int> ConfirmAsync() => CountedAsync(async () =>
        {
            Flag flag = (await OpenFlagsAsync()).First(f => f.Accounts.Count > 1);
            Confirmed = flag.FlagId;
            await _review.ReviewFlagAsync(flag.FlagId, FlagStatus.Confirmed, Reason, default);
        });

        /// <summary>With the releases of its holds, all on its one account.</summary>
        public Task<int> DismissAsync() => CountedAsync(async () =>
        {
            ILookup<Guid?, Hold> holds = (await ActiveAsync()).ToLookup(h => h.FlagId);
            Flag flag = (await OpenFlagsAsync()).First(f => holds[f.FlagId].Any() && holds[f.FlagId].All(h => h.AccountId == f.AnchorAccountId));
            Dismissed = flag.FlagId;
            await _review.ReviewFlagAsync(flag.FlagId, FlagStatus.Dismissed, Reason, default);
        });

        public Task<int> ReleaseAsync() => CountedAsync(async () =>
        {
            Hold hold = (await ActiveAsync())[0];
            Released = hold.HoldId;
            await _review.ReleaseHoldAsync(hold.HoldId, Reason, default);
        });

        public Task<int> PlaceAndRenewAsync() => CountedAsync(async () =>
        {
            Flag flag = (await OpenFlagsAsync())[0];
            Placed = await _review.PlaceHoldAsync(new HoldRequest(flag.AnchorAccountId, HoldScope.Account, TimeSpan.FromDays(2), Reason, flag.FlagId), default);
            await _review.RenewHoldAsync(Placed, TimeSpan.FromDays(20), Reason, default);
        });

        private async Task<int> CountedAsync(Func<Task> act)
        {
            long before = await CountAsync();
            await act();
            int taken = (int)(await CountAsync() - before);
            Taken += taken;
            return taken;
        }

        private async Task<long> CountAsync()
        {
            await using Npgsql.NpgsqlCommand command = database.Source.CreateCommand("SELECT count(*) FROM review_actions");
            return (long)(await command.ExecuteScalarAsync())!;
        }

        private async Task<IReadOnlyList<Flag>> OpenFlagsAsync() =>
            await new FlagStore(database).ListAsync(new FlagQuery { Status = FlagStatus.Open, Limit = 1000 }, default);

        private async Task<IReadOnlyList<Hold>> ActiveAsync() =>
            await new HoldStore(database).ListAsync(new HoldQuery { Status = HoldStatus.Active, Limit = 1000 }, default);
    }
}
