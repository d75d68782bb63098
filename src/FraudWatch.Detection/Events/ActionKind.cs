namespace FraudWatch.Detection.Events;

/// <summary>What a person decided (topic <c>fraud-actions</c>).</summary>
public enum ActionKind : byte
{
    None = 0,
    Confirmed = 1,
    Dismissed = 2,
    Escalated = 3,
    Snoozed = 4,
    Suppressed = 5,
    Held = 6,
    Released = 7,
    Listed = 8,
    Labelled = 9,
    Undone = 10,
}
