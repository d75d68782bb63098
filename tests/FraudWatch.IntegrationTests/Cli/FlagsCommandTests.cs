using System.Text.Json;
using FraudWatch.Detection.Decisions;
using FraudWatch.IntegrationTests.Cases;
using FraudWatch.IntegrationTests.House;
using FraudWatch.IntegrationTests.Storage;
using Xunit;

namespace FraudWatch.IntegrationTests.Cli;

[Collection(StorageTests.Name)]
public sealed class FlagsCommandTests(PostgresServer server)
{
    [Fact]
    public async Task A_list_is_a_table_for_people_and_json_lines_for_programs()
    {
        await using TestDatabase db = await MadeAsync();

        CommandOutcome table = await FlagsAndHoldsProgram.RunAsync(db, "flags", "list");
        CommandOutcome json = await FlagsAndHoldsProgram.RunAsync(db, "flags", "list", "--json");

        Assert.Equal((0, ""), (table.Status, table.Error));
        Assert.Equal(4, table.Lines.Length);
        Assert.StartsWith("flag ", table.Lines[0], StringComparison.Ordinal);
        Assert.Contains("51,234", table.Lines[1], StringComparison.Ordinal);
        Assert.DoesNotContain('\e', table.Output);
        Assert.Equal((0, ""), (json.Status, json.Error));
        Assert.Equal(["u1", "u2", "u3"], json.Lines.Select(Anchor).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_list_can_be_narrowed_newest_first()
    {
        await using TestDatabase db = await MadeAsync();
        (string Anchors, string[] Options)[] cases =
        [
            ("u2", ["--account", "u2-1"]),
            ("u3", ["--typology", "mule_fan_in"]),
            ("u3,u2,u1", ["--status", "open", "--detector", "ring"]),
            ("u3,u2", ["--since", "90s"]),
            ("u3", ["--since", "2026-11-22T10:02:30Z"]),
            ("u3", ["--limit", "1"]),
        ];

        foreach ((string anchors, string[] options) in cases)
        {
            CommandOutcome outcome = await FlagsAndHoldsProgram.RunAsync(db, ["flags", "list", "--json", .. options]);
            Assert.Equal((anchors, 0), (string.Join(',', outcome.Lines.Select(Anchor)), outcome.Status));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("--json")]
    public async Task A_list_that_cannot_be_written_is_a_failure(string form)
    {
        await using TestDatabase db = await MadeAsync();
        ProgramRun run = await Launcher.ShellAsync(
            """export FRAUDWATCH__POSTGRES__CONNECTIONSTRING="$1"; fraudwatch flags list $2 >/dev/full""", db.ConnectionString, form);
        Assert.Equal((1, "stdout cannot be written: No space left on device\n"), (run.Status, run.Errors));
    }

    [Fact]
    public async Task Nothing_found_is_status_3_and_said_on_stderr()
    {
        await using TestDatabase db = await MadeAsync();

        CommandOutcome list = await FlagsAndHoldsProgram.RunAsync(db, "flags", "list", "--status", "confirmed");
        CommandOutcome show = await FlagsAndHoldsProgram.RunAsync(db, "flags", "show", "abcdef12");

        Assert.Equal((3, "", "No flags match.\n"), (list.Status, list.Output, list.Error));
        Assert.Equal((3, "", "No flag has an id that begins so.\n"), (show.Status, show.Output, show.Error));
    }

    [Fact]
    public async Task One_flag_is_shown_when_the_id_is_that_of_one()
    {
        await using TestDatabase db = await MadeAsync();
        string id = Samples.FlagId(2).ToString();

        CommandOutcome several = await FlagsAndHoldsProgram.RunAsync(db, "flags", "show", "f1a600");
        CommandOutcome one = await FlagsAndHoldsProgram.RunAsync(db, "flags", "show", id);
        CommandOutcome json = await FlagsAndHoldsProgram.RunAsync(db, "flags", "show", id, "--json");

        Assert.Equal(2, several.Status);
        Assert.Contains("More than one flag", several.Error, StringComparison.Ordinal);
        Assert.Equal(0, one.Status);
        Assert.Contains("CYCLE_CLOSED", one.Output, StringComparison.Ordinal);
        Assert.Contains("u2-1", one.Output, StringComparison.Ordinal);
        Assert.Equal("u2", Anchor(Assert.Single(json.Lines)));
    }

    [Fact]
    public async Task Confirming_changes_the_flag_and_says_by_whom()
    {
        await using TestDatabase db = await MadeAsync();
        string id = Samples.FlagId(1).ToString();

        CommandOutcome first = await FlagsAndHoldsProgram.RunAsync(db, "flags", "confirm", id, "--reason", "stolen cards");
        CommandOutcome again = await FlagsAndHoldsProgram.RunAsync(db, "flags", "confirm", id, "--reason", "stolen cards");
        CommandOutcome stale = await FlagsAndHoldsProgram.RunAsync(db, "flags", "dismiss", id, "--reason", "no, a family", "--version", "1");
        CommandOutcome other = await FlagsAndHoldsProgram.RunAsync(db, "flags", "dismiss", id, "--reason", "no, a family", "--version", "2", "--json");
        CommandOutcome show = await FlagsAndHoldsProgram.RunAsync(db, "flags", "show", id);

        Assert.Equal((0, "Flag f1a60000 (circular_gifting, u1) is confirmed by postgres, version 2.\n"), (first.Status, first.Output));
        Assert.Equal(
            (4, "", $"Flag {id} is already confirmed by postgres, in version 2: to decide otherwise, name the version that you have seen.\n"),
            (again.Status, again.Output, again.Error));
        Assert.Equal(
            (4, "", $"Flag {id} was confirmed by postgres since version 1, which the decision is about: it is confirmed in version 2 now.\n"),
            (stale.Status, stale.Output, stale.Error));
        using JsonDocument changed = JsonDocument.Parse(Assert.Single(other.Lines));
        Assert.Equal("dismissed", changed.RootElement.GetProperty("status").GetString());
        Assert.Equal(3, changed.RootElement.GetProperty("version").GetInt32());
        Assert.Contains("no, a family", show.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("expected one of open, confirmed", "flags", "list", "--status", "opened")]
    [InlineData("--since: expected a duration such as", "flags", "list", "--since", "yesterday")]
    [InlineData("--limit: expected a number", "flags", "list", "--limit", "0")]
    [InlineData("at least 6 hexadecimal digits", "flags", "show", "xyz")]
    [InlineData("--reason", "flags", "confirm", "abcdef12")]
    [InlineData("--reason: expected some words", "flags", "confirm", "abcdef12", "--reason", " ")]
    public async Task Wrong_usage_is_status_2_and_says_what_was_expected(string expected, params string[] arguments)
    {
        CommandOutcome outcome = await FlagsAndHoldsProgram.RunAsync(server.Postgres.ConnectionString, arguments);

        Assert.Equal((2, ""), (outcome.Status, outcome.Output));
        Assert.Contains(expected, outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_database_it_says_how_to_get_one()
    {
        CommandOutcome absent = await FlagsAndHoldsProgram.RunAsync((string?)null, "flags", "list");
        CommandOutcome away = await FlagsAndHoldsProgram.RunAsync("Host=/nowhere/at/all;Username=x;Password=secret-word", "flags", "list");
        CommandOutcome empty = await FlagsAndHoldsProgram.RunAsync(await server.NewDatabaseAsync(), "flags", "list");

        Assert.All([absent, away, empty], o => Assert.Equal((1, ""), (o.Status, o.Output)));
        Assert.All([absent, away, empty], o => Assert.Contains("./fraudwatch demo --keep", o.Error, StringComparison.Ordinal));
        Assert.Contains("/nowhere/at/all", away.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-word", away.Error, StringComparison.Ordinal);
        Assert.Single(away.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private static string Anchor(string line)
    {
        using JsonDocument flag = JsonDocument.Parse(line);
        return flag.RootElement.GetProperty("anchor_account_id").GetString()!;
    }

    /// <summary>Flags of u1, u2 and u3, raised 1, 2 and 3 minutes after ten; the detector's clock stands at three past.</summary>
    private async Task<TestDatabase> MadeAsync()
    {
        TestDatabase db = await server.NewMigratedAsync();
        long epoch = await db.Offsets.AcquireEpochAsync(Samples.Cell, default);
        Flag[] flags =
        [
            .. Enumerable.Range(1, 3).Select(n => Samples.Flag(n) with
            {
                RaisedAt = Samples.Noon + (n * 60_000),
                UpdatedAt = Samples.Noon + (n * 60_000),
                Typology = n == 3 ? Typology.MuleFanIn : Typology.CircularGifting,
            }),
        ];
        await db.Decisions.WriteAsync(Samples.Batch(epoch, 180_000, [.. flags.Select(f => new Decision(f))]), default);
        return db;
    }
}
