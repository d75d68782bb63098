using System.IO.Hashing;
using System.Text;
using System.Text.Json.Nodes;
using FraudWatch.Detection.Accounts;

namespace FraudWatch.Benchmarks.Variants;

/// <summary>
/// The events of an economy as another platform would have sent them: without its optional fields, with smaller coins, with
/// placeholders. What happened in it, and so its truth, is the same.
/// </summary>
internal static class StreamVariants
{
    private const int SmallerCoins = 30;
    private const string NoDevice = "00000000-0000-0000-0000-000000000000";

    private static readonly string[] Optional =
    [
        "account_created_at", "device_id", "ip_hash", "ip_country", "received_at", "payer_id", "room_id", "room_viewers", "watched_seconds", "match_id",
    ];

    private static readonly Dictionary<string, string> AlphaThree = CountryCodes.All.ToDictionary(c => c.Two, c => c.Three);

    private static readonly Dictionary<string, Action<JsonObject>> Changes = new()
    {
        ["no-optional"] = static e => Drop(e, Optional),
        ["no-birth"] = static e => Drop(e, "account_created_at"),
        ["coins-x30"] = static e => Multiply(e, "coins", "diamonds"),
        ["placeholder-device"] = static e => HideDevice(e),
        ["countries"] = static e => RespellCountries(e),
    };

    internal static IEnumerable<string> Names => Changes.Keys;

    /// <summary>Writes the two event files of the folder <paramref name="from"/>, changed, into <paramref name="to"/>.</summary>
    internal static int Write(string name, string from, string to)
    {
        if (!Changes.TryGetValue(name, out Action<JsonObject>? change))
        {
            Console.Error.WriteLine($"variant: expected one of {string.Join(", ", Names)}, found '{name}'");
            return 2;
        }

        Directory.CreateDirectory(to);
        foreach (string file in new[] { "coin-events.jsonl", "gift-events.jsonl" })
        {
            using var writer = new StreamWriter(Path.Combine(to, file), append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            foreach (string line in File.ReadLines(Path.Combine(from, file)))
            {
                JsonObject next = JsonNode.Parse(line)!.AsObject();
                change(next);
                writer.WriteLine(next.ToJsonString());
            }
        }

        return 0;
    }

    private static void Drop(JsonObject next, params string[] names)
    {
        foreach (string name in names)
        {
            next.Remove(name);
        }
    }

    private static void Multiply(JsonObject next, params string[] names)
    {
        foreach (string name in names)
        {
            if (next.TryGetPropertyValue(name, out JsonNode? amount))
            {
                next[name] = amount!.GetValue<long>() * SmallerCoins;
            }
        }
    }

    /// <summary>Every device of one account in ten is the all-zero one.</summary>
    private static void HideDevice(JsonObject next)
    {
        if (next.ContainsKey("device_id") && ShareOf(next, "account_id") < 10)
        {
            next["device_id"] = NoDevice;
        }
    }

    /// <summary>Instruments come from a payment house that writes alpha-3; one account in three has an app that writes small letters.</summary>
    private static void RespellCountries(JsonObject next)
    {
        Respell(next, "instrument_country", static country => AlphaThree[country]);
        if (ShareOf(next, "account_id") < 33)
        {
            Respell(next, "ip_country", static country => country.ToLowerInvariant());
        }
    }

    private static void Respell(JsonObject next, string name, Func<string, string> spelling)
    {
        if (next.TryGetPropertyValue(name, out JsonNode? country))
        {
            next[name] = spelling(country!.GetValue<string>());
        }
    }

    /// <summary>0 to 99, by the text and nothing else.</summary>
    private static int ShareOf(JsonObject next, string name) =>
        (int)(XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(next[name]!.GetValue<string>())) % 100);
}
