using System.Text.Json;
using FraudWatch.Detection.Events;

namespace FraudWatch.Detection.Decisions;

/// <summary>Flags and holds as JSON objects, fields in the contract's order; the same bytes for the same decision.</summary>
public static class DecisionJson
{
    /// <summary>Accounts that a message lists; <c>account_count</c> says how many there are (contract §2).</summary>
    public const int MostAccountsInMessage = 200;

    /// <summary>RFC 3339 UTC with milliseconds.</summary>
    public static string Time(long unixMilliseconds) => WireTime.Format(unixMilliseconds);

    /// <summary>Writes the members of a flag into an object that the caller has opened, with all of its accounts.</summary>
    public static void WriteMembers(Utf8JsonWriter json, Flag flag) => WriteMembers(json, flag, flag.Accounts);

    private static void WriteMembers(Utf8JsonWriter json, Flag flag, IEnumerable<FlagAccount> accounts)
    {
        json.WriteString("flag_id", flag.FlagId);
        json.WriteString("case_id", flag.CaseId);
        json.WriteString("detector", Wire.Name(flag.Detector));
        json.WriteString("typology", Wire.Name(flag.Typology));
        json.WriteString("status", Wire.Name(flag.Status));
        json.WriteNumber("version", flag.Version);
        json.WriteNumber("episode", flag.Episode);
        json.WriteString("anchor_account_id", flag.AnchorAccountId);
        json.WriteNumber("score", flag.Score);
        json.WriteNumber("account_count", flag.Accounts.Count);
        WriteAccounts(json, accounts);
        WriteReasons(json, flag.Reasons);
        json.WriteNumber("coins_at_risk", flag.CoinsAtRisk);
        json.WriteString("first_event_at", Time(flag.FirstEventAt));
        json.WriteString("raised_at", Time(flag.RaisedAt));
        json.WriteString("updated_at", Time(flag.UpdatedAt));
        WriteStrings(json, "evidence_event_ids", flag.EvidenceEventIds);
        json.WriteString("model_version", flag.ModelVersion);
        json.WriteBoolean("truncated", flag.Truncated);
    }

    /// <summary>Writes the members of a hold into an object that the caller has opened.</summary>
    public static void WriteMembers(Utf8JsonWriter json, Hold hold)
    {
        json.WriteString("hold_id", hold.HoldId);
        json.WriteNumber("version", hold.Version);
        json.WriteString("account_id", hold.AccountId);
        json.WriteString("scope", Wire.Name(hold.Scope));
        json.WriteString("status", Wire.Name(hold.Status));
        WriteOptional(json, "flag_id", hold.FlagId?.ToString());
        json.WriteString("placed_at", Time(hold.PlacedAt));
        json.WriteString("expires_at", Time(hold.ExpiresAt));
        WriteOptional(json, "ended_at", hold.EndedAt is long ended ? Time(ended) : null);
        WriteStrings(json, "reason_codes", hold.ReasonCodes);
        json.WriteString("placed_by", hold.PlacedBy);
    }

    /// <summary>
    /// The message on topic fraud-decisions: kind, version, then the object's own members. Its parts are bounded, and so is it: ids of 64
    /// characters, 200 accounts, 12 reasons and 24 events are below 256 KB however they are escaped.
    /// </summary>
    public static void WriteMessage(Utf8JsonWriter json, Decision decision)
    {
        json.WriteStartObject();
        json.WriteString("kind", decision.Growth is not null ? "flag_growth" : decision.Flag is null ? "hold" : "flag");
        if (decision.Flag is Flag flag)
        {
            WriteMembers(json, flag, MostTelling(flag));
        }
        else if (decision.Hold is Hold hold)
        {
            WriteMembers(json, hold);
        }
        else if (decision.Growth is FlagGrowth growth)
        {
            WriteGrowth(json, growth);
        }

        json.WriteEndObject();
    }

    /// <summary>All accounts in their order, or of more than a message lists the most telling: the anchor, then the highest scores.</summary>
    private static IEnumerable<FlagAccount> MostTelling(Flag flag) => flag.Accounts.Count <= MostAccountsInMessage
        ? flag.Accounts
        : flag.Accounts.OrderByDescending(a => a.AccountId == flag.AnchorAccountId).ThenByDescending(a => a.Score).Take(MostAccountsInMessage);

    private static void WriteGrowth(Utf8JsonWriter json, FlagGrowth growth)
    {
        json.WriteString("flag_id", growth.FlagId);
        json.WriteNumber("version", growth.Version);
        json.WriteNumber("first_place", growth.Accounts[0].Place);
        WriteAccounts(json, growth.Accounts.Select(a => a.Account));
    }

    private static void WriteAccounts(Utf8JsonWriter json, IEnumerable<FlagAccount> accounts)
    {
        json.WriteStartArray("accounts");
        foreach (FlagAccount account in accounts)
        {
            json.WriteStartObject();
            json.WriteString("account_id", account.AccountId);
            json.WriteString("role", Wire.Name(account.Role));
            json.WriteNumber("score", account.Score);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteReasons(Utf8JsonWriter json, IReadOnlyList<FlagReason> reasons)
    {
        json.WriteStartArray("reasons");
        foreach (FlagReason reason in reasons)
        {
            json.WriteStartObject();
            json.WriteString("code", reason.Code);
            json.WriteString("text", reason.Text);
            json.WriteNumber("value", reason.Value);
            json.WriteNumber("usual", reason.Usual);
            json.WriteString("family", Wire.Name(reason.Family));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteStrings(Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        json.WriteStartArray(name);
        foreach (string value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    private static void WriteOptional(Utf8JsonWriter json, string name, string? value)
    {
        if (value is null)
        {
            json.WriteNull(name);
        }
        else
        {
            json.WriteString(name, value);
        }
    }
}
