namespace FraudWatch.Detection.Events;

/// <summary>Every field of the wire format that the parser knows, one bit each.</summary>
[Flags]
internal enum EventFields : ulong
{
    None = 0,
    EventId = 1UL << 0,
    Type = 1UL << 1,
    OccurredAt = 1UL << 2,
    AccountId = 1UL << 3,
    AccountCreatedAt = 1UL << 4,
    DeviceId = 1UL << 5,
    IpHash = 1UL << 6,
    IpCountry = 1UL << 7,
    OrderId = 1UL << 8,
    Coins = 1UL << 9,
    PriceUsd = 1UL << 10,
    Currency = 1UL << 11,
    Channel = 1UL << 12,
    StorefrontCountry = 1UL << 13,
    InstrumentId = 1UL << 14,
    InstrumentCountry = 1UL << 15,
    PayerId = 1UL << 16,
    DeclineCode = 1UL << 17,
    Diamonds = 1UL << 18,
    AmountUsd = 1UL << 19,
    PayoutId = 1UL << 20,
    RecipientId = 1UL << 21,
    GiftId = 1UL << 22,
    Quantity = 1UL << 23,
    RoomId = 1UL << 24,
    RoomViewers = 1UL << 25,
    WatchedSeconds = 1UL << 26,
    MatchId = 1UL << 27,
    Action = 1UL << 28,
    FlagId = 1UL << 29,
    Analyst = 1UL << 30,
    ActedAt = 1UL << 31,
    HoldId = 1UL << 32,
    Scope = 1UL << 33,
    PlacedAt = 1UL << 34,
    ExpiresAt = 1UL << 35,
    EndedAt = 1UL << 36,
    List = 1UL << 37,
    SubjectKind = 1UL << 38,
    Subject = 1UL << 39,
    Purpose = 1UL << 40,
    Until = 1UL << 41,
    Owner = 1UL << 42,
    ReceivedAt = 1UL << 43,
    FlagVersion = 1UL << 44,

    Always = EventId | Type | OccurredAt | AccountId,
    Context = AccountCreatedAt | DeviceId | IpHash | IpCountry | ReceivedAt,
    Purchase = OrderId | Coins | PriceUsd | Currency | Channel | StorefrontCountry | InstrumentId | InstrumentCountry,
    Reversal = OrderId | Coins | PriceUsd,
    Gift = RecipientId | GiftId | Quantity | Coins | Diamonds,
    ActionContext = FlagId | FlagVersion | ActedAt | HoldId | Scope | PlacedAt | ExpiresAt | EndedAt,
    Listing = List | SubjectKind | Subject,
    GiftContext = RoomId | RoomViewers | WatchedSeconds | MatchId,
}

/// <summary>Names of the fields on the wire and which of them each type of event requires or may carry (contract §1).</summary>
internal static class EventSchema
{
    /// <summary>The field with this wire name, or <see cref="EventFields.None"/> for one that is ignored.</summary>
    public static EventFields FieldNamed(ReadOnlySpan<byte> name) => name.Length switch
    {
        4 => OfLength4(name),
        5 => OfLength5(name),
        6 => name.SequenceEqual("action"u8) ? EventFields.Action : EventFields.None,
        7 => OfLength7(name),
        8 => OfLength8(name),
        9 => OfLength9(name),
        10 => OfLength10(name),
        11 => OfLength11(name),
        12 => OfLength12(name),
        13 => name.SequenceEqual("instrument_id"u8) ? EventFields.InstrumentId : EventFields.None,
        15 => name.SequenceEqual("watched_seconds"u8) ? EventFields.WatchedSeconds : EventFields.None,
        18 => OfLength18(name),
        _ => EventFields.None,
    };

