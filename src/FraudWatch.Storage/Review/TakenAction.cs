using System.Text;
using FraudWatch.Detection.Decisions;
using FraudWatch.Detection.Events;

namespace FraudWatch.Storage;

/// <summary>What a person decided, as <c>fraud-actions</c> tells it: enough for a row of the audit that a record which went back has lost.</summary>
/// <param name="ActionId">The audit's id, which names the event.</param>
/// <param name="Action">What was done, as on the wire.</param>
/// <param name="AccountId">About whom.</param>
/// <param name="FlagId">About which flag; null for none.</param>
/// <param name="HoldId">About which hold; null for none.</param>
/// <param name="Analyst">Who did it.</param>
/// <param name="ActedAt">When, wall time, Unix milliseconds.</param>
/// <param name="OccurredAt">The detector's clock then, Unix milliseconds.</param>
public sealed record TakenAction(
    Guid ActionId, string Action, string AccountId, Guid? FlagId, Guid? HoldId, string Analyst, long ActedAt, long OccurredAt)
{
    private const string Prefix = "action-";

    /// <summary>Null for an event that no audit has named.</summary>
    public static TakenAction? Of(ParsedEvent message)
    {
        string id = TextIn(message, TextField.EventId);
        return message.Type == EventType.ActionTaken && message.Action != ActionKind.None
            && id.StartsWith(Prefix, StringComparison.Ordinal) && Guid.TryParse(id.AsSpan(Prefix.Length), out Guid action)
            ? new TakenAction(
                action,
                Wire.Name(message.Action),
                TextIn(message, TextField.AccountId),
                IdIn(message, TextField.FlagId),
                IdIn(message, TextField.HoldId),
                TextIn(message, TextField.Analyst),
                message.ActedAt == ParsedEvent.NotGiven ? message.OccurredAt : message.ActedAt,
                message.OccurredAt)
            : null;
    }

    private static string TextIn(ParsedEvent message, TextField field) => Encoding.UTF8.GetString(message.Text(field));

    private static Guid? IdIn(ParsedEvent message, TextField field) => Guid.TryParse(message.Text(field), null, out Guid id) ? id : null;
}
