namespace FraudWatch.Detection.Events;

/// <summary>The text fields of an event that the program reads. All of them are opaque tokens.</summary>
public enum TextField : byte
{
    EventId,
    AccountId,
    DeviceId,
    IpHash,
    IpCountry,
    OrderId,
    Currency,
    StorefrontCountry,
    InstrumentId,
    InstrumentCountry,
    PayerId,
    DeclineCode,
    PayoutId,
    RecipientId,
    GiftId,
    RoomId,
    MatchId,
    FlagId,
    Analyst,
    HoldId,
    Scope,
    Subject,
    Owner,
}
