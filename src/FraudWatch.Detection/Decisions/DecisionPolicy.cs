using System.Text.Json;
using System.Text.Json.Serialization;

namespace FraudWatch.Detection.Decisions;

/// <summary>
/// What calibrated scores lead to: a versioned file (<c>models/policy.json</c>). Thresholds are the models' own unless the
/// policy raises or lowers them.
/// </summary>
public sealed record DecisionPolicy
{
    /// <summary>Named in <c>placed_by</c> of every hold.</summary>
    public required string Version { get; init; }

    public required DetectorPolicy Ring { get; init; }

    public required DetectorPolicy Resale { get; init; }

    /// <summary>
    /// Most accounts that policy holds may newly hit in a day of event time, as a share of the accounts active that day. An account
    /// held within the last 30 days is not newly hit.
    /// </summary>
    public required double LargestDailyHoldShare { get; init; }

    /// <summary>Accounts a day that the cap above always leaves.</summary>
    public required int DailyHoldsAlwaysAllowed { get; init; }

    /// <summary>A hold needs reasons of at least this many families.</summary>
    public required int EvidenceFamiliesForHold { get; init; }

    /// <summary>Scopes and durations by typology's wire name; <c>*</c> for any other.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<HoldRule>> Holds { get; init; }

    /// <summary>Reads and checks a policy file.</summary>
    /// <exception cref="FormatException">It is not JSON, lacks a field, or holds an impossible value; says which.</exception>
    public static DecisionPolicy Parse(ReadOnlySpan<byte> json)
    {
        DecisionPolicy policy;
        try
        {
            policy = JsonSerializer.Deserialize(json, PolicyJson.Default.DecisionPolicy)
                ?? throw new FormatException("policy: expected a JSON object, found null");
        }
        catch (JsonException broken)
        {
            throw new FormatException($"policy: {broken.Message}", broken);
        }

        policy.Check();
        return policy;
    }

    /// <summary>The holds that a flag of this typology leads to.</summary>
    public IReadOnlyList<HoldRule> RulesFor(Typology typology) =>
        Holds.TryGetValue(Wire.Name(typology), out IReadOnlyList<HoldRule>? rules) || Holds.TryGetValue("*", out rules) ? rules : [];

    private void Check()
    {
        Require(Version.Length is > 0 and <= 32, "version", "1 to 32 characters", Version);
        Require(LargestDailyHoldShare is >= 0 and <= 1, "largest_daily_hold_share", "0 to 1", LargestDailyHoldShare);
        Require(DailyHoldsAlwaysAllowed >= 0, "daily_holds_always_allowed", "0 or more", DailyHoldsAlwaysAllowed);
        foreach ((string typology, IReadOnlyList<HoldRule> rules) in Holds)
        {
            Require(typology == "*" || Wire.TryParse<Typology>(typology) is not null, "holds", "typology names or *", typology);
            foreach (HoldRule rule in rules)
            {
                Require(rule.Scope != HoldScope.Account, $"holds.{typology}.scope", "a narrow scope (people place account holds)", Wire.Name(rule.Scope));
                Require(rule.Hours is >= 1 and <= 24 * 30, $"holds.{typology}.hours", "1 to 720", rule.Hours);
            }
        }
    }

    private static void Require(bool holds, string field, string expected, object found)
    {
        if (!holds)
        {
            throw new FormatException($"policy: expected {expected} in {field}, found {found}");
        }
    }
}

/// <summary>Thresholds of one detector on its calibrated probability; null takes the model's own.</summary>
public sealed record DetectorPolicy
{
    /// <summary>An account at or above it opens a flag.</summary>
    public double? Flag { get; init; }

    /// <summary>An account at or above it joins a flag of its group.</summary>
    public double? Member { get; init; }

    /// <summary>An account at or above it is held.</summary>
    public double? Hold { get; init; }

    /// <summary>An account at or above it has its withdrawals held; never more than for any other hold.</summary>
    public double? Payout { get; init; }
}

/// <summary>One hold that a flag leads to.</summary>
/// <param name="Scope">What is stopped; never the whole account.</param>
/// <param name="Hours">How long, in hours of the detector's clock.</param>
public sealed record HoldRule(HoldScope Scope, int Hours);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UseStringEnumConverter = true,
    ReadCommentHandling = JsonCommentHandling.Skip,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    PropertyNameCaseInsensitive = true)]
[JsonSerializable(typeof(DecisionPolicy))]
internal sealed partial class PolicyJson : JsonSerializerContext;
