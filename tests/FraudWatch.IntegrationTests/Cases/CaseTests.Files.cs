using System.IO.Compression;
using System.Text;
using FraudWatch.IntegrationTests.House;
using FraudWatch.Sandbox.Broker;
using Xunit;

namespace FraudWatch.IntegrationTests.Cases;

/// <summary>Files half read, wiped or sent as something else.</summary>
public sealed partial class CaseTests
{
    private const string SignedIn = """{"event_id":"q1","type":"account.signed_in","occurred_at":"2026-10-01T10:00:01.000Z","account_id":"a1"}""";
    private const string SignedInLater = """{"event_id":"q2","type":"account.signed_in","occurred_at":"2026-10-01T10:00:02.000Z","account_id":"a2"}""";

    [Theory]
    [InlineData("ln -s out link", "link/rejected.jsonl")]
    [InlineData("ln -s out/rejected.jsonl in.jsonl", "in.jsonl")]
    [InlineData("ln out/rejected.jsonl in.jsonl", "in.jsonl")]
    [InlineData("ln -s . here", "here/out/../out/rejected.jsonl")]
    public async Task Alias_input_destroyed(string link, string input)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "out"));
        string file = Write("out/rejected.jsonl", $"{SignedIn}\n{SignedInLater}\n");
        ProgramRun run = await Launcher.ShellAsync($"cd '{_folder}'; {link}; fraudwatch replay {input} --out out");
        AssertFailed(run, 1, "apart from the input");
        Assert.Equal(2, File.ReadAllLines(file).Length);
        Assert.Equal([file], Directory.GetFiles(Path.Combine(_folder, "out")));
    }

    [Fact]
    public async Task Stale_results_wiped()
    {
        string good = Write("good.jsonl", SignedIn + "\n");
        string output = Path.Combine(_folder, "out");
        Assert.Equal(0, (await Launcher.RunAsync("replay", good, "--out", output)).Status);
        Dictionary<string, string> before = Contents(output);
        Assert.Equal(["flags.jsonl", "holds.jsonl", "rejected.jsonl", "summary.json"], before.Keys.Order(StringComparer.Ordinal));

        AssertFailed(await Launcher.RunAsync("replay", good, Path.Combine(_folder, "misspelt.jsonl"), "--out", output), 1, "found none");
        AssertFailed(await Launcher.RunAsync("replay", good, Input("gz-tail-lost", "member-then-plain.jsonl.gz"), "--out", output), 1, "after line 3");
        Assert.Equal(before, Contents(output));

        Assert.Equal(0, (await Launcher.RunAsync("replay", Write("other.jsonl", $"{SignedIn}\nno event\n"), "--out", output)).Status);
        Assert.Equal(before.Keys.Order(StringComparer.Ordinal), Contents(output).Keys.Order(StringComparer.Ordinal));
        Assert.Contains("no event", Contents(output)["rejected.jsonl"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gz_tail_lost_by_replay_and_publish_and_rings()
    {
        string events = Input("gz-tail-lost", "member-then-plain.jsonl.gz");
        string edges = Input("gz-tail-lost", "edges.gz");
        AssertFailed(await Launcher.RunAsync("replay", events), 1, events, "after line 3");
        AssertFailed(await Launcher.RunAsync("publish", events, "--bootstrap-servers", "127.0.0.1:1"), 1, events, "after line 3");
        AssertFailed(await Launcher.RunAsync("rings", edges, "--window", "1d", "--max-length", "3"), 1, edges, "after line 2");
    }

    [Theory]
    [InlineData("plain text\n")]
    [InlineData("\0\0\0\0")]
    [InlineData("\u001f")]
    [InlineData("\u001fno gzip")]
    public async Task Gz_tail_lost_by_evaluate_whatever_follows_the_member(string tail)
    {
        string flags = Write("flags.jsonl", "");
        string truth = Path.Combine(_folder, "truth.jsonl.gz");
        byte[] member = Gzip("""{"account_id":"a1","label":"fraud","typology":"self_gifting","group_id":"g1","first_payout_at":null}""" + "\n");
        await File.WriteAllBytesAsync(truth, [.. member, .. Encoding.Latin1.GetBytes(tail)]);
        AssertFailed(await Launcher.RunAsync("evaluate", "--truth", truth, "--flags", flags), 1, truth, "after line 1");

        await File.WriteAllBytesAsync(truth, [.. member, .. Gzip(""), .. Gzip("\n")]);
        Assert.Equal(0, (await Launcher.RunAsync("evaluate", "--truth", truth, "--flags", flags)).Status);
    }

    [Theory]
    [InlineData(1_048_570)]
    [InlineData(2_000_000)]
    public async Task Long_lines_published(int bytes)
    {
        string file = Write("long.jsonl", $"{SignedIn}\n{Line(bytes)}\n{SignedInLater}\n");
        AssertFailed(await Launcher.RunAsync("publish", file, "--bootstrap-servers", "127.0.0.1:1"), 1, $"{file}, line 2", "at most 1000000 bytes");

        // A pipe is read once: the line is found when its turn comes, and still never sent as anything else.
        await using EmbeddedBroker broker = await EmbeddedBroker.StartAsync(
            new EmbeddedBrokerOptions { Topics = EmbeddedBrokerOptions.ContractTopics(1) }, CancellationToken.None);
        AssertFailed(await Launcher.ShellAsync("""fraudwatch publish <(cat "$1") --bootstrap-servers "$2" """, file, broker.BootstrapServers), 1, "line 2");
        string short_ = Write("short.jsonl", $"{SignedIn}\n{Line(999_900)}\n");
        ProgramRun sent = await Launcher.RunAsync("publish", short_, "--bootstrap-servers", broker.BootstrapServers);
        Assert.True(sent.Status == 0, sent.Errors);
        Assert.Contains("2 messages acknowledged", sent.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""fraudwatch replay <(cat "$1")""")]
    [InlineData("""cat "$1" | fraudwatch replay /dev/stdin""")]
    [InlineData("""mkfifo "$1.p"; (cat "$1" >"$1.p" &); fraudwatch replay "$1.p" """)]
    public async Task Replay_pipe_crash(string script) =>
        AssertFailed(await Launcher.ShellAsync(script, Write("events.jsonl", SignedIn + "\n")), 1, "expected a file that can be read twice", "found a pipe");

    [Fact]
    public async Task Rings_bytes_not_utf8() =>
        AssertFailed(await Launcher.RunAsync("rings", Input("rings-bytes-not-utf8", "latin1.txt"), "--window", "7d", "--max-length", "6"), 1, "line 1", "UTF-8");

    /// <summary>A line that is JSON and no event, of exactly so many bytes, for an account that its key is read off.</summary>
    private static string Line(int bytes)
    {
        const string Begin = """{"event_id":"pl","type":"coin.purchased","account_id":"long","note":" """;
        return Begin + new string('x', bytes - Begin.Length - 2) + "\"}";
    }

    private static byte[] Gzip(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }

    private static Dictionary<string, string> Contents(string folder) =>
        Directory.GetFiles(folder).ToDictionary(file => Path.GetFileName(file), File.ReadAllText, StringComparer.Ordinal);
}
