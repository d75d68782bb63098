using FraudWatch.Detection.Events;

namespace FraudWatch.Worker.Silence;

/// <summary>An optional field whose going missing would blind detection: no error tells of it.</summary>
/// <param name="Topic">Where it is sent.</param>
/// <param name="Name">Its wire name.</param>
/// <param name="IsThere">Whether an event carries it.</param>
internal sealed record WatchedField(Topic Topic, string Name, Func<ParsedEvent, bool> IsThere)
{
    public static IReadOnlyList<WatchedField> All { get; } =
    [
        Text(Topic.CoinEvents, "device_id", TextField.DeviceId),
        Text(Topic.CoinEvents, "ip_hash", TextField.IpHash),
        Text(Topic.CoinEvents, "ip_country", TextField.IpCountry),
        new(Topic.CoinEvents, "account_created_at", static e => e.AccountCreatedAt != ParsedEvent.NotGiven),
        Text(Topic.GiftEvents, "device_id", TextField.DeviceId),
        Text(Topic.GiftEvents, "ip_hash", TextField.IpHash),
        Text(Topic.GiftEvents, "room_id", TextField.RoomId),
        new(Topic.GiftEvents, "watched_seconds", static e => e.WatchedSeconds != ParsedEvent.NotGiven),
    ];

    public string Subject => $"{Topics.NameOf(Topic)}.{Name}";

    private static WatchedField Text(Topic topic, string name, TextField field) => new(topic, name, e => e.Has(field));
}
