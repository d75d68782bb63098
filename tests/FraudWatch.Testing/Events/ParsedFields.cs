using System.Globalization;
using System.Text;
using FraudWatch.Detection.Events;

namespace FraudWatch.Testing.Events;

/// <summary>What a parsed event holds, by wire name, as text: to be compared with <see cref="SlowEventJudge"/>.</summary>
public static class ParsedFields
{
    private static readonly (TextField Field, string Name)[] Texts = [.. Enum.GetValues<TextField>().Select(f => (f, Snake(f.ToString())))];

    /// <summary>Texts that are there and numbers that are not 0; an optional text that is empty is as good as none.</summary>
    public static SortedDictionary<string, string> Of(ParsedEvent parsed)
    {
        var fields = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach ((TextField field, string name) in Texts.Where(t => parsed.Has(t.Field)))
        {
            fields[name] = Encoding.UTF8.GetString(parsed.Text(field));
        }

        Add(fields, "occurred_at", parsed.OccurredAt, absent: long.MinValue);
        Add(fields, "received_at", parsed.ReceivedAt, ParsedEvent.NotGiven);
        Add(fields, "account_created_at", parsed.AccountCreatedAt, ParsedEvent.NotGiven);
        Add(fields, "acted_at", parsed.ActedAt, ParsedEvent.NotGiven);
        Add(fields, "flag_version", parsed.FlagVersion, ParsedEvent.NotGiven);
        Add(fields, "placed_at", parsed.PlacedAt, ParsedEvent.NotGiven);
        Add(fields, "expires_at", parsed.ExpiresAt, ParsedEvent.NotGiven);
        Add(fields, "ended_at", parsed.EndedAt, ParsedEvent.NotGiven);
        Add(fields, "room_viewers", parsed.RoomViewers, ParsedEvent.NotGiven);
        Add(fields, "watched_seconds", parsed.WatchedSeconds, ParsedEvent.NotGiven);
        Add(fields, "coins", parsed.Coins, absent: 0);
        Add(fields, "diamonds", parsed.Diamonds, absent: 0);
        Add(fields, "quantity", parsed.Quantity, absent: 0);
        Add(fields, "price_usd", parsed.PriceMicros, absent: 0);
        Add(fields, "amount_usd", parsed.AmountMicros, absent: 0);
        AddWord(fields, "channel", parsed.Channel.ToString());
        AddWord(fields, "action", parsed.Action.ToString());
        Add(fields, "until", parsed.Until, ParsedEvent.NotGiven);
        AddWord(fields, "list", parsed.List.ToString());
        AddWord(fields, "subject_kind", parsed.SubjectKind.ToString());
        AddWord(fields, "purpose", parsed.Purpose.ToString());
        return fields;
    }

    /// <summary>The judge's fields without what <see cref="Of"/> cannot tell from a field that is not there.</summary>
    public static SortedDictionary<string, string> Comparable(IReadOnlyDictionary<string, string> judged)
    {
        string[] zeroIsNone = ["coins", "diamonds", "quantity", "price_usd", "amount_usd"];
        IEnumerable<KeyValuePair<string, string>> told = judged.Where(f => f.Key != "type" && f.Value.Length > 0 && !(f.Value == "0" && zeroIsNone.Contains(f.Key)));
        return new SortedDictionary<string, string>(told.ToDictionary(), StringComparer.Ordinal);
    }

    private static void Add(SortedDictionary<string, string> fields, string name, long value, long absent)
    {
        if (value != absent)
        {
            fields[name] = value.ToString(CultureInfo.InvariantCulture);
        }
    }

    private static void AddWord(SortedDictionary<string, string> fields, string name, string value)
    {
        if (value != "None")
        {
            fields[name] = Snake(value);
        }
    }

    private static string Snake(string pascal) => string.Concat(
        pascal.Select((c, i) => (i > 0 && char.IsUpper(c) ? "_" : "") + char.ToLowerInvariant(c)));
}
