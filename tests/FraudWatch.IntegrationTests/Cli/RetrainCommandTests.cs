using FraudWatch.IntegrationTests.Cases;
using FraudWatch.IntegrationTests.House;
using FraudWatch.Sandbox.Processes;
using Xunit;

namespace FraudWatch.IntegrationTests.Cli;

/// <summary>A retraining that would make protection worse is refused, and one that cannot be done says what to do.</summary>
public sealed class RetrainCommandTests : IDisposable
{
    private static readonly string Sample = Path.Combine(SourceTree.Root, "data-samples", "small");

    private readonly string _folder = Directory.CreateTempSubdirectory("fraudwatch-retrain-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Models_that_find_less_than_those_in_use_are_refused_and_nothing_is_written()
    {
        string economy = EconomyWithLabelsThatMeanNothing();
        string output = Path.Combine(_folder, "new");

        ProgramRun refused = await Launcher.RunAsync("retrain", economy, "--out", output);
        Assert.True(refused.Status == 4, $"{refused.Status}: {refused.Errors}");
        Assert.Contains("nothing is written", refused.Errors, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^ring: average precision +\d\.\d{4} +\d\.\d{4}", refused.Output);
        Assert.Matches(@"(?m)^resale: recall at flag +\d\.\d{4} +\d\.\d{4}", refused.Output);
        Assert.Matches("(?m) falls$", refused.Output);
        Assert.False(Directory.Exists(output));

        ProgramRun wanted = await Launcher.RunAsync("retrain", economy, "--out", output, "--even-if-worse");
        Assert.True(wanted.Status == 0, wanted.Errors);
        Assert.Equal(["CARD.md", "policy.json", "resale.fwm", "ring.fwm"], Names(output));

        // Beside itself no model falls: the same labels give the same models, which take their place.
        ProgramRun again = await Launcher.RunAsync("retrain", economy, "--out", Path.Combine(_folder, "again"), "--policy", output);
        Assert.DoesNotMatch("(?m) falls$", again.Output);
        Assert.True(again.Status == 0, again.Errors);
        Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(output, "ring.fwm")), await File.ReadAllBytesAsync(Path.Combine(_folder, "again", "ring.fwm")));
    }

    [Fact]
    public async Task The_sample_is_too_small_and_the_sentence_says_what_to_run_instead()
    {
        ProgramRun run = await Launcher.RunAsync("retrain", Sample, "--out", Path.Combine(_folder, "new"));
        Assert.Equal(1, run.Status);
        Assert.Contains("expected at least 10 accounts labelled fraud to learn from and 5 held out, found", run.Errors, StringComparison.Ordinal);
        Assert.Contains("./fraudwatch simulate --out DIR --payers", run.Errors, StringComparison.Ordinal);
        Assert.Empty(Names(_folder));
    }

    /// <summary>The sample's events, and every fourth of its accounts said to be fraud, whatever it did.</summary>
    private string EconomyWithLabelsThatMeanNothing()
    {
        string economy = Directory.CreateDirectory(Path.Combine(_folder, "economy")).FullName;
        foreach (string file in (string[])["coin-events.jsonl", "gift-events.jsonl"])
        {
            File.Copy(Path.Combine(Sample, file), Path.Combine(economy, file));
        }

        string[] accounts =
        [
            .. File.ReadLines(Path.Combine(Sample, "coin-events.jsonl"))
                .Select(line => line.Split("\"account_id\":\"")[1].Split('"')[0]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ];
        File.WriteAllLines(Path.Combine(economy, "labels.jsonl"), accounts.Select((account, i) =>
            $$"""{"subject":"{{account}}","label":"{{(i % 4 == 0 ? "fraud" : "legitimate")}}","effective_at":"2020-01-01T00:00:00Z","known_at":"2020-01-02T00:00:00Z","source":"analyst","confidence":0.9}"""));
        return economy;
    }

    private static string[] Names(string folder) => [.. Directory.GetFileSystemEntries(folder).Select(e => Path.GetFileName(e)).Order(StringComparer.Ordinal)];
}
