using System.Text;
using FraudWatch.Detection.Decisions;
using FraudWatch.IntegrationTests.House;
using FraudWatch.IntegrationTests.Storage;
using FraudWatch.Sandbox.Postgres;
using FraudWatch.Storage;
using Xunit;

namespace FraudWatch.IntegrationTests.Cases;

/// <summary>What an account is called must not reach the analyst's terminal as a command.</summary>
public sealed partial class CaseTests
{
    private const string Evil = "\u001b]0;pwned\u0007\u001b[31m\u009b2J\u202e\u2066\u200b\nu1";

    [Fact]
    public async Task Esc_in_confirm_and_everywhere_else_that_an_account_is_named_never_reaches_the_terminal()
    {
        await using EmbeddedPostgres postgres = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions(), CancellationToken.None);
        await WriteEvilAsync(postgres.ConnectionString);
        string flag = Samples.FlagId(1).ToString();
        string hold = Samples.HoldId(1).ToString();
        string[][] lines =
        [
            ["flags", "list"], ["flags", "show", flag], ["flags", "confirm", flag, "--reason", Evil], ["flags", "confirm", flag, "--reason", Evil],
            ["flags", "undo", flag, "--reason", Evil], ["flags", "list", "--account", Evil], ["flags", "list", "--status", Evil], ["flags", "list", "--json"],
            ["holds", "list"], ["holds", "list", "--json"], ["holds", "renew", hold, "--for", "48h", "--reason", Evil], ["holds", "release", hold, "--reason", Evil],
            ["holds", "undo", hold, "--reason", Evil], ["holds", "place", "--account", Evil, "--scope", "account", "--for", "1h", "--reason", "x"],
            ["holds", "place", "--account", Evil, "--scope", "account", "--for", "1h", "--reason", "x"],
            ["holds", "place", "--account", Evil + "2", "--scope", "account", "--for", "1h", "--reason", "x"], ["flags", "show", flag],
            ["actions", "add-keys", Evil], ["holds", "place", "--account", "u", "--scope", Evil], ["flags", Evil],
        ];
        foreach (string[] line in lines)
        {
            ProgramRun run = await Launcher.RunAsync([.. line, "--connection", postgres.ConnectionString]);
            AssertPlain(string.Join(' ', line), run.Output + run.Errors);
        }

        foreach (string[] line in (string[][])[["replay", Evil], ["rings", Evil], ["publish", Evil], ["evaluate", "--truth", Evil, "--flags", Evil], ["models", "show", Evil], ["simulate", "--out", "x", Evil], ["broker", Evil], [Evil]])
        {
            ProgramRun run = await Launcher.RunAsync(line);
            AssertPlain(string.Join(' ', line), run.Output + run.Errors);
            Assert.NotEqual(0, run.Status);
        }

        ProgramRun json = await Launcher.RunAsync("holds", "list", "--json", "--connection", postgres.ConnectionString);
        Assert.Contains("\\u001B]0;pwned\\u0007\\u001B[31m\\u009B2J\\u202E\\u2066\\u200B\\nu1", json.Output, StringComparison.Ordinal);
    }

    private static void AssertPlain(string what, string printed)
    {
        string found = string.Concat(printed.EnumerateRunes().Where(r => r.Value is not '\n' and not '\t'
            && (Rune.IsControl(r) || r.Value is 0x61C or 0x200E or 0x200F or (>= 0x200B and <= 0x200D) or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0xFEFF)).Select(r => $" U+{r.Value:X4}"));
        Assert.True(found.Length == 0, $"{TerminalText(what)}:{found} in {TerminalText(printed)}");
    }

    private static string TerminalText(string text) => string.Concat(text.Select(c => c is '\n' || c >= ' ' && c < 0x7F ? $"{c}" : $"\\u{(int)c:X4}"));

    private static async Task WriteEvilAsync(string connection)
    {
        await using FraudWatchDatabase database = FraudWatchDatabase.OpenWithoutRetry(new StorageOptions { ConnectionString = connection });
        await new SchemaMigrator(database).MigrateAsync(default);
        long epoch = await new OffsetStore(database).AcquireEpochAsync(Samples.Cell, default);
        Flag flag = Samples.Flag(1);
        flag = flag with { AnchorAccountId = Evil, Accounts = [flag.Accounts[0] with { AccountId = Evil }, flag.Accounts[1]], EvidenceEventIds = [Evil] };
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        Hold hold = Samples.Hold(1, 1) with { AccountId = Evil, PlacedAt = now, ExpiresAt = now + 86_400_000 };
        await new DecisionStore(database).WriteAsync(Samples.Batch(epoch, 1, new Decision(flag), new Decision(hold)), default);
    }
}
