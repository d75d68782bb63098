using System.Text.Json;
using FraudWatch.Detection.Decisions;
using FraudWatch.Storage;
using Xunit;

namespace FraudWatch.IntegrationTests.Storage;

/// <summary>A flag of many: the record has all of its members, a message the most telling.</summary>
[Collection(StorageTests.Name)]
public sealed class FlagMembersTests(PostgresServer server)
{
    [Fact]
    public async Task Members_that_join_between_two_versions_are_on_record_and_publish_nothing()
    {
        await using TestDatabase db = await server.NewMigratedAsync();
        long epoch = await db.Offsets.AcquireEpochAsync(Samples.Cell, default);
        await db.Decisions.WriteAsync(Samples.Batch(epoch, 1, new Decision(Samples.Flag(1, members: 20))), default);

        DecisionBatch grown = Samples.Batch(epoch, 2, Growth(version: 1, (20, "late"), (3, "u1-3")), Growth(version: 1, (21, "later")), Growth(version: 1, (20, "late")));
        Assert.Equal(new WriteOutcome(0, 0, 0), await db.Decisions.WriteAsync(grown, default));

        Flag flag = Assert.Single(await new FlagStore(db.Database).ListAsync(new FlagQuery { AccountId = "later", Limit = 10 }, default));
        Assert.Equal((1, 22, AccountRole.Victim), (flag.Version, flag.Accounts.Count, flag.Accounts[3].Role));
        Assert.Equal(["1"], await db.RowsAsync("SELECT count(*) FROM outbox"));
    }

    [Fact]
    public async Task A_later_version_in_the_batch_or_on_record_is_not_set_back()
    {
        await using TestDatabase db = await server.NewMigratedAsync();
        long epoch = await db.Offsets.AcquireEpochAsync(Samples.Cell, default);
        await db.Decisions.WriteAsync(
            Samples.Batch(epoch, 1, new Decision(Samples.Flag(1, members: 4)), Growth(version: 1, (3, "early")), new Decision(Samples.Flag(1, 2, members: 4))), default);
        await db.Decisions.WriteAsync(Samples.Batch(epoch, 2, Growth(version: 1, (3, "early"))), default);
        Assert.Equal(["u1-3|member"], await db.RowsAsync("SELECT account_id, role FROM flag_accounts WHERE ordinal = 3"));
    }

    [Fact]
    public async Task The_database_tells_of_a_flag_of_many_as_the_program_does()
    {
        await using TestDatabase db = await server.NewMigratedAsync();
        long epoch = await db.Offsets.AcquireEpochAsync(Samples.Cell, default);
        Flag sample = Samples.Flag(1);
        Flag many = sample with
        {
            Accounts = [.. Enumerable.Range(0, 250).Select(i => new FlagAccount(i == 240 ? "u1" : $"u1-{i}", AccountRole.Source, i == 230 ? 0.9876m : 0.5m))],
        };
        await db.Decisions.WriteAsync(Samples.Batch(epoch, 1, new Decision(many)), default);

        JsonElement program = JsonDocument.Parse(Assert.Single(await db.RowsAsync("SELECT payload FROM outbox"))).RootElement;
        JsonElement database = JsonDocument.Parse(Assert.Single(await db.RowsAsync($"SELECT flag_document('{many.FlagId}')"))).RootElement;
        Assert.True(JsonElement.DeepEquals(program, database), $"{program}\n{database}");
        Assert.Equal((250, 200), (program.GetProperty("account_count").GetInt32(), program.GetProperty("accounts").GetArrayLength()));
        string[] first = [.. program.GetProperty("accounts").EnumerateArray().Take(3).Select(a => a.GetProperty("account_id").GetString()!)];
        Assert.Equal(["u1", "u1-230", "u1-0"], first);
    }

    private static Decision Growth(int version, params (int Place, string Account)[] joined) => new(new FlagGrowth
    {
        FlagId = Samples.FlagId(1),
        RaisedAt = Samples.Noon,
        Version = version,
        Accounts = [.. joined.Select(j => (j.Place, new FlagAccount(j.Account, AccountRole.Victim, 0.5m)))],
    });
}
