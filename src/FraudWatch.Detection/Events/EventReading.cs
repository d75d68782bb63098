using System.Numerics;
using System.Text;
using System.Text.Json;
using FraudWatch.Detection.Decisions;
using FraudWatch.Detection.Lists;

namespace FraudWatch.Detection.Events;

/// <summary>The state of reading one message: which fields were seen and which hold something impossible.</summary>
internal ref struct EventReading(ParsedEvent target)
{
    /// <summary>Longest word or time when every character of it is written as an escape, in bytes.</summary>
    private const int MaxEscapedLength = EventParser.MaxIdLength * 6;

    private readonly ParsedEvent _event = target;
    private EventFields _seen;
    private EventFields _bad;
    private EventFields _twice;
    private EventFields _tooLong;
    private bool _typeSeen;

    public Rejection ReadObject(ReadOnlySpan<byte> message)
    {
        var reader = new Utf8JsonReader(message);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return new(RejectReason.NotJson, "expected a JSON object, found another kind of value");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            EventFields field = NameOf(ref reader);
            reader.Read();
            if (field == EventFields.None || reader.TokenType == JsonTokenType.Null)
            {
                reader.Skip();
            }
            else if ((_seen & field) != 0)
            {
                _twice |= field;
                reader.Skip();
            }
            else
            {
                ReadField(field, ref reader);
            }
        }

        // Reading on past the closing brace makes the reader complain about anything that follows it.
        return reader.Read() ? new(RejectReason.NotJson, "expected one JSON object, found more") : Rejection.None;
    }

    /// <summary>Judges what was read: the type first, because it says which fields count, then repeats, forms, gaps and values.</summary>
    public readonly Rejection Check()
    {
        if ((_twice & EventFields.Type) != 0)
        {
            return Repeated(EventFields.Type);
        }

        if (!_typeSeen)
        {
            return (_bad & EventFields.Type) != 0 ? Impossible(EventFields.Type) : Missing(EventFields.Type);
        }

        if (_event.Type == EventType.None)
        {
            return new(RejectReason.UnknownType, "expected one of the types of the wire contract, found another");
        }

        EventFields read = EventSchema.ReadBy(_event.Type);
        if ((_twice & read) != 0)
        {
            return Repeated(First(_twice & read));
        }

        EventFields forgiven = _tooLong & EventSchema.ForgivenBy(_event.Type);
        _event.LongTokens = BitOperations.PopCount((ulong)forgiven);
        EventFields bad = (_bad | (_tooLong & ~forgiven)) & read;
        if (bad != 0)
        {
            return Impossible(First(bad));
        }

        Forget(_seen & ~read);
        EventFields missing = (EventSchema.RequiredBy(_event.Type) | RequiredByListing()) & ~_seen;
        return missing != 0 ? Missing(First(missing)) : CheckValues();
    }

    /// <summary>A listing that names its list names its subject and owner too, and an allowed one why.</summary>
    private readonly EventFields RequiredByListing()
    {
        if (_event.Type != EventType.ActionTaken || _event.Action != ActionKind.Listed || _event.List == ListName.None)
        {
            return EventFields.None;
        }

        return EventFields.Listing | EventFields.Owner | (_event.List == ListName.Allow ? EventFields.Purpose : EventFields.None);
    }

    /// <summary>Fields that the type does not read came before it was known, or stand there for another reader: as if they were not there.</summary>
    private readonly void Forget(EventFields ignored)
    {
        while (ignored != 0)
        {
            EventFields field = First(ignored);
            ignored &= ~field;
            if (EventSchema.IsText(field))
            {
                _event.SetText(EventSchema.TextFieldOf(field), []);
            }
            else
            {
                ForgetNumber(field);
            }
        }
    }

    private readonly void ForgetNumber(EventFields field)
    {
        switch (field)
        {
            case EventFields.ActedAt: _event.ActedAt = ParsedEvent.NotGiven; break;
            case EventFields.FlagVersion: _event.FlagVersion = ParsedEvent.NotGiven; break;
            case EventFields.PlacedAt: _event.PlacedAt = ParsedEvent.NotGiven; break;
            case EventFields.ExpiresAt: _event.ExpiresAt = ParsedEvent.NotGiven; break;
            case EventFields.EndedAt: _event.EndedAt = ParsedEvent.NotGiven; break;
            case EventFields.Until: _event.Until = ParsedEvent.NotGiven; break;
            case EventFields.List: _event.List = ListName.None; break;
            case EventFields.SubjectKind: _event.SubjectKind = SubjectKind.None; break;
            case EventFields.Purpose: _event.Purpose = ListPurpose.None; break;
            case EventFields.RoomViewers: _event.RoomViewers = ParsedEvent.NotGiven; break;
            case EventFields.WatchedSeconds: _event.WatchedSeconds = ParsedEvent.NotGiven; break;
            case EventFields.Coins: _event.Coins = 0; break;
            case EventFields.Diamonds: _event.Diamonds = 0; break;
            case EventFields.Quantity: _event.Quantity = 0; break;
            case EventFields.PriceUsd: _event.PriceMicros = 0; break;
            case EventFields.AmountUsd: _event.AmountMicros = 0; break;
            case EventFields.Channel: _event.Channel = PurchaseChannel.None; break;
            case EventFields.Action: _event.Action = ActionKind.None; break;
            default: throw new InvalidOperationException($"expected a field that some types ignore, found {EventSchema.NameOf(field)}");
        }
    }

    private static EventFields NameOf(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
        {
            return EventSchema.FieldNamed(reader.ValueSpan);
        }

        return EventSchema.FieldNamed(Unescape(ref reader));
    }

    /// <summary>Unescapes a string, which is rare enough to allocate; empty when an escape is half a surrogate pair.</summary>
    private static byte[] Unescape(ref Utf8JsonReader reader)
    {
        byte[] text = new byte[reader.ValueSpan.Length];
        try
        {
            return text[..reader.CopyString(text)];
        }
        catch (InvalidOperationException)
        {
            return [];
        }
    }

    private void ReadField(EventFields field, ref Utf8JsonReader reader)
    {
        _seen |= field;
        bool good = field switch
        {
            EventFields.Type => ReadType(ref reader),
            EventFields.OccurredAt => ReadTime(ref reader, out long at) && (_event.OccurredAt = at) == at,
            EventFields.AccountCreatedAt => ReadTime(ref reader, out long at) && (_event.AccountCreatedAt = at) == at,
            EventFields.ReceivedAt => ReadTime(ref reader, out long at) && (_event.ReceivedAt = at) == at,
            EventFields.ActedAt => ReadTime(ref reader, out long at) && (_event.ActedAt = at) == at,
            EventFields.PlacedAt => ReadTime(ref reader, out long at) && (_event.PlacedAt = at) == at,
            EventFields.ExpiresAt => ReadTime(ref reader, out long at) && (_event.ExpiresAt = at) == at,
            EventFields.EndedAt => ReadTime(ref reader, out long at) && (_event.EndedAt = at) == at,
            EventFields.Until => ReadTime(ref reader, out long at) && (_event.Until = at) == at,
            EventFields.List => ReadString(ref reader, out ReadOnlySpan<byte> list) && (_event.List = Wire.Parse(list, ListName.None)) != ListName.None,
            EventFields.SubjectKind => ReadString(ref reader, out ReadOnlySpan<byte> kind) && (_event.SubjectKind = Wire.Parse(kind, SubjectKind.None)) != SubjectKind.None,
            EventFields.Purpose => ReadString(ref reader, out ReadOnlySpan<byte> why) && (_event.Purpose = Wire.Parse(why, ListPurpose.None)) != ListPurpose.None,
            EventFields.Coins => ReadCount(ref reader, out long n) && (_event.Coins = n) == n,
            EventFields.Diamonds => ReadCount(ref reader, out long n) && (_event.Diamonds = n) == n,
            EventFields.Quantity => ReadCount(ref reader, out long n) && (_event.Quantity = n) == n,
            EventFields.FlagVersion => ReadCount(ref reader, out long n) && (_event.FlagVersion = n) == n,
            EventFields.RoomViewers => ReadCount(ref reader, out long n) && (_event.RoomViewers = n) == n,
            EventFields.WatchedSeconds => ReadCount(ref reader, out long n) && (_event.WatchedSeconds = n) == n,
            EventFields.PriceUsd => ReadMicros(ref reader, out long n) && (_event.PriceMicros = n) == n,
            EventFields.AmountUsd => ReadMicros(ref reader, out long n) && (_event.AmountMicros = n) == n,
            EventFields.Channel => ReadChannel(ref reader),
            EventFields.Action => ReadAction(ref reader),
            _ => ReadText(field, ref reader),
        };
        if (!good)
        {
            _bad |= field;
            reader.Skip();
        }
    }

    private bool ReadType(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            return false;
        }

        _typeSeen = true;
        _event.Type = ReadString(ref reader, out ReadOnlySpan<byte> name) ? EventSchema.TypeNamed(name) : EventType.None;
        return true;
    }

    private readonly bool ReadChannel(ref Utf8JsonReader reader)
    {
        if (!ReadString(ref reader, out ReadOnlySpan<byte> name))
        {
            return false;
        }

        _event.Channel = name switch
        {
            _ when name.SequenceEqual("ios"u8) => PurchaseChannel.Ios,
            _ when name.SequenceEqual("android"u8) => PurchaseChannel.Android,
            _ when name.SequenceEqual("web"u8) => PurchaseChannel.Web,
            _ when name.SequenceEqual("gift_card"u8) => PurchaseChannel.GiftCard,
            _ when name.SequenceEqual("carrier"u8) => PurchaseChannel.Carrier,
            _ => PurchaseChannel.None,
        };
        return _event.Channel != PurchaseChannel.None;
    }

    private readonly bool ReadAction(ref Utf8JsonReader reader)
    {
        if (!ReadString(ref reader, out ReadOnlySpan<byte> name))
        {
            return false;
        }

        _event.Action = name switch
        {
            _ when name.SequenceEqual("confirmed"u8) => ActionKind.Confirmed,
            _ when name.SequenceEqual("dismissed"u8) => ActionKind.Dismissed,
            _ when name.SequenceEqual("escalated"u8) => ActionKind.Escalated,
            _ when name.SequenceEqual("snoozed"u8) => ActionKind.Snoozed,
            _ when name.SequenceEqual("suppressed"u8) => ActionKind.Suppressed,
            _ when name.SequenceEqual("held"u8) => ActionKind.Held,
            _ when name.SequenceEqual("released"u8) => ActionKind.Released,
            _ when name.SequenceEqual("listed"u8) => ActionKind.Listed,
            _ when name.SequenceEqual("labelled"u8) => ActionKind.Labelled,
            _ when name.SequenceEqual("undone"u8) => ActionKind.Undone,
            _ => ActionKind.None,
        };
        return _event.Action != ActionKind.None;
    }

    private static bool ReadString(ref Utf8JsonReader reader, out ReadOnlySpan<byte> text)
    {
        text = default;
        if (reader.TokenType != JsonTokenType.String || reader.ValueSpan.Length > MaxEscapedLength)
        {
            return false;
        }

        text = reader.ValueIsEscaped ? Unescape(ref reader) : reader.ValueSpan;
        return !text.IsEmpty || reader.ValueSpan.IsEmpty;
    }

    private static bool ReadTime(ref Utf8JsonReader reader, out long unixMilliseconds)
    {
        unixMilliseconds = 0;
        return ReadString(ref reader, out ReadOnlySpan<byte> text) && WireTime.TryParse(text, out unixMilliseconds)
            && unixMilliseconds is >= 0 and <= EventParser.LatestTime;
    }

    private static bool ReadCount(ref Utf8JsonReader reader, out long count)
    {
        count = 0;
        return reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out count) && count is >= 0 and <= EventParser.MaxAmount;
    }

    private static bool ReadMicros(ref Utf8JsonReader reader, out long micros)
    {
        micros = 0;
        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetDecimal(out decimal amount) || amount < 0 || amount > 1_000_000_000m)
        {
            return false;
        }

        micros = (long)decimal.Round(amount * 1_000_000m, MidpointRounding.ToEven);
        return true;
    }

    private bool ReadText(EventFields field, ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            return false;
        }

        ReadOnlySpan<byte> text = reader.ValueIsEscaped ? Unescape(ref reader) : reader.ValueSpan;
        int longest = EventSchema.LongestOf(field);
        if (text.Length > longest && Encoding.UTF8.GetCharCount(text) > longest)
        {
            _tooLong |= field;
            return true;
        }

        // PostgreSQL cannot keep U+0000 in a text.
        _event.SetText(EventSchema.TextFieldOf(field), text);
        return (!text.IsEmpty || reader.ValueSpan.IsEmpty) && !text.Contains((byte)0);
    }

    private readonly Rejection CheckValues() => _event.Type switch
    {
        EventType.CoinPurchased or EventType.CoinPurchaseDeclined or EventType.CoinRefunded
            or EventType.CoinChargedBack or EventType.CoinChargebackReversed => RequirePositive(_event.Coins, EventFields.Coins),
        EventType.DiamondExchanged or EventType.DiamondWithdrawn => RequirePositive(_event.Diamonds, EventFields.Diamonds),
        EventType.GiftSent => CheckGift(),
        _ => CheckRequiredTexts(),
    };

    private readonly Rejection CheckGift()
    {
        Rejection amounts = RequirePositive(_event.Coins, EventFields.Coins);
        if (!amounts.IsRejected)
        {
            amounts = RequirePositive(_event.Quantity, EventFields.Quantity);
        }

        if (amounts.IsRejected)
        {
            return amounts;
        }

        return _event.Text(TextField.AccountId).SequenceEqual(_event.Text(TextField.RecipientId))
            ? new(RejectReason.ImpossibleValue, "expected a recipient_id other than account_id, found a gift to oneself")
            : Rejection.None;
    }

    private readonly Rejection RequirePositive(long value, EventFields field) => value > 0
        ? CheckRequiredTexts()
        : new(RejectReason.ImpossibleValue, $"expected {EventSchema.NameOf(field)} above 0, found {value}");

    /// <summary>Texts that came before the type could not be judged as required when they were read.</summary>
    private readonly Rejection CheckRequiredTexts()
    {
        EventFields required = EventSchema.RequiredBy(_event.Type) | RequiredByListing();
        while (required != 0)
        {
            EventFields field = First(required);
            required &= ~field;
            if (EventSchema.IsText(field) && !_event.Has(EventSchema.TextFieldOf(field)))
            {
                return Impossible(field);
            }
        }

        return Rejection.None;
    }

    private static Rejection Repeated(EventFields field) =>
        new(RejectReason.DuplicateField, $"expected field {EventSchema.NameOf(field)} once, found it twice");

    private static Rejection Missing(EventFields field) =>
        new(RejectReason.MissingField, $"expected field {EventSchema.NameOf(field)}, found none");

    private static Rejection Impossible(EventFields field) =>
        new(RejectReason.ImpossibleValue, $"expected {Expectation(field)} in {EventSchema.NameOf(field)}, found something else");

    private static string Expectation(EventFields field) => field switch
    {
        EventFields.OccurredAt or EventFields.ReceivedAt or EventFields.AccountCreatedAt or EventFields.ActedAt or EventFields.PlacedAt or EventFields.ExpiresAt
            or EventFields.EndedAt or EventFields.Until => "an RFC 3339 time with its offset, of the years 1970 to 2199",
        EventFields.Coins or EventFields.Diamonds or EventFields.Quantity or EventFields.RoomViewers or EventFields.WatchedSeconds or EventFields.FlagVersion
            => $"a whole number from 0 to {EventParser.MaxAmount}",
        EventFields.PriceUsd or EventFields.AmountUsd => "a number from 0 to 1000000000",
        EventFields.Channel => "ios, android, web, gift_card or carrier",
        EventFields.Action => "an action of the wire contract",
        EventFields.List => "allow or deny",
        EventFields.SubjectKind => "account, device, network, instrument or payout",
        EventFields.Purpose => "official_reseller, agency, charity, studio or staff",
        EventFields.Type => "a string",
        _ => $"a string of 1 to {EventSchema.LongestOf(field)} characters without U+0000",
    };

    private static EventFields First(EventFields fields) => fields & (EventFields)(0UL - (ulong)fields);
}
