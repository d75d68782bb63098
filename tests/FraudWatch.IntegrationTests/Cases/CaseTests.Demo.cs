using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using FraudWatch.IntegrationTests.House;
using Xunit;

namespace FraudWatch.IntegrationTests.Cases;

/// <summary>Demos beside each other, and what is left of one that did not come to its end.</summary>
public sealed partial class CaseTests
{
    private static readonly TimeSpan DemoLimit = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task Demo_beside_demo()
    {
        string sandbox = $"export FRAUDWATCH_SANDBOX='{_folder}'";
        using Process first = StartDemo($"{sandbox}; exec '{Launcher.Path}' demo --payers 60 --days 1 --seed 1");
        string port = await LineAsync(first, @"starting the worker; its figures: http://127\.0\.0\.1:(\d+)/");

        AssertFailed(await Launcher.ShellAsync($"{sandbox}; fraudwatch demo --payers 60 --days 2 --seed 2"), 1, "another demo is running");

        // Killed while its worker runs: the worker goes too, and Postgres.
        await UntilAsync(() => WorkersOn(port).Count > 0, "the demo's worker");
        first.Kill(entireProcessTree: false);
        await first.WaitForExitAsync();
        await UntilAsync(() => WorkersOn(port).Count == 0, "the end of the killed demo's worker");

        AssertFailed(await Launcher.ShellAsync($"{sandbox}; fraudwatch demo --payers -1 --keep"), 2, "--payers: expected a number from 1 to 1000000, found '-1'");
        Assert.False(File.Exists(Path.Combine(_folder, "services.env")));
        Assert.Contains("Nothing was up", (await Launcher.ShellAsync($"{sandbox}; fraudwatch stop")).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Demo_beside_demo_that_fails_with_keep_leaves_nothing_up()
    {
        string sandbox = $"export FRAUDWATCH_SANDBOX='{_folder}'";

        // A wrong setting reaches the demo's worker: it fails when its services are up.
        ProgramRun run = await Launcher.ShellAsync($"{sandbox} FRAUDWATCH__PIPELINE__BATCHEVENTS=abc; fraudwatch demo --payers 60 --days 1 --keep");
        Assert.True(run.Status == 1, run.Errors);
        Assert.Contains("Wrong settings", run.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_folder, "services.env")));
    }

    private static Process StartDemo(string script)
    {
        var start = new ProcessStartInfo("bash", ["-c", script]) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
        return Process.Start(start)!;
    }

    private static async Task<string> LineAsync(Process program, string pattern)
    {
        while (await program.StandardError.ReadLineAsync().WaitAsync(DemoLimit) is string line)
        {
            if (Regex.Match(line, pattern) is { Success: true } match)
            {
                return match.Groups[1].Value;
            }
        }

        throw new InvalidOperationException($"expected a line like {pattern}, found the end of the program");
    }

    /// <summary>Processes that serve their figures on this port, by the environment that the demo gave them.</summary>
    private static List<int> WorkersOn(string port)
    {
        var found = new List<int>();
        foreach (string folder in Directory.EnumerateDirectories("/proc").Where(f => char.IsAsciiDigit(Path.GetFileName(f)[0])))
        {
            try
            {
                string environment = File.ReadAllText(Path.Combine(folder, "environ"));
                if (environment.Contains($"FRAUDWATCH__HEALTH__PORT={port}\0", StringComparison.Ordinal) && !IsZombie(folder))
                {
                    found.Add(int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture));
                }
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
                // It ended while it was looked at, or is another user's.
            }
        }

        return found;
    }

    private static bool IsZombie(string folder) => File.ReadAllText(Path.Combine(folder, "stat")).Contains(") Z ", StringComparison.Ordinal);

    private static async Task UntilAsync(Func<bool> reached, string what)
    {
        using var late = new CancellationTokenSource(DemoLimit);
        while (!reached())
        {
            Assert.False(late.IsCancellationRequested, $"expected {what} within {DemoLimit}");
            await Task.Delay(TimeSpan.FromMilliseconds(50));
        }
    }
}
