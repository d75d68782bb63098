using System.Diagnostics;
using System.Text.Json;
using FraudWatch.Detection.Events;
using FraudWatch.Replay;
using FraudWatch.Testing.Events;
using Xunit;

namespace FraudWatch.Tests.Replay;

/// <summary>The command line as a program: exit statuses, data on stdout, talk on stderr (contract §3).</summary>
public sealed class ReplayCommandTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly EventFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("replay", "Required argument")]
    [InlineData("replay a.jsonl --partitions 0", "expected a number from 1 to 10000")]
    [InlineData("replay a.jsonl --nonsense", "Unrecognized option '--nonsense'")]
    public async Task Wrong_usage_is_status_2_with_a_hint_on_stderr(string line, string complaint)
    {
        (int status, string output, string talk) = await Run(line.Split(' '));
        Assert.Equal((2, ""), (status, output));
        Assert.Contains(complaint, talk, StringComparison.Ordinal);
        Assert.Contains("./fraudwatch replay --help", talk, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_is_status_1_and_one_line_that_says_what_was_expected_where()
    {
        (int status, string output, string talk) = await Run("replay", _folder.PathOf("missing.jsonl"), "--model", _folder.PathOf("no-models"));
        Assert.Equal((1, ""), (status, output));
        Assert.Contains("replay: expected", talk, StringComparison.Ordinal);
        Assert.Contains(_folder.PathOf("no-models"), talk, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", talk, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_the_audits_keys_only_actions_that_it_vouches_for_count_and_without_them_the_summary_says_unverified()
    {
        byte[] key = new byte[ActionKeys.KeyBytes];
        string events = _folder.Write(
            "events.jsonl",
            [
                EventObject.Purchase("p", RandomEvents.Start, "u1"),
                EventObject.Action("signed", RandomEvents.Start + 1, "u1").Vouched("k-1", key),
                EventObject.Action("unsigned", RandomEvents.Start + 2, "u1"),
                EventObject.Action("forged", RandomEvents.Start + 3, "u1").Vouched("k-1", [.. key.Select(b => (byte)(b + 1))]),
            ]);
        string keys = _folder.WriteText("keys.jsonl", ActionKeysFile.LineOf("k-1", key));

        Assert.Equal((3, "unverified", 0), await SummaryAsync("replay", events, "--out", _folder.PathOf("taken")));
        Assert.Equal((1, "verified", 2), await SummaryAsync("replay", events, "--out", _folder.PathOf("judged"), "--action-keys", keys));

        string[] reasons = [.. File.ReadLines(_folder.PathOf("judged/rejected.jsonl")).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("reason").GetString()!)];
        Assert.Equal(["not_vouched_for", "not_vouched_for"], reasons);
    }

    [Theory]
    [InlineData("", "expected at least one key, found none")]
    [InlineData("{\"key_id\":\"k\",\"key\":\"00\"}", "line 1: expected {\"key_id\":\"…\",\"key\":\"64 hexadecimal digits\"}")]
    [InlineData("no json", "line 1: expected")]
    [InlineData("7", "line 1: expected")]
    public async Task A_file_that_holds_no_keys_is_refused(string content, string complaint)
    {
        (int status, string output, string talk) = await Run(
            "replay", _folder.Write("e.jsonl", [EventObject.Purchase("p", RandomEvents.Start, "u1")]), "--action-keys", _folder.WriteText("keys.jsonl", content));
        Assert.Equal((1, ""), (status, output));
        Assert.Contains(complaint, talk, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", talk, StringComparison.Ordinal);
    }

    private static async Task<(int Actions, string Are, int Rejected)> SummaryAsync(params string[] arguments)
    {
        (int status, _, string talk) = await Run(arguments);
        Assert.True(status == 0, talk);
        using var summary = JsonDocument.Parse(File.ReadAllText(Path.Combine(arguments[Array.IndexOf(arguments, "--out") + 1], "summary.json")));
        JsonElement root = summary.RootElement;
        return (root.GetProperty("actions").GetInt32(), root.GetProperty("actions_are").GetString()!, root.GetProperty("rejected").GetInt32());
    }

    [Fact]
    public async Task Version_tells_the_program_its_runtime_and_its_parts()
    {
        (int status, string output, string talk) = await Run("version");
        Assert.Equal((0, ""), (status, talk));
        Assert.Contains("FraudWatch", output, StringComparison.Ordinal);
        Assert.Contains(Environment.Version.ToString(), output, StringComparison.Ordinal);
        Assert.Contains("Microsoft.ML", output, StringComparison.Ordinal);
        Assert.Contains("librdkafka", output, StringComparison.Ordinal);
    }

    private static async Task<(int Status, string Output, string Talk)> Run(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "FraudWatch.Cli.dll"));
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start");
        using var patience = new CancellationTokenSource(Patience);
        Task<string> output = process.StandardOutput.ReadToEndAsync(patience.Token);
        Task<string> talk = process.StandardError.ReadToEndAsync(patience.Token);
        await process.WaitForExitAsync(patience.Token);
        return (process.ExitCode, await output, await talk);
    }
}