    public static string NameOf(EventFields field) => field switch
    {
        EventFields.EventId => "event_id",
        EventFields.Type => "type",
        EventFields.OccurredAt => "occurred_at",
        EventFields.AccountId => "account_id",
        EventFields.AccountCreatedAt => "account_created_at",
        EventFields.DeviceId => "device_id",
        EventFields.IpHash => "ip_hash",
        EventFields.IpCountry => "ip_country",
        EventFields.OrderId => "order_id",
        EventFields.Coins => "coins",
        EventFields.PriceUsd => "price_usd",
        EventFields.Currency => "currency",
        EventFields.Channel => "channel",
        EventFields.StorefrontCountry => "storefront_country",
        EventFields.InstrumentId => "instrument_id",
        EventFields.InstrumentCountry => "instrument_country",
        EventFields.PayerId => "payer_id",
        EventFields.DeclineCode => "decline_code",
        EventFields.Diamonds => "diamonds",
        EventFields.AmountUsd => "amount_usd",
        EventFields.PayoutId => "payout_id",
        EventFields.RecipientId => "recipient_id",
        EventFields.GiftId => "gift_id",
        EventFields.Quantity => "quantity",
        EventFields.RoomId => "room_id",
        EventFields.RoomViewers => "room_viewers",
        EventFields.WatchedSeconds => "watched_seconds",
        EventFields.MatchId => "match_id",
        EventFields.Action => "action",
        EventFields.FlagId => "flag_id",
        EventFields.FlagVersion => "flag_version",
        EventFields.Analyst => "analyst",
        EventFields.ActedAt => "acted_at",
        EventFields.HoldId => "hold_id",
        EventFields.Scope => "scope",
        EventFields.PlacedAt => "placed_at",
        EventFields.ExpiresAt => "expires_at",
        EventFields.EndedAt => "ended_at",
        EventFields.List => "list",
        EventFields.SubjectKind => "subject_kind",
        EventFields.Subject => "subject",
        EventFields.Purpose => "purpose",
        EventFields.Until => "until",
        EventFields.Owner => "owner",
        EventFields.ReceivedAt => "received_at",
        _ => throw new ArgumentOutOfRangeException(nameof(field), field, "not a single field"),
    };

    public static EventType TypeNamed(ReadOnlySpan<byte> name) => name switch
    {
        _ when name.SequenceEqual("gift.sent"u8) => EventType.GiftSent,
        _ when name.SequenceEqual("coin.purchased"u8) => EventType.CoinPurchased,
        _ when name.SequenceEqual("coin.purchase_declined"u8) => EventType.CoinPurchaseDeclined,
        _ when name.SequenceEqual("coin.refunded"u8) => EventType.CoinRefunded,
        _ when name.SequenceEqual("coin.charged_back"u8) => EventType.CoinChargedBack,
        _ when name.SequenceEqual("coin.chargeback_reversed"u8) => EventType.CoinChargebackReversed,
        _ when name.SequenceEqual("diamond.exchanged"u8) => EventType.DiamondExchanged,
        _ when name.SequenceEqual("diamond.withdrawn"u8) => EventType.DiamondWithdrawn,
        _ when name.SequenceEqual("account.signed_in"u8) => EventType.AccountSignedIn,
        _ when name.SequenceEqual("account.credentials_changed"u8) => EventType.AccountCredentialsChanged,
        _ when name.SequenceEqual("account.reported"u8) => EventType.AccountReported,
        _ when name.SequenceEqual("action.taken"u8) => EventType.ActionTaken,
        _ => EventType.None,
    };

    public static EventFields RequiredBy(EventType type) => EventFields.Always | type switch
    {
        EventType.CoinPurchased => EventFields.Purchase,
        EventType.CoinPurchaseDeclined => EventFields.Purchase | EventFields.DeclineCode,
        EventType.CoinRefunded or EventType.CoinChargedBack or EventType.CoinChargebackReversed => EventFields.Reversal,
        EventType.DiamondExchanged => EventFields.Diamonds | EventFields.Coins,
        EventType.DiamondWithdrawn => EventFields.Diamonds | EventFields.AmountUsd | EventFields.PayoutId,
        EventType.GiftSent => EventFields.Gift,
        EventType.ActionTaken => EventFields.Action | EventFields.Analyst,
        _ => EventFields.None,
    };

