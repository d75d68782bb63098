using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using FraudWatch.Detection.Events;

namespace FraudWatch.Testing.Events;

/// <summary>
/// The wire contract read aloud: a slow, obvious twin of <see cref="EventParser"/> on a JSON document. Of several faults it names
/// the first of: not JSON, the type's own, a field twice, a value of the wrong form, a missing field, an impossible value.
/// </summary>
public static partial class SlowEventJudge
{
    private const string Always = "event_id type occurred_at account_id";
    private const string Context = "account_created_at device_id ip_hash ip_country received_at";
    private const string Purchase = "order_id coins price_usd currency channel storefront_country instrument_id instrument_country";
    private const string Reversal = "order_id coins price_usd";

    private static readonly Dictionary<string, (string Required, string Optional)> Types = new()
    {
        ["coin.purchased"] = (Purchase, "payer_id"),
        ["coin.purchase_declined"] = (Purchase + " decline_code", "payer_id"),
        ["coin.refunded"] = (Reversal, ""),
        ["coin.charged_back"] = (Reversal, ""),
        ["coin.chargeback_reversed"] = (Reversal, ""),
        ["diamond.exchanged"] = ("diamonds coins", ""),
        ["diamond.withdrawn"] = ("diamonds amount_usd payout_id", ""),
        ["account.signed_in"] = ("", ""),
        ["account.credentials_changed"] = ("", ""),
        ["account.reported"] = ("", ""),
        ["gift.sent"] = ("recipient_id gift_id quantity coins diamonds", "room_id room_viewers watched_seconds match_id"),
        ["action.taken"] = ("action analyst", "flag_id flag_version acted_at hold_id scope placed_at expires_at ended_at list subject_kind subject purpose until owner"),
    };

    /// <summary>The reason code of the rejection, or <c>none</c>; and the fields of a valid event, as text.</summary>
    public static (string Reason, IReadOnlyDictionary<string, string> Fields) Judge(byte[] message)
    {
        var fields = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (message.Length > 65_536)
        {
            return ("too_large", fields);
        }

        try
        {
            _ = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(message);
            using JsonDocument document = JsonDocument.Parse(message);
            return (document.RootElement.ValueKind == JsonValueKind.Object ? JudgeObject(document.RootElement, fields) : "not_json", fields);
        }
        catch (Exception broken) when (broken is JsonException or DecoderFallbackException)
        {
            return ("not_json", fields);
        }
    }

    private static string JudgeObject(JsonElement root, SortedDictionary<string, string> fields)
    {
        ILookup<string, JsonElement> members = root.EnumerateObject().Where(p => p.Value.ValueKind != JsonValueKind.Null).ToLookup(NameOf, p => p.Value);
        JsonElement[] types = [.. members["type"]];
        if (types.Length != 1)
        {
            return types.Length == 0 ? "missing_field" : "duplicate_field";
        }

        if (types[0].ValueKind != JsonValueKind.String)
        {
            return "impossible_value";
        }

        if (!Types.TryGetValue(TextOf(types[0]) ?? "", out (string Required, string Optional) type))
        {
            return "unknown_type";
        }

        string[] required = Words($"{Always} {type.Required}");
        string[] read = [.. required, .. Words($"{Context} {type.Optional}")];
        if (read.Any(name => members[name].Count() > 1))
        {
            return "duplicate_field";
        }

        foreach (string name in read.Where(members.Contains))
        {
            if (IsLong(name, members[name].Single()) && !required.Contains(name) && fields["type"] != "action.taken")
            {
                continue;
            }

            if (ValueOf(name, members[name].Single()) is not string value)
            {
                return "impossible_value";
            }

            fields[name] = value;
        }

        if (fields["type"] == "action.taken" && fields.GetValueOrDefault("action") == "listed" && fields.ContainsKey("list"))
        {
            required = [.. required, "list", "subject_kind", "subject", "owner", .. fields.GetValueOrDefault("list") == "allow" ? ["purpose"] : Array.Empty<string>()];
        }

        return required.All(fields.ContainsKey) ? JudgeValues(fields, required) : "missing_field";
    }

