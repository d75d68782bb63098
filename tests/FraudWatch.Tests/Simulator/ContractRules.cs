using System.Globalization;
using System.Text.Json;

namespace FraudWatch.Tests.Simulator;

/// <summary>The contract's field rules for events, written a second time and strictly: a field that is not in it is an error too.</summary>
internal static class ContractRules
{
    private static readonly string[] Common = ["event_id", "type", "occurred_at", "account_id"];
    private static readonly string[] CommonOptional = ["account_created_at", "device_id", "ip_hash", "ip_country"];
    private static readonly string[] Purchase =
        ["order_id", "coins", "price_usd", "currency", "channel", "storefront_country", "instrument_id", "instrument_country"];
    private static readonly string[] Reversal = ["order_id", "coins", "price_usd"];

    private static readonly Dictionary<string, (string[] Required, string[] Optional)> CoinTypes = new(StringComparer.Ordinal)
    {
        ["coin.purchased"] = (Purchase, ["payer_id"]),
        ["coin.purchase_declined"] = ([.. Purchase, "decline_code"], ["payer_id"]),
        ["coin.refunded"] = (Reversal, []),
        ["coin.charged_back"] = (Reversal, []),
        ["coin.chargeback_reversed"] = (Reversal, []),
        ["diamond.exchanged"] = (["diamonds", "coins"], []),
        ["diamond.withdrawn"] = (["diamonds", "amount_usd", "payout_id"], []),
        ["account.signed_in"] = ([], []),
        ["account.credentials_changed"] = ([], []),
        ["account.reported"] = ([], []),
    };

    private static readonly Dictionary<string, (string[] Required, string[] Optional)> GiftTypes = new(StringComparer.Ordinal)
    {
        ["gift.sent"] = (["recipient_id", "gift_id", "quantity", "coins", "diamonds"], ["room_id", "room_viewers", "watched_seconds", "match_id"]),
    };

    /// <summary>What is wrong with a line of coin-events; null when nothing is.</summary>
    public static string? CoinEventFault(JsonElement line) => Fault(line, CoinTypes);

    /// <summary>What is wrong with a line of gift-events; null when nothing is.</summary>
    public static string? GiftEventFault(JsonElement line) =>
        Fault(line, GiftTypes)
        ?? (line.GetProperty("recipient_id").GetString() == line.GetProperty("account_id").GetString() ? "a gift to oneself" : null);

    private static string? Fault(JsonElement line, Dictionary<string, (string[] Required, string[] Optional)> types)
    {
        string type = line.GetProperty("type").GetString()!;
        if (!types.TryGetValue(type, out (string[] Required, string[] Optional) fields))
        {
            return $"type {type} in the wrong topic";
        }

        string[] required = [.. Common, .. fields.Required];
        string[] present = [.. line.EnumerateObject().Select(p => p.Name)];
        string[] unknown = [.. present.Except([.. required, .. CommonOptional, .. fields.Optional])];
        string[] missing = [.. required.Except(present)];
        return unknown.Length > 0 ? "unknown: " + string.Join(',', unknown)
            : missing.Length > 0 ? "missing: " + string.Join(',', missing)
            : present.Distinct().Count() != present.Length ? "a field twice"
            : line.EnumerateObject().Select(ValueFault).FirstOrDefault(f => f is not null);
    }

    private static string? ValueFault(JsonProperty field)
    {
        bool fine = field.Name switch
        {
            "coins" or "quantity" => field.Value.GetInt64() > 0,
            "diamonds" or "room_viewers" or "watched_seconds" => field.Value.GetInt64() >= 0,
            "price_usd" or "amount_usd" => field.Value.GetDecimal() >= 0,
            "occurred_at" or "account_created_at" => IsTime(field.Value.GetString()!),
            "channel" => field.Value.GetString() is "ios" or "android" or "web" or "gift_card" or "carrier",
            "currency" => field.Value.GetString()!.Length == 3,
            "ip_country" or "storefront_country" or "instrument_country" => field.Value.GetString()!.Length == 2,
            _ => field.Value.GetString()!.Length is >= 1 and <= 64,
        };
        return fine ? null : $"{field.Name}: {field.Value.GetRawText()}";
    }

    private static bool IsTime(string text) => DateTimeOffset.TryParseExact(
        text, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _);
}
