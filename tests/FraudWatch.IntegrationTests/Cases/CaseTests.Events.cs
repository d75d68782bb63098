using System.Text.Json;
using FraudWatch.Detection.Events;
using FraudWatch.IntegrationTests.House;
using Xunit;

namespace FraudWatch.IntegrationTests.Cases;

/// <summary>Cases of single events: what they may hold, and what a wrong clock does to the others.</summary>
public sealed partial class CaseTests
{
    private const long EightHours = 8 * 60 * 60 * 1000;

    private int _runs;

    [Fact]
    public async Task Same_content_other_bytes_is_a_repeat_and_no_conflict()
    {
        JsonElement summary = await ReplayAsync(Input("same-content-other-bytes", "retry.jsonl"));
        Assert.Equal((2, 1, 0), (Figure(summary, "events"), Figure(summary, "duplicates"), Figure(summary, "conflicting_duplicates")));
    }

    [Fact]
    public async Task Token_65_to_128_characters_long_costs_no_event()
    {
        JsonElement summary = await ReplayAsync(Input("token-65-to-128", "sha512.jsonl"));
        Assert.Equal((2, 0, 0), (Figure(summary, "events"), Figure(summary, "rejected"), Figure(summary, "long_tokens")));

        string longer = File.ReadAllText(Input("token-65-to-128", "sha512.jsonl")).Replace("\"device_id\": \"", "\"device_id\": \"x", StringComparison.Ordinal);
        summary = await ReplayAsync(Write("longer.jsonl", longer));
        Assert.Equal((2, 0, 2), (Figure(summary, "events"), Figure(summary, "rejected"), Figure(summary, "long_tokens")));
    }

    [Fact]
    public async Task Leap_second_is_read_as_its_last_millisecond()
    {
        JsonElement summary = await ReplayAsync(Input("leap-second", "leap.jsonl"));
        Assert.Equal((1, 0), (Figure(summary, "events"), Figure(summary, "rejected")));
    }

    [Fact]
    public async Task One_clock_8h_ahead_in_a_hundred_makes_nobody_else_late()
    {
        string economy = Path.Combine(_folder, "economy");
        ProgramRun simulated = await Launcher.RunAsync("simulate", "--payers", "500", "--days", "15", "--seed", "3", "--out", economy);
        Assert.True(simulated.Status == 0, simulated.Errors);
        string[] files = [Path.Combine(economy, "coin-events.jsonl"), Path.Combine(economy, "gift-events.jsonl")];
        JsonElement before = await ReplayAsync(files);
        int skewed = 0;
        foreach (string file in files)
        {
            File.WriteAllLines(file, File.ReadAllLines(file).Select((line, number) => number % 100 == 7 ? Skewed(line) : line));
        }

        JsonElement after = await ReplayAsync(files);
        Assert.InRange(Figure(after, "ahead") - Figure(before, "ahead"), 1, skewed);
        Assert.InRange(Figure(after, "late"), 0, Figure(before, "late"));
        Assert.InRange(Figure(after, "flags"), Figure(before, "flags") * 97 / 100, Figure(before, "flags") * 103 / 100);

        string Skewed(string line)
        {
            skewed++;
            string[] parts = line.Split("\"occurred_at\":\"", 2);
            int end = parts[1].IndexOf('"', StringComparison.Ordinal);
            return $"{parts[0]}\"occurred_at\":\"{Later(parts[1][..end])}{parts[1][end..]}";
        }
    }

    private static string Later(string time) => WireTime.TryParse(System.Text.Encoding.UTF8.GetBytes(time), out long at)
        ? WireTime.Format(at + EightHours)
        : throw new ArgumentException($"expected a time, found {time}", nameof(time));

    private static long Figure(JsonElement summary, string name) => summary.GetProperty(name).GetInt64();

    private async Task<JsonElement> ReplayAsync(params string[] files)
    {
        string results = Path.Combine(_folder, $"results-{++_runs}");
        ProgramRun run = await Launcher.RunAsync(["replay", .. files, "--out", results]);
        Assert.True(run.Status == 0, run.Errors);
        return JsonDocument.Parse(File.ReadAllText(Path.Combine(results, "summary.json"))).RootElement;
    }
}
