using System.Text.Json;
using FraudWatch.Detection;
using FraudWatch.Detection.Decisions;
using FraudWatch.Detection.Features;
using FraudWatch.Detection.Scoring;
using FraudWatch.Detection.State;
using Xunit;

namespace FraudWatch.Tests.State;

/// <summary>What happens to what was decided when models, policy or features change between two starts (docs/operations/snapshots.md).</summary>
public sealed class ChangedJudgesTests
{
    private static readonly DetectorSetup Second = Economies.Setup with
    {
        RingModel = Renamed(Economies.Setup.RingModel!),
        ResaleModel = Renamed(Economies.Setup.ResaleModel!),
        Policy = Economies.Setup.Policy with
        {
            Version = "second",
            Holds = new Dictionary<string, IReadOnlyList<HoldRule>> { ["*"] = [new HoldRule(HoldScope.Withdrawal, 5)] },
        },
    };

    private static readonly Lazy<(List<JsonElement> Before, List<JsonElement> After)> Changed = new(() =>
    {
        var run = new DetectionRun(Economies.Setup, Economies.Logs, new Random(8));
        run.RunTo(Economies.Logs.Messages / 2);
        int before = run.Decisions.Count;
        run = run.Reloaded(run.Save(), Second);
        Assert.Equal(before, run.Decisions.Count);
        run.RunToEnd();
        JsonElement[] all = [.. run.Decisions.Select(d => JsonDocument.Parse(d).RootElement)];
        return ([.. all[..before]], [.. all[before..]]);
    });

    [Fact]
    public void An_open_flag_grows_on_under_its_id_and_names_the_model_that_judged_it_last()
    {
        (List<JsonElement> before, List<JsonElement> after) = Changed.Value;
        Dictionary<string, int> versions = Flags(before).GroupBy(f => Text(f, "flag_id")).ToDictionary(f => f.Key, f => f.Max(Version));
        JsonElement[] grown = [.. Flags(after).Where(f => versions.ContainsKey(Text(f, "flag_id")))];

        Assert.NotEmpty(grown);
        Assert.All(Flags(before), flag => Assert.EndsWith("-eager", Text(flag, "model_version"), StringComparison.Ordinal));
        Assert.Contains(grown, IsBySecond);
        Assert.All(Flags(after).Where(f => Version(f) == 1), flag => Assert.True(IsBySecond(flag), $"{flag}"));
        Dictionary<string, JsonElement> said = Flags(before).GroupBy(f => Text(f, "flag_id")).ToDictionary(f => f.Key, f => f.Last());
        foreach (JsonElement flag in Flags(after))
        {
            // An answer carries what the flag has learned since its last version and was no news by itself.
            bool answers = said.TryGetValue(Text(flag, "flag_id"), out JsonElement earlier)
                && (Judgement(earlier) == Judgement(flag) || Text(earlier, "status") != Text(flag, "status"));
            Assert.True(answers || IsBySecond(flag), $"expected the second model, or an answer to a person's action, which judges nothing; found {flag}");
            said[Text(flag, "flag_id")] = flag;
        }

        foreach (JsonElement flag in grown)
        {
            Assert.True(Version(flag) > versions[Text(flag, "flag_id")], $"expected a version after {versions[Text(flag, "flag_id")]}, found {flag}");
        }
    }

    [Fact]
    public void A_hold_keeps_the_terms_it_was_placed_on_and_new_ones_get_the_new_policys()
    {
        (List<JsonElement> before, List<JsonElement> after) = Changed.Value;
        var placed = Holds(before).GroupBy(h => Text(h, "hold_id")).Where(h => h.Count() == 1).ToDictionary(h => h.Key, h => h.Single());
        JsonElement[] ended = [.. Holds(after).GroupBy(h => Text(h, "hold_id")).Where(h => placed.ContainsKey(h.Key) && h.Count() == 1).Select(h => h.Single()).Where(h => Text(h, "status") == "expired")];
        JsonElement[] fresh = [.. Holds(after).Where(h => Version(h) == 1 && Text(h, "placed_by").StartsWith("policy:", StringComparison.Ordinal))];

        Assert.NotEmpty(ended);
        Assert.NotEmpty(fresh);
        foreach (JsonElement hold in ended)
        {
            JsonElement first = placed[Text(hold, "hold_id")];
            Assert.Equal(
                ("policy:test", Text(first, "expires_at"), Text(first, "expires_at")),
                (Text(hold, "placed_by"), Text(hold, "expires_at"), Text(hold, "ended_at")));
        }

        Assert.All(fresh, hold => Assert.Equal(("policy:second", "withdrawal"), (Text(hold, "placed_by"), Text(hold, "scope"))));
    }

