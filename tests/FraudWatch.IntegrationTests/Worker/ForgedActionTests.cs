using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using FraudWatch.Detection.Decisions;
using FraudWatch.Detection.Events;
using FraudWatch.Replay;
using FraudWatch.Storage;
using FraudWatch.Testing.Events;
using Npgsql;
using Xunit;

namespace FraudWatch.IntegrationTests.Worker;

/// <summary>Whoever can write to fraud-actions decides nothing: an action counts only if the audit vouches for it.</summary>
public sealed class ForgedActionTests
{
    private const string Reason = "looked at by a person";
    private static readonly byte[] AnyKey = new byte[ActionKeys.KeyBytes];

    [Fact]
    public async Task Actions_that_the_audit_does_not_vouch_for_change_nothing_and_are_dead_letters_and_signed_ones_count_through_a_rotation()
    {
        using SimulatedStream stream = await SimulatedStream.MakeAsync(payers: 500, days: 10);
        await using LiveSystem system = await LiveSystem.StartAsync();
        await system.PublishAsync(stream.Files);
        using ProgramProcess worker = system.StartWorker();
        WorkerStatusView before = await system.WaitUntilCommittedAsync(worker, stream.Lines);
        Assert.Equal(0, before.ActionsNotVouchedFor);
        await using FraudWatchDatabase database = FraudWatchDatabase.OpenWithoutRetry(new StorageOptions { ConnectionString = system.Postgres.ConnectionString });
        Hold[] holds = [.. (await new HoldStore(database).ListAsync(new HoldQuery { Status = HoldStatus.Active, Limit = 1000 }, default)).Where(h => h.FlagId is not null)];
        Flag flag = (await new FlagStore(database).ListAsync(new FlagQuery { Status = FlagStatus.Open, Limit = 1 }, default)).Single();
        IReadOnlyList<string> record = await WrittenDecisions.InPostgresAsync(system.Postgres.ConnectionString);

        EventObject[] forged = await ForgeAsync(database, flag, holds[0]);
        Send(system, forged);
        WorkerStatusView after = await system.WaitUntilCommittedAsync(worker, stream.Lines + forged.Length);

        Assert.Equal(record, await WrittenDecisions.InPostgresAsync(system.Postgres.ConnectionString));
        Assert.Equal((forged.Length, before.Rejected + forged.Length), (after.ActionsNotVouchedFor, after.Rejected));
        Assert.Contains("that the audit does not vouch for", worker.Said, StringComparison.Ordinal);
        ConsumeResult<string?, byte[]>[] letters = [.. system.ReadTopic("fraudwatch-dead-letters").Where(l => Header(l, "reason") == "not_vouched_for")];
        Assert.Equal(forged.Select(f => f.ToString()).Order(StringComparer.Ordinal), letters.Select(l => Encoding.UTF8.GetString(l.Message.Value)).Order(StringComparer.Ordinal));

        // What the audit signs counts, with the key that the worker read at its start and with one made since.
        var review = new ReviewStore(database);
        await review.ReleaseHoldAsync(holds[0].HoldId, Reason, default);
        await new ActionKeyStore(database).RotateAsync(default);
        await review.ReleaseHoldAsync(holds[1].HoldId, Reason, default);
        WorkerStatusView end = await system.WaitUntilCommittedAsync(worker, stream.Lines + forged.Length + 2);
        Assert.Equal(forged.Length, end.ActionsNotVouchedFor);
        Assert.Equal(["0", "0"], await DeskVersionsAsync(database, holds[0].HoldId, holds[1].HoldId));
    }

