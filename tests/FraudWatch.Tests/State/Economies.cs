using System.Text.Json;
using FraudWatch.Detection;
using FraudWatch.Simulator;
using FraudWatch.Testing.Scoring;

namespace FraudWatch.Tests.State;

/// <summary>A small economy over more than four windows, with people's actions, and the run that nothing disturbed.</summary>
internal static class Economies
{
    private const long Day = 24L * 60 * 60 * 1000;

    private static readonly SimulationOptions Options = new() { Payers = 250, Days = 12, Seed = 13 };

    /// <summary>A window of two days, so that twelve days are six of them.</summary>
    public static DetectorSetup Setup { get; } = EagerSetup.Create(dailyHolds: 5) with { GraphWindow = 2 * Day };

    private static readonly Lazy<EventLogsInMemory> Shared = new(() =>
    {
        // A first run finds the flags that people then act on.
        EventLogsInMemory bare = EventLogsInMemory.Of(Options, []);
        var run = new DetectionRun(Setup, bare, new Random(0));
        run.RunToEnd();
        EventLogsInMemory acted = EventLogsInMemory.Of(Options, run.Decisions.Select(Opened).Where(flag => flag.Id != Guid.Empty));
        acted.ReleaseSome(run.Decisions.Select(d => JsonDocument.Parse(d).RootElement)
            .Where(d => d.GetProperty("kind").GetString() == "hold" && d.GetProperty("version").GetInt32() == 1));
        return acted;
    });

    private static readonly Lazy<DetectionRun> Whole = new(() =>
    {
        var run = new DetectionRun(Setup, Logs, new Random(1));
        run.RunToEnd();
        return run;
    });

    public static EventLogsInMemory Logs => Shared.Value;

    /// <summary>To its end; must not be changed.</summary>
    public static DetectionRun Undisturbed => Whole.Value;

    /// <summary>The flag, when the decision is the first of it.</summary>
    private static (Guid Id, string Anchor, long At) Opened(string decision)
    {
        using var json = JsonDocument.Parse(decision);
        JsonElement root = json.RootElement;
        return root.GetProperty("kind").GetString() == "flag" && root.GetProperty("version").GetInt32() == 1
            ? (root.GetProperty("flag_id").GetGuid(), root.GetProperty("anchor_account_id").GetString()!, root.GetProperty("raised_at").GetDateTimeOffset().ToUnixTimeMilliseconds())
            : default;
    }
}
