using FraudWatch.Detection.Events;
using FraudWatch.Testing.Events;
using Xunit;

namespace FraudWatch.Tests.Events;

/// <summary>A second event under an id is the same event when it says the same, however it is written.</summary>
public sealed class EventContentTests
{
    private const long At = RandomEvents.Start;
    private const string Time = "2026-03-01T10:00:00Z";

    private static readonly Dictionary<string, string> Words = new()
    {
        ["channel"] = "carrier",
        ["list"] = "deny",
        ["subject_kind"] = "device",
        ["purpose"] = "staff",
        ["action"] = "undone",
    };

    [Fact]
    public void Order_of_keys_blanks_escapes_ignored_fields_and_the_time_of_receipt_make_no_difference()
    {
        var source = new RandomEvents(seed: 41);
        for (int i = 0; i < 400; i++)
        {
            EventObject one = source.Next(At + i);
            ulong content = ContentOf(one);
            one.Shuffled(source.Random).With("received_at", "2026-03-01T10:00:09Z").WithRaw("unknown", "[2]").WithAnother("note", "null");
            string spaced = one.ToString().Replace("\":", "\" :\t", StringComparison.Ordinal).Replace("account_id", "account\\u005fid", StringComparison.Ordinal);
            Assert.True(content == ContentOf(spaced), spaced);
        }

        Assert.Equal(ContentOf(EventObject.Purchase("p", At, "u1").WithRaw("price_usd", "1.29")), ContentOf(EventObject.Purchase("p", At, "u1").WithRaw("price_usd", "1.290e0")));
        Assert.Equal(ContentOf(EventObject.Purchase("p", At, "u1").With("occurred_at", Time)), ContentOf(EventObject.Purchase("p", At, "u1").With("occurred_at", "2026-03-01T13:00:00.000+03:00")));
        Assert.Equal(ContentOf(EventObject.Purchase("p", At, "u1")), ContentOf(EventObject.Purchase("p", At, "u1").WithRaw("payer_id", "null")));
    }

    [Fact]
    public void Any_field_that_is_read_makes_it_other_content()
    {
        Func<EventObject>[] whole =
        [
            () => EventObject.Listing("l", At, "allow", "payout", "s").With("purpose", "agency").With("until", Time).With("acted_at", Time),
            () => EventObject.Purchase("p", At, "u1").With("payer_id", "p").With("account_created_at", Time).With("device_id", "d").With("ip_hash", "h").With("ip_country", "TR"),
            () => EventObject.Purchase("p", At, "u1").With("type", "coin.purchase_declined").With("decline_code", "d"),
            () => EventObject.Gift("g", At, "u1", "c1").With("room_viewers", 4).With("watched_seconds", 4).With("match_id", "m").With("room_id", "r"),
            () => EventObject.Action("h", At, "u1", "held").With("hold_id", "h").With("scope", "s").With("placed_at", Time).With("expires_at", Time).With("ended_at", Time),
            () => EventObject.Withdrawal("w", At, "u1"),
        ];
        foreach (Func<EventObject> one in whole)
        {
            ulong content = ContentOf(one());
            foreach (string name in one().Names.Where(name => name != "type"))
            {
                EventObject other = one().WithRaw(name, Another(name));
                Assert.True(content != ContentOf(other), $"expected other content than {one()}, found the same for {other}");
            }
        }
    }

    private static string Another(string name) => name switch
    {
        _ when Words.TryGetValue(name, out string? word) => $"\"{word}\"",
        _ when name.EndsWith("_at", StringComparison.Ordinal) || name == "until" => "\"2026-03-02T10:00:00Z\"",
        "coins" or "diamonds" or "quantity" or "price_usd" or "amount_usd" or "room_viewers" or "watched_seconds" => "7777",
        _ => "\"another\"",
    };

    private static ulong ContentOf(EventObject message) => ContentOf(message.ToString());

    private static ulong ContentOf(string message)
    {
        var parsed = new ParsedEvent();
        Assert.True(EventParser.TryParse(System.Text.Encoding.UTF8.GetBytes(message), parsed), $"{parsed.Rejection.Detail}: {message}");
        return parsed.ContentHash;
    }
}
