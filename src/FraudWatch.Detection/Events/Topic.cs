namespace FraudWatch.Detection.Events;

/// <summary>The topics events come from, in the order that breaks ties between partition clocks (by topic name, ordinal).</summary>
public enum Topic : byte
{
    CoinEvents = 0,
    FraudActions = 1,
    GiftEvents = 2,
}

/// <summary>Topic names on the wire.</summary>
public static class Topics
{
    public const string CoinEvents = "coin-events";
    public const string FraudActions = "fraud-actions";
    public const string GiftEvents = "gift-events";
    public const string DeadLetters = "fraudwatch-dead-letters";
    public const string Decisions = "fraud-decisions";

    /// <summary>The topics that carry events, in tie order.</summary>
    public static IReadOnlyList<Topic> All { get; } = [Topic.CoinEvents, Topic.FraudActions, Topic.GiftEvents];

    public static string NameOf(Topic topic) => topic switch
    {
        Topic.CoinEvents => CoinEvents,
        Topic.FraudActions => FraudActions,
        Topic.GiftEvents => GiftEvents,
        _ => throw new ArgumentOutOfRangeException(nameof(topic), topic, "not a topic that carries events"),
    };

    /// <summary>The topic with this name, or null.</summary>
    public static Topic? Parse(string name) => name switch
    {
        CoinEvents => Topic.CoinEvents,
        FraudActions => Topic.FraudActions,
        GiftEvents => Topic.GiftEvents,
        _ => null,
    };

    /// <summary>The topic that an event of this type belongs to (contract §1).</summary>
    public static Topic Of(EventType type) => type switch
    {
        EventType.GiftSent => Topic.GiftEvents,
        EventType.ActionTaken => Topic.FraudActions,
        _ => Topic.CoinEvents,
    };
}
