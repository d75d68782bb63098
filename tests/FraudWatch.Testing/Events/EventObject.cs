using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using FraudWatch.Detection.Events;

namespace FraudWatch.Testing.Events;

/// <summary>One event as a list of wire names and JSON values, to be bent at will and written out.</summary>
public sealed class EventObject
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly List<KeyValuePair<string, string>> _members = [];

    public IEnumerable<string> Names => _members.Select(m => m.Key);

    public static EventObject Of(string type, string eventId, long at, string account) => new EventObject()
        .With("event_id", eventId).With("type", type).With("occurred_at", WireTime.Format(at)).With("account_id", account);

    public static EventObject Gift(string eventId, long at, string from, string to, long coins = 100) => Of("gift.sent", eventId, at, from)
        .With("recipient_id", to).With("gift_id", "rose").With("quantity", 1).With("coins", coins).With("diamonds", coins / 2);

    public static EventObject Purchase(string eventId, long at, string account, long coins = 700) => Of("coin.purchased", eventId, at, account)
        .With("order_id", "o-" + eventId).With("coins", coins).WithRaw("price_usd", "9.99").With("currency", "USD").With("channel", "ios")
        .With("storefront_country", "TR").With("instrument_id", "card-1").With("instrument_country", "TR");

    public static EventObject Withdrawal(string eventId, long at, string account, long diamonds = 500) => Of("diamond.withdrawn", eventId, at, account)
        .With("diamonds", diamonds).WithRaw("amount_usd", "2.5").With("payout_id", "bank-1");

    public static EventObject Action(string eventId, long at, string account, string action = "confirmed") => Of("action.taken", eventId, at, account)
        .With("action", action).With("analyst", "ana").With("flag_id", "f-1").With("acted_at", WireTime.Format(at + 5));

    public static EventObject Listing(string eventId, long at, string list, string kind, string subject) => Of("action.taken", eventId, at, subject)
        .With("action", "listed").With("analyst", "ana").With("list", list).With("subject_kind", kind).With("subject", subject).With("owner", "payments team");

    public EventObject With(string name, string value) => WithRaw(name, JsonSerializer.Serialize(value, Relaxed));

    public EventObject With(string name, long value) => WithRaw(name, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>Sets a member to JSON as it stands, or adds it.</summary>
    public EventObject WithRaw(string name, string json)
    {
        int place = _members.FindIndex(m => m.Key == name);
        if (place >= 0)
        {
            _members[place] = new(name, json);
            return this;
        }

        return WithAnother(name, json);
    }

    /// <summary>Adds a member even if there is one of that name.</summary>
    public EventObject WithAnother(string name, string json)
    {
        _members.Add(new(name, json));
        return this;
    }

    public EventObject Without(string name)
    {
        _members.RemoveAll(m => m.Key == name);
        return this;
    }

    public EventObject Shuffled(Random random)
    {
        KeyValuePair<string, string>[] members = [.. _members];
        random.Shuffle(members);
        _members.Clear();
        _members.AddRange(members);
        return this;
    }

    /// <summary>
    /// Adds what the audit adds: the key's id and the signature of everything else. The canonical form is written here once more, for flat
    /// objects of texts and whole numbers, so that tests do not sign with what they test.
    /// </summary>
    public EventObject Vouched(string keyId, byte[] key)
    {
        Without("signature").With("key_id", keyId);
        using var json = JsonDocument.Parse(ToString());
        var form = new StringBuilder("{");
        foreach (JsonProperty member in json.RootElement.EnumerateObject().Where(m => m.Value.ValueKind != JsonValueKind.Null).OrderBy(m => m.Name, StringComparer.Ordinal))
        {
            form.Append(Sized(member.Name));
            form.Append(member.Value.ValueKind == JsonValueKind.String ? Sized(member.Value.GetString()!) : $"#{member.Value.GetInt64()};");
        }

        return With("signature", Convert.ToHexStringLower(System.Security.Cryptography.HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(form.Append('}').ToString()))));
    }

    private static string Sized(string text) => $"{Encoding.UTF8.GetByteCount(text)}:{text}";

    public byte[] Utf8() => Encoding.UTF8.GetBytes(ToString());

    public override string ToString() => "{" + string.Join(',', _members.Select(m => $"\"{m.Key}\":{m.Value}")) + "}";
}
