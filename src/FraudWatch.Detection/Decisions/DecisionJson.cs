using System.Text.Json;
using FraudWatch.Detection.Events;

namespace FraudWatch.Detection.Decisions;

/// <summary>Flags and holds as JSON objects, fields in the contract's order; the same bytes for the same decision.</summary>
public static class DecisionJson
{
    /// <summary>RFC 3339 UTC with milliseconds.</summary>
    public static string Time(long unixMilliseconds) => WireTime.Format(unixMilliseconds);

    /// <summary>Writes the members of a flag into an object that the caller has opened.</summary>
    public static void WriteMembers(Utf8JsonWriter json, Flag flag)
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
        WriteAccounts(json, flag.Accounts);
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

    /// <summary>The message on topic fraud-decisions: kind, version, then the object's own members.</summary>
    public static void WriteMessage(Utf8JsonWriter json, Decision decision)
    {
        json.WriteStartObject();
        json.WriteString("kind", decision.Flag is null ? "hold" : "flag");
        if (decision.Flag is Flag flag)
        {
            WriteMembers(json, flag);
        }
        else if (decision.Hold is Hold hold)
        {
            WriteMembers(json, hold);
        }

        json.WriteEndObject();
    }

    private static void WriteAccounts(Utf8JsonWriter json, IReadOnlyList<FlagAccount> accounts)
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
