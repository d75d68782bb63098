using System.Net;
using System.Net.Sockets;
using FraudWatch.IntegrationTests.House;
using Xunit;

namespace FraudWatch.IntegrationTests.Cases;

/// <summary>Wrong numbers, wrong places and wrong settings: one sentence, never a stack trace.</summary>
public sealed partial class CaseTests
{
    /// <summary>Runs a program without the rights of root that pass over a file's mode.</summary>
    private const string WithoutRoot = """plain() { if [ "$(id -u)" = 0 ]; then setpriv --bounding-set=-dac_override,-dac_read_search "$@"; else "$@"; fi; }""";

    [Theory]
    [InlineData("replay F --partitions abc", "--partitions: expected a number from 1 to 10000, found 'abc'")]
    [InlineData("replay F --partitions 99999999999", "--partitions: expected a number from 1 to 10000, found '99999999999'")]
    [InlineData("replay F --partitions ''", "--partitions: expected a number from 1 to 10000, found ''")]
    [InlineData("publish F --rate abc", "--rate: expected a number from 1 to 10000000, found 'abc'")]
    [InlineData("flags list --limit 1.5", "--limit: expected a number from 1 to 1000000, found '1.5'")]
    [InlineData("flags list --limit 99999999999", "--limit: expected a number from 1 to 1000000, found '99999999999'")]
    [InlineData("holds list --limit abc", "--limit: expected a number from 1 to 1000000, found 'abc'")]
    [InlineData("deadletters list --limit abc", "--limit: expected a number from 1 to 1000000, found 'abc'")]
    public async Task Cli_number_crash(string line, string sentence) => AssertFailed(await Launcher.ShellAsync("fraudwatch " + line), 2, sentence);

    [Theory]
    [InlineData("publish", "/nope", "expected a file at /nope (FRAUDWATCH__KAFKA__SSLCALOCATION), found none")]
    [InlineData("publish", "/dev/null", "Kafka's client cannot be built of these settings")]
    [InlineData("deadletters list --json --all --bootstrap-servers 127.0.0.1:1", "/nope", "expected a file at /nope")]
    [InlineData("deadletters list --json --all --bootstrap-servers 127.0.0.1:1", "/dev/null", "Kafka's client cannot be built of these settings")]
    public async Task A_file_of_certificates_that_is_not_there_or_holds_none_is_told(string line, string authority, string sentence)
    {
        string settings = $"export FRAUDWATCH__KAFKA__SECURITYPROTOCOL=Ssl FRAUDWATCH__KAFKA__SSLCALOCATION={authority}";
        string files = line == "publish" ? "\"$1\" --bootstrap-servers 127.0.0.1:1" : "";
        AssertFailed(await Launcher.ShellAsync($"{settings}; fraudwatch {line} {files}", Write("events.jsonl", SignedIn + "\n")), 1, sentence);
    }

    [Theory]
    [InlineData("flags list --limit 0", "See: ./fraudwatch flags list --help")]
    [InlineData("flags show x", "See: ./fraudwatch flags show --help")]
    [InlineData("flags confirm abcdef", "See: ./fraudwatch flags confirm --help")]
    [InlineData("holds place --account a --scope x --for 1d --reason y", "See: ./fraudwatch holds place --help")]
    public async Task Cli_hint_wrong(string line, string hint)
    {
        ProgramRun run = await Launcher.ShellAsync("fraudwatch " + line);
        AssertFailed(run, 2, hint);
        Assert.Equal(0, (await Launcher.ShellAsync(hint.Replace("See: ./", "", StringComparison.Ordinal))).Status);
    }

