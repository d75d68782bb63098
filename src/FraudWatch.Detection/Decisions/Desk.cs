using System.Text;
using FraudWatch.Detection.Events;

namespace FraudWatch.Detection.Decisions;

/// <summary>
/// Takes what people decided (topic <c>fraud-actions</c>) to the flag or hold that it is about. An action that names neither,
/// or one that this detector never saw, changes nothing: it may be older than the log. One owner: the detector.
/// </summary>
internal sealed class Desk(FlagBook flags, HoldBook holds)
{
    public void Take(ParsedEvent action, long clock, List<Decision> decisions)
    {
        if (HoldActionOf(action) is HoldAction onHold)
        {
            holds.Apply(onHold, clock, decisions);
        }
        else if (IdIn(action, TextField.FlagId) is Guid flag)
        {
            flags.Apply(flag, action.Action, clock, decisions);
        }
    }

    /// <summary>Null for an action on a flag: it names no hold.</summary>
    private static HoldAction? HoldActionOf(ParsedEvent action)
    {
        if (IdIn(action, TextField.HoldId) is not Guid hold || Wire.TryParse<HoldScope>(TextIn(action, TextField.Scope)) is not HoldScope scope)
        {
            return null;
        }

        return new HoldAction
        {
            Kind = action.Action,
            HoldId = hold,
            Account = TextIn(action, TextField.AccountId),
            Scope = scope,
            FlagId = IdIn(action, TextField.FlagId),
            Analyst = TextIn(action, TextField.Analyst),
            PlacedAt = action.PlacedAt,
            ExpiresAt = action.ExpiresAt,
            EndedAt = action.EndedAt,
        };
    }

    private static Guid? IdIn(ParsedEvent action, TextField field) =>
        action.Has(field) && Guid.TryParse(action.Text(field), null, out Guid id) ? id : null;

    private static string TextIn(ParsedEvent action, TextField field) => Encoding.UTF8.GetString(action.Text(field));
}
