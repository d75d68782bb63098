using System.Diagnostics;
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
