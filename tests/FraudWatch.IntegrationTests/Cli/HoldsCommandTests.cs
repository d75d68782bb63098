using System.Text.Json;
using FraudWatch.Detection.Decisions;
using FraudWatch.IntegrationTests.Storage;
using FraudWatch.Storage;
using Xunit;

namespace FraudWatch.IntegrationTests.Cli;

[Collection(StorageTests.Name)]
public sealed class HoldsCommandTests(PostgresServer server)
{
    [Fact]
    public async Task A_hold_is_placed_listed_and_released()
    {
        await using TestDatabase db = await server.NewMigratedAsync();

        CommandOutcome placed = await FlagsAndHoldsProgram.RunAsync(
            db, "holds", "place", "--account", "u7", "--scope", "withdrawal", "--for", "48h", "--reason", "waits for papers", "--even-unseen", "--json");
        using JsonDocument hold = JsonDocument.Parse(Assert.Single(placed.Lines));
        string id = hold.RootElement.GetProperty("hold_id").GetString()!;
        CommandOutcome listed = await FlagsAndHoldsProgram.RunAsync(db, "holds", "list", "--account", "u7", "--scope", "withdrawal", "--status", "active");
        CommandOutcome released = await FlagsAndHoldsProgram.RunAsync(db, "holds", "release", id[..13], "--reason", "papers came");
        CommandOutcome again = await FlagsAndHoldsProgram.RunAsync(db, "holds", "release", id, "--reason", "papers came");
        CommandOutcome active = await FlagsAndHoldsProgram.RunAsync(db, "holds", "list", "--status", "active");

        Assert.Equal((0, ""), (placed.Status, placed.Error));
        Assert.Equal("postgres", hold.RootElement.GetProperty("placed_by").GetString());
        Assert.Equal(
            TimeSpan.FromHours(48),
            hold.RootElement.GetProperty("expires_at").GetDateTimeOffset() - hold.RootElement.GetProperty("placed_at").GetDateTimeOffset());
        Assert.Equal(2, listed.Lines.Length);
        Assert.Contains(id[..8], listed.Lines[1], StringComparison.Ordinal);
        Assert.Contains("in 47 h", listed.Lines[1], StringComparison.Ordinal);
        Assert.Equal((0, $"Hold {id[..8]} (withdrawal, u7) is released, version 2.\n"), (released.Status, released.Output));
        Assert.Equal(4, again.Status);
        Assert.Contains("is not active: it was released at", again.Error, StringComparison.Ordinal);
        Assert.Equal((3, "", "No holds match.\n"), (active.Status, active.Output, active.Error));
    }

    [Fact]
    public async Task A_hold_may_name_its_flag_by_a_beginning()
    {
        await using TestDatabase db = await server.NewMigratedAsync();
        long epoch = await db.Offsets.AcquireEpochAsync(Samples.Cell, default);
        await db.Decisions.WriteAsync(Samples.Batch(epoch, 1, new Decision(Samples.Flag(1))), default);

        CommandOutcome placed = await FlagsAndHoldsProgram.RunAsync(
            db, "holds", "place", "--account", "u1", "--scope", "account", "--for", "7d", "--reason", "x", "--flag", "f1a60000", "--json");
        CommandOutcome unknown = await FlagsAndHoldsProgram.RunAsync(
            db, "holds", "place", "--account", "u1", "--scope", "account", "--for", "7d", "--reason", "x", "--flag", "abcdef");

        using JsonDocument hold = JsonDocument.Parse(Assert.Single(placed.Lines));
        Assert.Equal(Samples.FlagId(1), hold.RootElement.GetProperty("flag_id").GetGuid());
        Assert.Equal(3, unknown.Status);
        Assert.Equal(["1"], await db.RowsAsync("SELECT count(*) FROM holds"));
    }

    [Fact]
    public async Task An_action_without_the_right_to_it_is_refused_in_words()
    {
        await using TestDatabase db = await server.NewMigratedAsync();
        string retrainer = await db.LoginAsync("learner", SchemaRoles.Retrainer);

        CommandOutcome outcome = await FlagsAndHoldsProgram.RunAsync(
            retrainer, "holds", "place", "--account", "u1", "--scope", "account", "--for", "7d", "--reason", "x");

        Assert.Equal((1, ""), (outcome.Status, outcome.Output));
        Assert.Contains("must be a member of fraudwatch_analyst", outcome.Error, StringComparison.Ordinal);
        Assert.Equal(["0"], await db.RowsAsync("SELECT count(*) FROM holds"));
    }

    [Fact]
    public async Task Who_placed_a_hold_is_the_database_user()
    {
        await using TestDatabase db = await server.NewMigratedAsync();
        string analyst = await db.LoginAsync("ana", SchemaRoles.Analyst);

        CommandOutcome outcome = await FlagsAndHoldsProgram.RunAsync(
            analyst, "holds", "place", "--account", "u1", "--scope", "account", "--for", "7d", "--reason", "x", "--even-unseen", "--json");

        using JsonDocument hold = JsonDocument.Parse(Assert.Single(outcome.Lines));
        Assert.StartsWith("ana_", hold.RootElement.GetProperty("placed_by").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hold_on_an_account_never_seen_or_held_already_is_refused_with_status_4_and_says_why()
    {
        await using TestDatabase db = await server.NewMigratedAsync();
        string[] place = ["holds", "place", "--account", "u77", "--scope", "withdrawal", "--for", "48h", "--reason", "x"];

        CommandOutcome unseen = await FlagsAndHoldsProgram.RunAsync(db, place);
        CommandOutcome forced = await FlagsAndHoldsProgram.RunAsync(db, [.. place, "--even-unseen"]);
        CommandOutcome twice = await FlagsAndHoldsProgram.RunAsync(db, place);
        CommandOutcome blank = await FlagsAndHoldsProgram.RunAsync(db, "holds", "place", "--account", " \t", "--scope", "withdrawal", "--for", "48h", "--reason", "x", "--even-unseen");

        Assert.Equal(
            (4, "", "No flag, hold or decision on record names u77, which is all that the record knows of accounts: if the name is right, place it --even-unseen.\n"),
            (unseen.Status, unseen.Output, unseen.Error));
        Assert.Equal(0, forced.Status);
        Assert.Equal((4, ""), (twice.Status, twice.Output));
        Assert.StartsWith("Account u77 is held already (withdrawal) by postgres until ", twice.Error, StringComparison.Ordinal);
        Assert.Equal((2, ""), (blank.Status, blank.Output));
        Assert.Equal(["u77"], await db.RowsAsync("SELECT account_id FROM holds"));
    }

    [Theory]
    [InlineData("--for: expected a duration", "--scope", "account", "--for", "soon")]
    [InlineData("expected one of purchase, gifting", "--scope", "everything", "--for", "1h")]
    [InlineData("--scope", "--for", "1h")]
    [InlineData("A hold lasts from 1 second to 90 days", "--scope", "account", "--for", "91d")]
    public async Task Wrong_usage_is_status_2_and_says_what_was_expected(string expected, params string[] options)
    {
        CommandOutcome outcome = await FlagsAndHoldsProgram.RunAsync(
            await server.SharedAsync(), ["holds", "place", "--account", "u1", "--reason", "x", .. options]);

        Assert.Equal((2, ""), (outcome.Status, outcome.Output));
        Assert.Contains(expected, outcome.Error, StringComparison.Ordinal);
    }
}