    /// <summary>Required and optional fields: only these are checked; all others are ignored whatever they hold.</summary>
    public static EventFields ReadBy(EventType type) => RequiredBy(type) | EventFields.Context | type switch
    {
        EventType.CoinPurchased or EventType.CoinPurchaseDeclined => EventFields.PayerId,
        EventType.GiftSent => EventFields.GiftContext,
        EventType.ActionTaken => EventFields.ActionContext | EventFields.Listing | EventFields.Purpose | EventFields.Until | EventFields.Owner,
        _ => EventFields.None,
    };

    /// <summary>
    /// Optional texts that are read as absent when they are too long: one device's odd token must not cost the event. Of what
    /// people decided nothing is guessed.
    /// </summary>
    public static EventFields ForgivenBy(EventType type) =>
        type == EventType.ActionTaken ? EventFields.None : ReadBy(type) & ~RequiredBy(type);

    /// <summary>Most characters of a text field.</summary>
    public static int LongestOf(EventFields field) => field switch
    {
        EventFields.EventId or EventFields.AccountId or EventFields.RecipientId or EventFields.PayerId => EventParser.MaxIdLength,
        _ => EventParser.MaxTokenLength,
    };

    public static bool IsText(EventFields field) => (field & (EventFields.EventId | EventFields.AccountId | EventFields.DeviceId
        | EventFields.IpHash | EventFields.IpCountry | EventFields.OrderId | EventFields.Currency | EventFields.StorefrontCountry
        | EventFields.InstrumentId | EventFields.InstrumentCountry | EventFields.PayerId | EventFields.DeclineCode | EventFields.PayoutId
        | EventFields.RecipientId | EventFields.GiftId | EventFields.RoomId | EventFields.MatchId | EventFields.FlagId | EventFields.Analyst
        | EventFields.HoldId | EventFields.Scope
        | EventFields.Subject | EventFields.Owner)) != 0;

    public static TextField TextFieldOf(EventFields field) => field switch
    {
        EventFields.EventId => TextField.EventId,
        EventFields.AccountId => TextField.AccountId,
        EventFields.DeviceId => TextField.DeviceId,
        EventFields.IpHash => TextField.IpHash,
        EventFields.IpCountry => TextField.IpCountry,
        EventFields.OrderId => TextField.OrderId,
        EventFields.Currency => TextField.Currency,
        EventFields.StorefrontCountry => TextField.StorefrontCountry,
        EventFields.InstrumentId => TextField.InstrumentId,
        EventFields.InstrumentCountry => TextField.InstrumentCountry,
        EventFields.PayerId => TextField.PayerId,
        EventFields.DeclineCode => TextField.DeclineCode,
        EventFields.PayoutId => TextField.PayoutId,
        EventFields.RecipientId => TextField.RecipientId,
        EventFields.GiftId => TextField.GiftId,
        EventFields.RoomId => TextField.RoomId,
        EventFields.MatchId => TextField.MatchId,
        EventFields.FlagId => TextField.FlagId,
        EventFields.Analyst => TextField.Analyst,
        EventFields.HoldId => TextField.HoldId,
        EventFields.Scope => TextField.Scope,
        EventFields.Subject => TextField.Subject,
        EventFields.Owner => TextField.Owner,
        _ => throw new ArgumentOutOfRangeException(nameof(field), field, "not a text field"),
    };

    private static EventFields OfLength4(ReadOnlySpan<byte> name) => name switch
    {
        _ when name.SequenceEqual("type"u8) => EventFields.Type,
        _ when name.SequenceEqual("list"u8) => EventFields.List,
        _ => EventFields.None,
    };

    private static EventFields OfLength5(ReadOnlySpan<byte> name) => name switch
    {
        _ when name.SequenceEqual("coins"u8) => EventFields.Coins,
        _ when name.SequenceEqual("scope"u8) => EventFields.Scope,
        _ when name.SequenceEqual("until"u8) => EventFields.Until,
        _ when name.SequenceEqual("owner"u8) => EventFields.Owner,
        _ => EventFields.None,
    };

