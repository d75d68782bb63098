using System.Text.Json;
using FraudWatch.Detection.Decisions;
using FraudWatch.IntegrationTests.Storage;
using FraudWatch.Storage;
using Npgsql;
using Xunit;

namespace FraudWatch.IntegrationTests.Worker.Record;

/// <summary>What people decided in the time that a record lost is in the log, signed: it stands again, and the audit says how it came by it.</summary>
public sealed class RecoveredActionsTests
{
    [Fact]
    public async Task What_people_decided_in_the_lost_time_stands_again_and_is_in_the_audit()
    {
        using SimulatedStream stream = await SimulatedStream.MakeAsync(payers: 400, days: 10);
        await using LiveSystem system = await LiveSystem.StartAsync();
        using ProgramProcess worker = system.StartWorker(("FRAUDWATCH__PIPELINE__MAXIDLE", "00:00:02"));
        await system.PublishAsync(stream.Files);
        await system.WaitUntilCommittedAsync(worker, stream.Lines);
        await system.WaitUntilPublishedAsync();
        var record = new RecordCopy(system.Postgres.ConnectionString);
        await record.TakeAsync(worker);
        await DecideAsync(system.Postgres.ConnectionString);
        await system.WaitUntilCommittedAsync(worker, stream.Lines + 4);
        await system.WaitUntilPublishedAsync();
        string[] before = await AuditAsync(system);
        Assert.Equal(4, before.Length);

        await record.PutBackAsync(worker);

        await system.WaitForStatusAsync(
            worker, status => status.RecordWentBack == 1 && status.State == "ready" && status.CommittedMessages >= stream.Lines + 4);
        Assert.Equal(before, await AuditAsync(system));
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(system.Postgres.ConnectionString);
        Assert.Equal(
            ["escalated|open|escalated", "confirmed|escalated|confirmed", "held||active", "held||active"],
            await TestDatabase.RowsAsync(
                source,
                """
                SELECT action, before->>'status', after->>'status' FROM review_actions
                WHERE recovered_at IS NOT NULL AND reason LIKE 'recovered from fraud-actions%' ORDER BY id
                """));
        Assert.Equal(["confirmed"], await TestDatabase.RowsAsync(source, "SELECT status FROM flags WHERE flag_id IN (SELECT flag_id FROM review_actions)"));
        Assert.Equal(["active|2"], await TestDatabase.RowsAsync(source, "SELECT status, version FROM holds WHERE origin = 'person'"));
        await system.WaitUntilPublishedAsync();
        await AssertToldAsync(system, source);
    }

    /// <summary>Whoever reads the topic believes, in the end, what the record holds.</summary>
    private static async Task AssertToldAsync(LiveSystem system, NpgsqlDataSource source)
    {
        IReadOnlyList<PublishedDecision> told = Undisturbed.AssertNoneGoesBack(system);
        IEnumerable<string> last = told.GroupBy(d => d.Id).Select(versions => versions.MaxBy(d => d.Version)!).Select(d => $"{d.Id}|{d.Version}|{StatusIn(d.Json)}");
        string[] onRecord = await TestDatabase.RowsAsync(
            source, "SELECT flag_id, version, status FROM flags UNION ALL SELECT hold_id, version, status FROM holds");
        Assert.Equal(onRecord.Order(StringComparer.Ordinal), last.Order(StringComparer.Ordinal));
    }

    private static string StatusIn(string message)
    {
        using var json = JsonDocument.Parse(message);
        return json.RootElement.GetProperty("status").GetString()!;
    }

    private static async Task DecideAsync(string connectionString)
    {
        await using FraudWatchDatabase database = FraudWatchDatabase.OpenWithoutRetry(new StorageOptions { ConnectionString = connectionString });
        var review = new ReviewStore(database);
        Flag flag = (await new FlagStore(database).ListAsync(new FlagQuery { Status = FlagStatus.Open, Limit = 1 }, default)).Single();
        await review.ReviewFlagAsync(flag.FlagId, FlagStatus.Escalated, "to the lead", default);
        await review.ReviewFlagAsync(flag.FlagId, FlagStatus.Confirmed, "seen", default);
        Guid held = await review.PlaceHoldAsync(new HoldRequest(flag.AnchorAccountId, HoldScope.Account, TimeSpan.FromDays(2), "wait", flag.FlagId), default);
        await review.RenewHoldAsync(held, TimeSpan.FromDays(20), "longer", default);
    }

    private static async Task<string[]> AuditAsync(LiveSystem system)
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(system.Postgres.ConnectionString);
        return await TestDatabase.RowsAsync(
            source, "SELECT action_id, action, acted_by, wire_time(acted_at), occurred_at, account_id, flag_id, hold_id FROM review_actions ORDER BY id");
    }
}