    [Fact]
    public void Norms_follow_their_features_by_name_when_the_list_changes()
    {
        Type type = typeof(FraudDetector).Assembly.GetType("FraudWatch.Detection.Features.FeatureNorms", throwOnError: true)!;
        using var bytes = new MemoryStream();
        var writer = new StateWriter(bytes);
        writer.Begin("norms");
        writer.Count(2);
        WriteNorm(writer, "AFeatureOfYesterday", 77_000);
        WriteNorm(writer, nameof(AccountFeature.Reports), 4_000);
        writer.End();
        bytes.Position = 0;

        var norms = (ISavedState)Activator.CreateInstance(type)!;
        var reader = new StateReader(bytes);
        reader.Begin("norms");
        norms.Load(reader);
        reader.End();

        float UsualOf(AccountFeature feature) => (float)type.GetMethod("UsualOf")!.Invoke(norms, [feature])!;
        Assert.Equal(4f, UsualOf(AccountFeature.Reports));
        Assert.All(Enum.GetValues<AccountFeature>().Except([AccountFeature.Reports]), feature => Assert.Equal(0f, UsualOf(feature)));
    }

    [Fact]
    public void History_is_learned_from_and_decided_on_only_when_its_accounts_act_again()
    {
        var run = new DetectionRun(Economies.Setup, Economies.Logs, new Random(9));
        run.Detector.DecidesFrom = long.MaxValue;
        run.RunTo(Economies.Logs.Messages / 2);
        Assert.Empty(run.Decisions);
        long joined = run.Detector.Clock;
        run = run.Reloaded(run.Save());
        Assert.Equal(long.MaxValue, run.Detector.DecidesFrom);
        run.Detector.DecidesFrom = long.MinValue;
        run.RunToEnd();

        JsonElement[] decided = [.. run.Decisions.Select(d => JsonDocument.Parse(d).RootElement)];
        Assert.NotEmpty(Flags(decided));
        Assert.All(Flags(decided), flag => Assert.True(flag.GetProperty("raised_at").GetDateTimeOffset().ToUnixTimeMilliseconds() >= joined, $"{flag}"));
        Assert.Contains(Flags(decided), flag => flag.GetProperty("first_event_at").GetDateTimeOffset().ToUnixTimeMilliseconds() < joined);
        Assert.All(Flags(decided).GroupBy(f => Text(f, "flag_id")), flag => Assert.Equal(1, flag.Min(Version)));
    }

    private static void WriteNorm(StateWriter writer, string feature, long usual)
    {
        writer.Text(feature);
        writer.Small(100);
        writer.Number(usual);
    }

    private static ScoringModel Renamed(ScoringModel model) =>
        new(new ModelId(model.Id.Name, "second"), model.Schema, model.Ensemble, model.Calibration, model.Card);

    private static IEnumerable<JsonElement> Flags(IEnumerable<JsonElement> decisions) => decisions.Where(d => Text(d, "kind") == "flag");

    private static IEnumerable<JsonElement> Holds(IEnumerable<JsonElement> decisions) => decisions.Where(d => Text(d, "kind") == "hold");

    /// <summary>What a version says about the accounts, apart from its status.</summary>
    private static string Judgement(JsonElement flag) => $"{flag.GetProperty("score")} {flag.GetProperty("accounts")} {flag.GetProperty("reasons")}";

    private static bool IsBySecond(JsonElement flag) => Text(flag, "model_version").EndsWith("-second", StringComparison.Ordinal);

    private static string Text(JsonElement decision, string name) => decision.GetProperty(name).GetString()!;

    private static int Version(JsonElement decision) => decision.GetProperty("version").GetInt32();
}