    private static EventFields OfLength7(ReadOnlySpan<byte> name) => name switch
    {
        _ when name.SequenceEqual("gift_id"u8) => EventFields.GiftId,
        _ when name.SequenceEqual("ip_hash"u8) => EventFields.IpHash,
        _ when name.SequenceEqual("channel"u8) => EventFields.Channel,
        _ when name.SequenceEqual("room_id"u8) => EventFields.RoomId,
        _ when name.SequenceEqual("flag_id"u8) => EventFields.FlagId,
        _ when name.SequenceEqual("analyst"u8) => EventFields.Analyst,
        _ when name.SequenceEqual("hold_id"u8) => EventFields.HoldId,
        _ when name.SequenceEqual("subject"u8) => EventFields.Subject,
        _ when name.SequenceEqual("purpose"u8) => EventFields.Purpose,
        _ => EventFields.None,
    };

    private static EventFields OfLength8(ReadOnlySpan<byte> name) => name switch
    {
        _ when name.SequenceEqual("event_id"u8) => EventFields.EventId,
        _ when name.SequenceEqual("quantity"u8) => EventFields.Quantity,
        _ when name.SequenceEqual("diamonds"u8) => EventFields.Diamonds,
        _ when name.SequenceEqual("order_id"u8) => EventFields.OrderId,
        _ when name.SequenceEqual("currency"u8) => EventFields.Currency,
        _ when name.SequenceEqual("payer_id"u8) => EventFields.PayerId,
        _ when name.SequenceEqual("match_id"u8) => EventFields.MatchId,
        _ when name.SequenceEqual("acted_at"u8) => EventFields.ActedAt,
        _ when name.SequenceEqual("ended_at"u8) => EventFields.EndedAt,
        _ => EventFields.None,
    };

    private static EventFields OfLength9(ReadOnlySpan<byte> name) => name switch
    {
        _ when name.SequenceEqual("device_id"u8) => EventFields.DeviceId,
        _ when name.SequenceEqual("price_usd"u8) => EventFields.PriceUsd,
        _ when name.SequenceEqual("payout_id"u8) => EventFields.PayoutId,
        _ when name.SequenceEqual("placed_at"u8) => EventFields.PlacedAt,
        _ => EventFields.None,
    };

    private static EventFields OfLength10(ReadOnlySpan<byte> name) => name switch
    {
        _ when name.SequenceEqual("account_id"u8) => EventFields.AccountId,
        _ when name.SequenceEqual("ip_country"u8) => EventFields.IpCountry,
        _ when name.SequenceEqual("amount_usd"u8) => EventFields.AmountUsd,
        _ when name.SequenceEqual("expires_at"u8) => EventFields.ExpiresAt,
        _ => EventFields.None,
    };

    private static EventFields OfLength11(ReadOnlySpan<byte> name) => name switch
    {
        _ when name.SequenceEqual("occurred_at"u8) => EventFields.OccurredAt,
        _ when name.SequenceEqual("received_at"u8) => EventFields.ReceivedAt,
        _ => EventFields.None,
    };

    private static EventFields OfLength12(ReadOnlySpan<byte> name) => name switch
    {
        _ when name.SequenceEqual("recipient_id"u8) => EventFields.RecipientId,
        _ when name.SequenceEqual("room_viewers"u8) => EventFields.RoomViewers,
        _ when name.SequenceEqual("flag_version"u8) => EventFields.FlagVersion,
        _ when name.SequenceEqual("subject_kind"u8) => EventFields.SubjectKind,
        _ when name.SequenceEqual("decline_code"u8) => EventFields.DeclineCode,
        _ => EventFields.None,
    };

    private static EventFields OfLength18(ReadOnlySpan<byte> name) => name switch
    {
        _ when name.SequenceEqual("account_created_at"u8) => EventFields.AccountCreatedAt,
        _ when name.SequenceEqual("storefront_country"u8) => EventFields.StorefrontCountry,
        _ when name.SequenceEqual("instrument_country"u8) => EventFields.InstrumentCountry,
        _ => EventFields.None,
    };
}
