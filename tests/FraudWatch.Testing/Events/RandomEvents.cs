using FraudWatch.Detection.Events;

namespace FraudWatch.Testing.Events;

/// <summary>Valid events of every type from a seed, and broken copies of them.</summary>
public sealed class RandomEvents(int seed)
{
    /// <summary>2026-01-01T00:00:00Z.</summary>
    public const long Start = 1_767_225_600_000;

    private static readonly string[] Types =
    [
        "gift.sent", "coin.purchased", "coin.purchase_declined", "coin.refunded", "coin.charged_back", "coin.chargeback_reversed",
        "diamond.exchanged", "diamond.withdrawn", "account.signed_in", "account.credentials_changed", "account.reported", "action.taken",
        "action.taken as a listing",
    ];

    private static readonly string[] Fragments =
    [
        "null", "true", "-1", "0", "1e3", "5.0", "99999999999999999999", "\"\"", "\"x\"", "\"2026-01-01T00:00:00Z\"", "\"2026-01-31T23:59:60.5Z\"", "\"2026-01-30T23:59:60Z\"", "{}", "[]", "[{\"a\":[1]}]",
        "\"\\u0000\"", "\"\\ud83d\"", "\"\\u0041b\"", "0.0000001", "1e400", "-0", "\"ios\"", "{\"type\":\"gift.sent\"}",
    ];

    private readonly Random _random = new(seed);
    private int _next;

    public Random Random => _random;

    /// <summary>The next event, about <paramref name="at"/>, of any type.</summary>
    public EventObject Next(long at) => Next(Types[_random.Next(Types.Length)], at, $"u{_random.Next(40)}");

    public EventObject Next(string type, long at, string account)
    {
        string id = $"e{seed}-{_next++}";
        EventObject next = type switch
        {
            "gift.sent" => EventObject.Gift(id, at, account, "c" + account, _random.Next(1, 5000)),
            "coin.purchased" => EventObject.Purchase(id, at, account, _random.Next(1, 17_500)),
            "coin.purchase_declined" => EventObject.Purchase(id, at, account).WithRaw("type", "\"coin.purchase_declined\"").With("decline_code", "do_not_honour"),
            "coin.refunded" or "coin.charged_back" or "coin.chargeback_reversed" => EventObject.Of(type, id, at, account)
                .With("order_id", $"o{_random.Next(1000)}").With("coins", _random.Next(1, 700)).WithRaw("price_usd", "4.99"),
            "diamond.exchanged" => EventObject.Of(type, id, at, account).With("diamonds", _random.Next(1, 900)).With("coins", _random.Next(900)),
            "diamond.withdrawn" => EventObject.Withdrawal(id, at, account, _random.Next(1, 900)),
            "action.taken as a listing" => EventObject.Listing(id, at, _random.Next(2) == 0 ? "allow" : "deny", "payout", account)
                .With("purpose", "agency").With("until", WireTime.Format(at + 1000)),
            "action.taken" => EventObject.Action(id, at, account),
            _ => EventObject.Of(type, id, at, account),
        };
        return WithContext(_random.Next(4) == 0 ? next.With("received_at", WireTime.Format(at + 2500)) : next);
    }

    /// <summary>Bends one member of an event: another value, another name, twice, or gone. The result is always JSON.</summary>
    public byte[] Bend(EventObject original)
    {
        string[] names = [.. original.Names];
        string name = names[_random.Next(names.Length)];
        string fragment = Fragments[_random.Next(Fragments.Length)];
        EventObject bent = _random.Next(6) switch
        {
            0 => original.Without(name),
            1 => original.WithAnother(name, fragment),
            2 => original.With(name, new string('ü', _random.Next(2) == 0 ? _random.Next(60, 70) : _random.Next(124, 134))),
            3 => original.WithRaw("room_viewers", fragment),
            4 => original.WithAnother(name.Replace("_", "\\u005f", StringComparison.Ordinal), fragment),
            _ => original.WithRaw(name, fragment),
        };
        return bent.Shuffled(_random).Utf8();
    }

    /// <summary>Damages the bytes of a message: changed, cut out, put in, cut off, or doubled.</summary>
    public byte[] Damage(byte[] message)
    {
        var bytes = new List<byte>(message);
        for (int times = _random.Next(1, 4); times > 0 && bytes.Count > 2; times--)
        {
            int at = _random.Next(bytes.Count);
            switch (_random.Next(5))
            {
                case 0:
                    bytes[at] = (byte)_random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, Math.Min(_random.Next(1, 20), bytes.Count - at));
                    break;
                case 2:
                    bytes.Insert(at, "{}[]\",:\\0e-"u8[_random.Next(11)]);
                    break;
                case 3:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                default:
                    bytes.InsertRange(at, bytes.GetRange(at / 2, at - (at / 2)));
                    break;
            }
        }

        return [.. bytes];
    }

    private EventObject WithContext(EventObject next)
    {
        if (_random.Next(2) == 0)
        {
            next.With("device_id", $"d{_random.Next(99)}").With("ip_hash", "h1").With("ip_country", "TR").With("account_created_at", "2025-11-01T10:00:00+03:00");
        }

        if (_random.Next(3) == 0)
        {
            next.With("room_id", "r\"1\\é").With("room_viewers", _random.Next(500)).With("watched_seconds", 0).WithRaw("note", "{\"deep\":[1,{\"type\":7}]}");
        }

        return _random.Next(2) == 0 ? next.Shuffled(_random) : next;
    }
}