    [Theory]
    [InlineData("simulate --out D --payers 200 --days 3 --fraud-rate 0,1", "--fraud-rate: expected 0 to 1000, found '0,1'")]
    [InlineData("simulate --out D --payers 200 --days 3 --camouflage 0,5", "--camouflage: expected 0 to 0.9, found '0,5'")]
    [InlineData("retrain D --out O --flag-precision 0,52", "--flag-precision: expected 0 to 1, found '0,52'")]
    public async Task Decimal_comma(string line, string sentence)
    {
        AssertFailed(await Launcher.ShellAsync($"cd '{_folder}'; fraudwatch {line}"), 2, sentence);
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public async Task Evaluate_unreadable()
    {
        string file = Write("readable.jsonl", "");
        string closed = Write("closed.jsonl", "");
        AssertFailed(
            await Launcher.ShellAsync($"{WithoutRoot}; chmod 000 \"$1\"; plain \"$3\" evaluate --truth \"$1\" --flags \"$2\"", closed, file, Launcher.Path), 1, closed);
        AssertFailed(await Launcher.ShellAsync("setsid -w \"$2\" evaluate --truth \"$1\" --flags /dev/tty", file, Launcher.Path), 1, "/dev/tty");
    }

    [Fact]
    public async Task Simulate_io_and_years()
    {
        const string Small = "--payers 20 --days 1";
        string file = Write("file", "");
        AssertFailed(await Launcher.ShellAsync($"fraudwatch simulate --out \"$1\" {Small}", file), 1, file);
        AssertFailed(await Launcher.ShellAsync($"fraudwatch simulate --out /dev/null/x {Small}"), 1, "/dev/null");
        Directory.CreateDirectory(Path.Combine(_folder, "closed"));
        AssertFailed(
            await Launcher.ShellAsync($"{WithoutRoot}; chmod 555 \"$1\"; plain \"$2\" simulate --out \"$1/x\" {Small}", Path.Combine(_folder, "closed"), Launcher.Path),
            1,
            "denied");

        // A full disk: the first file is a link to one.
        Directory.CreateDirectory(Path.Combine(_folder, "full"));
        AssertFailed(
            await Launcher.ShellAsync($"ln -s /dev/full \"$1/gift-events.jsonl\"; fraudwatch simulate --out \"$1\" {Small}", Path.Combine(_folder, "full")), 1, "No space left");

        string output = Path.Combine(_folder, "D");
        foreach (string end in (string[])["2300-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "9999-12-31T00:00:00Z", "2000-01-01T12:00:00Z", "2026-11-01"])
        {
            AssertFailed(await Launcher.ShellAsync($"fraudwatch simulate --out \"$1\" {Small} --end {end}", output), 2, "--end: expected");
        }

        Assert.False(Directory.Exists(output));
    }

    [Theory]
    [InlineData("rings $1 --window 1d --max-length 3 >/dev/full")]
    [InlineData("version >/dev/full")]
    [InlineData("models show --json >/dev/full")]
    [InlineData("rings --help >/dev/full")]
    [InlineData("worker --help >/dev/full")]
    [InlineData("version >&-")]
    public async Task Stdout_cannot_be_written(string line) =>
        AssertFailed(await Launcher.ShellAsync("fraudwatch " + line, Write("edges.txt", "a b 1\nb a 2\n")), 1, "stdout");

    [Fact]
    public async Task Stdout_cannot_be_written_nor_stderr_and_a_reader_that_has_enough_is_no_failure()
    {
        Assert.Equal((1, ""), StatusAndErrors(await Launcher.ShellAsync("fraudwatch simulate --out \"$1\" --payers 20 --days 1 2>/dev/full", Path.Combine(_folder, "out"))));
        Assert.Equal((1, ""), StatusAndErrors(await Launcher.ShellAsync("fraudwatch version >/dev/full 2>&1")));
        Assert.Equal((0, ""), StatusAndErrors(await Launcher.ShellAsync("set -o pipefail; fraudwatch models show --json | head -c 1 >/dev/null; true")));
    }

    [Theory]
    [InlineData("FRAUDWATCH__PIPELINE__BATCHEVENTS=abc", "Wrong settings", "expected a whole number, found 'abc'")]
    [InlineData("FRAUDWATCH__KAFKA__SECURITYPROTOCOL=TLS", "Wrong settings", "expected one of Plaintext, Ssl, SaslPlaintext, SaslSsl, found 'TLS'")]
    [InlineData("FRAUDWATCH__KAFKA__SSLCALOCATION=/nope", "Wrong settings", "/nope")]
    [InlineData("FRAUDWATCH__HEALTH__PORT=abc", "Wrong settings", "expected a whole number, found 'abc'")]
    [InlineData("FRAUDWATCH__KAFKA__BOOTSTRAPSERVER=a:1", "Wrong settings", "did you mean FRAUDWATCH__KAFKA__BOOTSTRAPSERVERS?")]
    [InlineData("FRAUDWATCH__KAFAK__GROUPID=a", "Wrong settings", "did you mean FRAUDWATCH__KAFKA__GROUPID?")]
    [InlineData("FRAUDWATCH_KAFKA__GROUPID=a", "Wrong settings", "did you mean FRAUDWATCH__KAFKA__GROUPID?")]
    [InlineData("FRAUDWATCH_KAFKA_GROUPID=a", "Wrong settings", "did you mean FRAUDWATCH__KAFKA__GROUPID?")]
    [InlineData("FRAUDWACTH__KAFKA__GROUPID=a", "Wrong settings", "did you mean FRAUDWATCH__KAFKA__GROUPID?")]
    public async Task Worker_wrong_settings(string setting, string what, string which) =>
        AssertFailed(await Launcher.ShellAsync($"export FRAUDWATCH__HEALTH__PORT=0 {setting}; fraudwatch worker"), 1, what, which);

    [Theory]
    [InlineData("extra", "found 'extra'")]
    [InlineData("--bootstrp=x", "found '--bootstrp=x'")]
    [InlineData("--bootstrap --bogus", "'--bogus'")]
    public async Task Worker_wrong_settings_on_its_command_line(string line, string sentence) =>
        AssertFailed(await Launcher.ShellAsync($"fraudwatch worker {line}"), 2, sentence);

    [Fact]
    public async Task Worker_wrong_settings_that_show_at_the_start_are_told_by_their_true_cause()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;
        ProgramRun inUse = await Launcher.ShellAsync($"export FRAUDWATCH__HEALTH__PORT={port}; fraudwatch worker");
        Assert.Equal(1, inUse.Status);
        Assert.Contains($"The worker stopped: Failed to bind to address http://127.0.0.1:{port}: address already in use.", inUse.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled exception", inUse.Errors, StringComparison.Ordinal);

        for (int time = 0; time < 4; time++)
        {
            ProgramRun nope = await Launcher.ShellAsync("export FRAUDWATCH__HEALTH__PORT=0 FRAUDWATCH__MODELS__FOLDER=/nope; fraudwatch worker");
            AssertFailed(nope, 1, "The worker stopped: expected policy.json in the model folder /nope, found none");
        }
    }

    private static (int Status, string Errors) StatusAndErrors(ProgramRun run) => (run.Status, run.Errors);
}