    private static string JudgeValues(SortedDictionary<string, string> fields, string[] required)
    {
        string type = fields["type"];
        bool possible = required.All(name => fields[name].Length > 0);
        possible &= type.StartsWith("diamond.", StringComparison.Ordinal) || !required.Contains("coins") || fields["coins"] != "0";
        possible &= !type.StartsWith("diamond.", StringComparison.Ordinal) || fields["diamonds"] != "0";
        possible &= !required.Contains("quantity") || fields["quantity"] != "0";
        possible &= type != "gift.sent" || fields["account_id"] != fields["recipient_id"];
        return possible ? "none" : "impossible_value";
    }

    /// <summary>The value as text, or null when it is not of the field's form.</summary>
    private static string? ValueOf(string name, JsonElement value) => name switch
    {
        "occurred_at" or "received_at" or "account_created_at" or "acted_at" or "placed_at" or "expires_at" or "ended_at" or "until" => TextOf(value) is string text ? TimeOf(text) : null,
        "coins" or "diamonds" or "quantity" or "room_viewers" or "watched_seconds" or "flag_version" =>
            value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long n) && n is >= 0 and <= 1_000_000_000_000 ? n.ToString(CultureInfo.InvariantCulture) : null,
        "price_usd" or "amount_usd" =>
            value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out decimal d) && d is >= 0 and <= 1_000_000_000
                ? ((long)Math.Round(d * 1_000_000)).ToString(CultureInfo.InvariantCulture) : null,
        "channel" => OneOf(TextOf(value), "ios android web gift_card carrier"),
        "action" => OneOf(TextOf(value), "confirmed dismissed escalated snoozed suppressed held released listed labelled undone"),
        "list" => OneOf(TextOf(value), "allow deny"),
        "subject_kind" => OneOf(TextOf(value), "account device network instrument payout"),
        "purpose" => OneOf(TextOf(value), "official_reseller agency charity studio staff"),
        "type" => TextOf(value),
        _ => TextOf(value) is string text && !IsLong(name, value) && !text.Contains('\0') ? text : null,
    };

    /// <summary>Whether a text is longer than ids (64 characters) or other tokens (128) may be.</summary>
    private static bool IsLong(string name, JsonElement value) =>
        !Words("coins diamonds quantity room_viewers watched_seconds price_usd amount_usd type occurred_at received_at account_created_at acted_at placed_at expires_at ended_at until channel action list subject_kind purpose").Contains(name)
        && TextOf(value) is string text && text.Length > (name is "event_id" or "account_id" or "recipient_id" or "payer_id" ? 64 : 128);

    private static string? OneOf(string? value, string words) => value is not null && Words(words).Contains(value) ? value : null;

    /// <summary>The text of a string; null for anything else, and for half a surrogate pair.</summary>
    private static string? TextOf(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return "";
        }
    }

    private static string? TimeOf(string text)
    {
        Match match = Rfc3339().Match(text);
        string time = match.Groups["time"].Value;
        bool isLeap = time.EndsWith(":60", StringComparison.Ordinal);
        string day = match.Success ? match.Groups["day"].Value + " " + (isLeap ? time[..^2] + "59" : time) : "";
        if (!DateTime.TryParseExact(day, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime local))
        {
            return null;
        }

        long milliseconds = (local.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMillisecond;
        milliseconds += isLeap ? 999 : int.Parse((match.Groups["fraction"].Value + "000")[..3], CultureInfo.InvariantCulture);
        if (match.Groups["sign"].Success)
        {
            TimeSpan offset = new(int.Parse(match.Groups["hours"].Value, CultureInfo.InvariantCulture), int.Parse(match.Groups["minutes"].Value, CultureInfo.InvariantCulture), 0);
            milliseconds += (match.Groups["sign"].Value == "-" ? 1 : -1) * (long)offset.TotalMilliseconds;
        }

        bool possible = (!isLeap || DateTimeOffset.FromUnixTimeMilliseconds(milliseconds + 1).ToString("dd HH:mm:ss", CultureInfo.InvariantCulture) == "01 00:00:00") && milliseconds >= 0 && milliseconds < new DateTimeOffset(2200, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
        return possible ? milliseconds.ToString(CultureInfo.InvariantCulture) : null;
    }

    private static string[] Words(string words) => words.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex(
        @"\A(?<day>[0-9]{4}-[0-9]{2}-[0-9]{2})[Tt](?<time>[0-9]{2}:[0-9]{2}:[0-9]{2})(\.(?<fraction>[0-9]+))?([Zz]|(?<sign>[+-])(?<hours>[01][0-9]|2[0-3]):(?<minutes>[0-5][0-9]))\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Rfc3339();
}
