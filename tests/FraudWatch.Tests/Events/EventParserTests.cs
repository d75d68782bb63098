using System.Text;
using FraudWatch.Detection.Events;
using FraudWatch.Testing;
using FraudWatch.Testing.Events;
using Xunit;

namespace FraudWatch.Tests.Events;

public sealed class EventParserTests
{
    private const long At = RandomEvents.Start;

    [Theory]
    [InlineData("coin.purchased", "order_id coins price_usd currency channel storefront_country instrument_id instrument_country")]
    [InlineData("coin.purchase_declined", "order_id coins price_usd currency channel storefront_country instrument_id instrument_country decline_code")]
    [InlineData("coin.refunded", "order_id coins price_usd")]
    [InlineData("coin.charged_back", "order_id coins price_usd")]
    [InlineData("coin.chargeback_reversed", "order_id coins price_usd")]
    [InlineData("diamond.exchanged", "diamonds coins")]
    [InlineData("diamond.withdrawn", "diamonds amount_usd payout_id")]
    [InlineData("account.signed_in", "")]
    [InlineData("account.credentials_changed", "")]
    [InlineData("account.reported", "")]
    [InlineData("gift.sent", "recipient_id gift_id quantity coins diamonds")]
    [InlineData("action.taken", "action analyst")]
    public void Every_type_asks_for_exactly_its_required_fields(string type, string required)
    {
        string[] fields = [.. "event_id type occurred_at account_id".Split(' '), .. required.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        EventObject Whole() => new RandomEvents(1).Next(type, At, "u1");

        Assert.Equal("none", Parse(Whole()).Rejection.Code);
        foreach (string name in Whole().Names.ToArray())
        {
            string expected = fields.Contains(name) ? "missing_field" : "none";
            Assert.Equal((name, expected), (name, Parse(Whole().Without(name)).Rejection.Code));
            Assert.Equal((name, expected), (name, Parse(Whole().WithRaw(name, "null")).Rejection.Code));
        }

        Assert.All(fields, name => Assert.Contains(name, Whole().Names));
    }

    [Fact]
    public void A_gift_is_read_whole()
    {
        ParsedEvent gift = Parse(EventObject.Gift("e1", At + 123, "u1", "c1", 299).With("quantity", 3).With("room_id", "r1").With("room_viewers", 17)
            .With("watched_seconds", 0).With("match_id", "m1").With("device_id", "d1").With("account_created_at", "2025-12-31T23:00:00-01:00"));

        Assert.Equal(EventType.GiftSent, gift.Type);
        Assert.Equal(At + 123, gift.OccurredAt);
        Assert.Equal(At, gift.AccountCreatedAt);
        Assert.Equal((299, 149, 3), (gift.Coins, gift.Diamonds, gift.Quantity));
        Assert.Equal((17, 0), (gift.RoomViewers, gift.WatchedSeconds));
        Assert.Equal("u1 c1 rose r1 m1 d1", string.Join(' ', new[]
        {
            TextField.AccountId, TextField.RecipientId, TextField.GiftId, TextField.RoomId, TextField.MatchId, TextField.DeviceId,
        }.Select(f => Encoding.UTF8.GetString(gift.Text(f)))));
    }

    [Theory]
    [InlineData("price_usd", "9.99", 9_990_000)]
    [InlineData("price_usd", "0", 0)]
    [InlineData("price_usd", "1e-6", 1)]
    [InlineData("price_usd", "0.0000005", 0)]
    [InlineData("price_usd", "0.0000015", 2)]
    [InlineData("price_usd", "1000000000", 1_000_000_000_000_000)]
    public void Money_is_read_in_millionths_rounded_to_even(string field, string json, long micros) =>
        Assert.Equal(micros, Parse(EventObject.Purchase("e1", At, "u1").WithRaw(field, json)).PriceMicros);

    [Theory]
    [InlineData("coins", "0")]
    [InlineData("coins", "-1")]
    [InlineData("coins", "1.0")]
    [InlineData("coins", "1e2")]
    [InlineData("coins", "\"5\"")]
    [InlineData("coins", "1000000000001")]
    [InlineData("coins", "99999999999999999999")]
    [InlineData("quantity", "0")]
    [InlineData("diamonds", "-1")]
    [InlineData("diamonds", "true")]
    [InlineData("room_viewers", "-1")]
    [InlineData("watched_seconds", "[]")]
    [InlineData("event_id", "\"\"")]
    [InlineData("event_id", "5")]
    [InlineData("account_id", "{}")]
    [InlineData("account_id", "\"a\\u0000b\"")]
    [InlineData("account_id", "\"\\ud83d\"")]
    [InlineData("recipient_id", "\"\"")]
    [InlineData("gift_id", "\"\"")]
    [InlineData("occurred_at", "\"2026-01-01\"")]
    [InlineData("occurred_at", "1767225600000")]
    [InlineData("occurred_at", "\"1969-12-31T23:59:59.999Z\"")]
    [InlineData("occurred_at", "\"1970-01-01T00:00:00+00:01\"")]
    [InlineData("occurred_at", "\"2200-01-01T00:00:00Z\"")]
    [InlineData("account_created_at", "\"1969-12-31T23:59:59.999Z\"")]
    [InlineData("type", "5")]
    public void An_impossible_value_is_rejected(string field, string json) =>
        Assert.Equal("impossible_value", Parse(EventObject.Gift("e1", At, "u1", "c1").WithRaw(field, json)).Rejection.Code);

    [Fact]
    public void A_gift_to_oneself_is_impossible_however_it_is_written()
    {
        Assert.Equal("impossible_value", Parse(EventObject.Gift("e1", At, "u1", "u1")).Rejection.Code);
        Assert.Equal("impossible_value", Parse(EventObject.Gift("e1", At, "u1", "x").WithRaw("recipient_id", "\"\\u0075\\u0031\"")).Rejection.Code);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("é")]
    [InlineData("漢")]
    [InlineData("\\u6f22")]
    public void An_id_may_have_64_characters_but_not_65(string character)
    {
        string Id(int length) => $"\"{string.Concat(Enumerable.Repeat(character, length))}\"";
        Assert.Equal("none", Parse(EventObject.Gift("e1", At, "u1", "c1").WithRaw("account_id", Id(64))).Rejection.Code);
        Assert.Equal("impossible_value", Parse(EventObject.Gift("e1", At, "u1", "c1").WithRaw("account_id", Id(65))).Rejection.Code);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("漢")]
    [InlineData("\\u6f22")]
    public void A_token_may_have_128_characters_and_an_optional_one_beyond_is_as_good_as_absent(string character)
    {
        string Token(int length) => $"\"{string.Concat(Enumerable.Repeat(character, length))}\"";
        EventObject Purchase(string field, int length) => EventObject.Purchase("e1", At, "u1").With("ip_hash", "h").With("payer_id", "p").WithRaw(field, Token(length));
        Assert.Equal((128, 0), Read("device_id", 128));
        Assert.Equal((0, 1), Read("device_id", 129));
        Assert.Equal((0, 1), Read("device_id", 8000));
        Assert.Equal("none", Parse(Purchase("instrument_id", 128)).Rejection.Code);
        Assert.Equal("impossible_value", Parse(Purchase("instrument_id", 129)).Rejection.Code);
        Assert.Equal("impossible_value", Parse(EventObject.Action("e1", At, "u1").WithRaw("hold_id", Token(129))).Rejection.Code);

        (int Characters, int LongTokens) Read(string field, int length)
        {
            ParsedEvent parsed = Parse(Purchase(field, length));
            Assert.Equal("none", parsed.Rejection.Code);
            return (Encoding.UTF8.GetCharCount(parsed.Text(TextField.DeviceId)), parsed.LongTokens);
        }
    }

    [Fact]
    public void Escapes_stand_for_the_characters_they_mean()
    {
        ParsedEvent parsed = Parse(Encoding.UTF8.GetBytes(
            """{"event\u005fid":"\u0065\"\\\/\ud83d\ude00","t\u0079pe":"account.signed\u005fin","occurred_at":"2026-01-01T00:00:00\u005a","account_id":"\u0075"}"""));
        Assert.Equal("none", parsed.Rejection.Code);
        Assert.Equal("e\"\\/😀", Encoding.UTF8.GetString(parsed.Text(TextField.EventId)));
        Assert.Equal("u", Encoding.UTF8.GetString(parsed.Text(TextField.AccountId)));
    }

    [Fact]
    public void A_field_that_the_type_reads_may_not_stand_there_twice()
    {
        Assert.Equal("duplicate_field", Parse(EventObject.Gift("e1", At, "u1", "c1").WithAnother("coins", "7")).Rejection.Code);
        Assert.Equal("duplicate_field", Parse(EventObject.Gift("e1", At, "u1", "c1").WithAnother("type", "\"gift.sent\"")).Rejection.Code);
        Assert.Equal("duplicate_field", Parse(EventObject.Gift("e1", At, "u1", "c1").WithAnother("c\\u006fins", "7")).Rejection.Code);
        Assert.Equal("none", Parse(EventObject.Gift("e1", At, "u1", "c1").WithAnother("note", "1").WithAnother("note", "2")).Rejection.Code);
        Assert.Equal("none", Parse(EventObject.Gift("e1", At, "u1", "c1").WithAnother("payout_id", "1").WithAnother("payout_id", "2")).Rejection.Code);
        Assert.Equal("none", Parse(EventObject.Gift("e1", At, "u1", "c1").WithAnother("coins", "null")).Rejection.Code);
        Assert.Equal("none", Parse(EventObject.Gift("e1", At, "u1", "c1").WithRaw("coins", "null").WithAnother("coins", "5")).Rejection.Code);
    }

    [Fact]
    public void Fields_that_the_type_does_not_read_are_as_if_they_were_not_there()
    {
        ParsedEvent parsed = Parse(EventObject.Gift("e1", At, "u1", "c1").With("order_id", new string('x', 99)).With("payout_id", "bank-1")
            .WithRaw("price_usd", "3").WithRaw("amount_usd", "-3").WithRaw("channel", "\"web\"").WithRaw("action", "\"held\"")
            .WithRaw("acted_at", "\"2026-01-01T00:00:00Z\"").WithRaw("instrument_id", "[[1],{\"coins\":-1}]"));
        Assert.Equal("none", parsed.Rejection.Code);
        Assert.Equal(
            "account_id coins diamonds event_id gift_id occurred_at quantity recipient_id",
            string.Join(' ', ParsedFields.Of(parsed).Keys));
        Assert.Equal(ActionKind.None, parsed.Action);
        Assert.Equal(PurchaseChannel.None, parsed.Channel);
    }

    [Theory]
    [InlineData("gift.send")]
    [InlineData("GIFT.SENT")]
    [InlineData("")]
    public void Another_type_is_unknown(string type) =>
        Assert.Equal("unknown_type", Parse(EventObject.Gift("e1", At, "u1", "c1").With("type", type)).Rejection.Code);

    [Fact]
    public void A_type_of_a_thousand_characters_is_unknown() => Another_type_is_unknown(new string('g', 1000));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("5")]
    [InlineData("{")]
    [InlineData("{}}")]
    [InlineData("{} {}")]
    [InlineData("{},")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{a:1}")]
    [InlineData("{\"a\":01}")]
    [InlineData("// {}")]
    [InlineData("\uFEFF{}")]
    public void What_is_not_one_JSON_object_is_not_JSON(string text) =>
        Assert.Equal("not_json", Parse(Encoding.UTF8.GetBytes(text)).Rejection.Code);

    [Fact]
    public void Bytes_that_are_not_UTF8_are_not_JSON_even_in_an_ignored_field()
    {
        byte[] message = EventObject.Gift("e1", At, "u1", "c1").With("note", "?").Utf8();
        message[^3] = 0xFF;
        Assert.Equal("not_json", Parse(message).Rejection.Code);
    }

    [Fact]
    public void A_U0000_in_an_ignored_field_is_ignored() =>
        Assert.Equal("none", Parse(EventObject.Gift("e1", At, "u1", "c1").WithRaw("note", "\"\\u0000\"")).Rejection.Code);

    [Theory]
    [InlineData(63, "none")]
    [InlineData(64, "not_json")]
    [InlineData(20_000, "not_json")]
    public void Nesting_is_read_to_64_levels(int levels, string reason) => Assert.Equal(
        reason,
        Parse(EventObject.Gift("e1", At, "u1", "c1").WithRaw("note", new string('[', levels) + new string(']', levels))).Rejection.Code);

    [Fact]
    public void A_message_may_have_65536_bytes_but_not_one_more()
    {
        int room = EventParser.MaxMessageBytes - EventObject.Gift("e1", At, "u1", "c1").With("note", "").Utf8().Length;
        ParsedEvent fits = Parse(EventObject.Gift("e1", At, "u1", "c1").With("note", new string('x', room)));
        ParsedEvent tooLarge = Parse(EventObject.Gift("e1", At, "u1", "c1").With("note", new string('x', room + 1)));
        Assert.Equal((65_536, "none"), (fits.MessageBytes, fits.Rejection.Code));
        Assert.Equal((65_537, "too_large"), (tooLarge.MessageBytes, tooLarge.Rejection.Code));
        Assert.Contains("found 65537", tooLarge.Rejection.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rejected_message_keeps_its_bytes_and_nothing_of_an_event()
    {
        byte[] message = EventObject.Gift("e1", At, "u1", "c1", coins: 5).With("quantity", 0).Utf8();
        ParsedEvent parsed = Parse(message);
        Assert.Equal(message, parsed.RejectedBytes);
        Assert.Equal((EventType.None, 0L, 0L), (parsed.Type, parsed.Coins, parsed.OccurredAt));
        Assert.False(parsed.Has(TextField.EventId));
        Assert.Equal("expected quantity above 0, found 0", parsed.Rejection.Detail);
    }

    [Fact]
    public void Reuse_leaves_nothing_of_the_event_before()
    {
        var parsed = new ParsedEvent();
        Assert.True(EventParser.TryParse(EventObject.Purchase("e1", At, "u1").With("payer_id", "p").With("device_id", "d").Utf8(), parsed));
        Assert.True(EventParser.TryParse(EventObject.Of("account.signed_in", "e2", At, "u2").Utf8(), parsed));
        Assert.Equal("account_id event_id occurred_at", string.Join(' ', ParsedFields.Of(parsed).Keys));
    }

    [Fact]
    public void The_content_hash_tells_other_bytes_apart()
    {
        ulong first = Parse(EventObject.Gift("e1", At, "u1", "c1")).ContentHash;
        Assert.Equal(first, Parse(EventObject.Gift("e1", At, "u1", "c1")).ContentHash);
        Assert.NotEqual(first, Parse(EventObject.Gift("e1", At, "u1", "c1", coins: 101)).ContentHash);
    }

    [Fact]
    public void Valid_events_are_parsed_without_garbage()
    {
        var source = new RandomEvents(seed: 5);
        byte[][] messages = [.. Enumerable.Range(0, 200).Select(i => source.Next(At + i)).Where(e => !e.ToString().Contains('\\', StringComparison.Ordinal)).Select(e => e.Utf8())];
        var parsed = new ParsedEvent();
        Assert.All(messages, m => Assert.True(EventParser.TryParse(m, parsed)));

        Assert.Equal(0, Allocations.LeastOf(() =>
        {
            for (int i = 0; i < 10_000; i++)
            {
                EventParser.TryParse(messages[i % messages.Length], parsed);
            }
        }));
    }

    private static ParsedEvent Parse(EventObject message) => Parse(message.Utf8());

    private static ParsedEvent Parse(byte[] message)
    {
        var parsed = new ParsedEvent();
        EventParser.TryParse(message, parsed);
        return parsed;
    }
}