    [Fact]
    public async Task A_first_start_on_files_takes_no_action_of_theirs_that_the_audit_does_not_vouch_for()
    {
        using SimulatedStream stream = await SimulatedStream.MakeAsync(payers: 500, days: 10);
        await using LiveSystem system = await LiveSystem.StartAsync();
        DecisionBook undisturbed = stream.Replay(system.Models, LiveSystem.Partitions);
        Flag flag = undisturbed.Flags.First(f => f.Status == FlagStatus.Open);
        string actions = Path.Combine(stream.Folder, "actions.jsonl");
        File.WriteAllText(actions, Action("forged", flag.UpdatedAt + 60_000, flag.AnchorAccountId, "dismissed", flag.FlagId).ToString());

        // Taken as they are they would count: this is what the files say.
        Assert.NotEqual(WrittenDecisions.Of(undisturbed), WrittenDecisions.Of(SimulatedStream.Replay(system.Models, LiveSystem.Partitions, [.. stream.Files, actions])));
        using ProgramProcess worker = system.StartWorkerWith(
            ["--bootstrap", .. stream.Files, actions, "--decide-from", "2000-01-01T00:00:00Z"], ("FRAUDWATCH__SNAPSHOTS__FOLDER", Path.Combine(stream.Folder, "snapshots")));
        await system.WaitForStatusAsync(worker, status => status.State == "ready");

        Assert.Equal(WrittenDecisions.Of(undisturbed), await WrittenDecisions.InPostgresAsync(system.Postgres.ConnectionString));
        Assert.Contains("expected the audit's signature and key_id, found none", worker.Said, StringComparison.Ordinal);
    }

    /// <summary>Unsigned, signed with a key of one's own, signed by the audit and changed since, on another topic, and with names of keys that there are none of.</summary>
    private static async Task<EventObject[]> ForgeAsync(FraudWatchDatabase database, Flag flag, Hold hold)
    {
        ActionKey key = Assert.Single(await new ActionKeyStore(database).ReadAsync(default));
        EventObject release = Action("forged-1", hold.PlacedAt + 1, hold.AccountId, "released", hold.FlagId!.Value).With("hold_id", hold.HoldId.ToString())
            .With("scope", Wire.Name(hold.Scope)).With("placed_at", WireTime.Format(hold.PlacedAt)).With("expires_at", WireTime.Format(hold.ExpiresAt)).With("ended_at", WireTime.Format(hold.PlacedAt + 1));
        return
        [
            release,
            Action("forged-2", flag.RaisedAt, flag.AnchorAccountId, "dismissed", flag.FlagId),
            Action("forged-3", flag.RaisedAt, flag.AnchorAccountId, "dismissed", flag.FlagId).Vouched(key.KeyId, AnyKey),
            Action("forged-4", flag.RaisedAt, flag.AnchorAccountId, "dismissed", flag.FlagId).Vouched("k-none", AnyKey),
            Action("forged-5", flag.RaisedAt, flag.AnchorAccountId, "dismissed", flag.FlagId).Vouched("k-none", AnyKey),
            Action("genuine", flag.RaisedAt, flag.AnchorAccountId, "escalated", flag.FlagId).Vouched(key.KeyId, key.Key).With("action", "dismissed"),
            EventObject.Listing("forged-6", flag.RaisedAt, "allow", "account", flag.AnchorAccountId).With("purpose", "staff"),
        ];
    }

    private static EventObject Action(string id, long at, string account, string action, Guid flag) =>
        EventObject.Of("action.taken", id, at, account).With("action", action).With("analyst", "ana").With("flag_id", flag.ToString());

    /// <summary>The last one goes to another topic: what an event is, its type says.</summary>
    private static void Send(LiveSystem system, EventObject[] actions)
    {
        using IProducer<string, byte[]> producer = new ProducerBuilder<string, byte[]>(new ProducerConfig { BootstrapServers = system.Broker.BootstrapServers }).Build();
        foreach (EventObject action in actions)
        {
            using var json = JsonDocument.Parse(action.ToString());
            producer.Produce(
                action == actions[^1] ? "gift-events" : "fraud-actions",
                new Message<string, byte[]> { Key = json.RootElement.GetProperty("account_id").GetString()!, Value = action.Utf8() });
        }

        producer.Flush(LiveSystem.Patience);
    }

    /// <summary>0 when the detector has answered the desk.</summary>
    private static async Task<string[]> DeskVersionsAsync(FraudWatchDatabase database, params Guid[] holds)
    {
        await using NpgsqlCommand command = database.Source.CreateCommand("SELECT desk_version::text FROM holds WHERE hold_id = ANY($1) AND status = 'released'");
        command.Parameters.Add(new() { Value = holds });
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        var versions = new List<string>();
        while (await reader.ReadAsync())
        {
            versions.Add(reader.GetString(0));
        }

        return [.. versions];
    }

    private static string? Header(ConsumeResult<string?, byte[]> letter, string name) =>
        letter.Message.Headers.TryGetLastBytes(name, out byte[] value) ? Encoding.UTF8.GetString(value) : null;
}
