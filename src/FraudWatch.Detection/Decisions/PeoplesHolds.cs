using FraudWatch.Detection.Events;
using FraudWatch.Detection.State;

namespace FraudWatch.Detection.Decisions;

/// <summary>
/// The holds that people placed, as far as the log tells: policy need not stop what they stop already. The record keeps them
/// by itself and ends them by the wall clock; here they are over when the detector's clock passes their end.
/// One owner: the hold book.
/// </summary>
internal sealed class PeoplesHolds : ISavedState
{
    private readonly Dictionary<(string Account, HoldScope Scope), List<Hold>> _active = [];

    /// <summary>True when people stop as much of the account until at least then.</summary>
    public bool Cover(string account, HoldScope scope, long until) =>
        _active.Count > 0 && (LastsUntil((account, scope), until) || LastsUntil((account, HoldScope.Account), until));

    /// <summary>Places or renews a person's hold; null when the event does not tell enough of it.</summary>
    public Hold? Take(HoldAction action, long clock)
    {
        if (action.PlacedAt == ParsedEvent.NotGiven || action.ExpiresAt <= Math.Max(clock, action.PlacedAt)
            || action.Analyst.StartsWith("policy:", StringComparison.Ordinal))
        {
            return null;
        }

        (string, HoldScope) key = (action.Account, action.Scope);
        List<Hold> holds = _active.TryGetValue(key, out List<Hold>? known) ? known : _active[key] = [];
        holds.RemoveAll(h => h.ExpiresAt <= clock);
        int place = holds.FindIndex(h => h.HoldId == action.HoldId);
        Hold hold = place < 0 ? NewHold(action) : holds[place] with { Version = holds[place].Version + 1, ExpiresAt = action.ExpiresAt };
        if (place < 0)
        {
            holds.Add(hold);
        }
        else
        {
            holds[place] = hold;
        }

        return hold;
    }

    /// <summary>An active hold, as the record has it.</summary>
    public void Recall(Hold hold)
    {
        (string, HoldScope) key = (hold.AccountId, hold.Scope);
        List<Hold> holds = _active.TryGetValue(key, out List<Hold>? known) ? known : _active[key] = [];
        if (!holds.Exists(h => h.HoldId == hold.HoldId))
        {
            holds.Add(hold);
        }
    }

    /// <summary>Ends a person's hold; null when it is none of these.</summary>
    public Hold? Release(HoldAction action, long endedAt)
    {
        (string, HoldScope) key = (action.Account, action.Scope);
        if (!_active.TryGetValue(key, out List<Hold>? holds) || holds.Find(h => h.HoldId == action.HoldId) is not Hold hold)
        {
            return null;
        }

        holds.Remove(hold);
        if (holds.Count == 0)
        {
            _active.Remove(key);
        }

        return hold with { Version = hold.Version + 1, Status = HoldStatus.Released, EndedAt = endedAt };
    }

    public void Save(StateWriter to)
    {
        to.Count(_active.Count);
        foreach (((string account, HoldScope scope), List<Hold> holds) in _active.OrderBy(h => h.Key.Account, StringComparer.Ordinal).ThenBy(h => h.Key.Scope))
        {
            to.Text(account);
            to.Choice(scope);
            to.Count(holds.Count);
            holds.ForEach(hold => hold.Save(to));
        }
    }

    public void Load(StateReader from)
    {
        for (int left = from.Count(); left > 0; left--)
        {
            (string, HoldScope) key = (from.Text(), from.Choice<HoldScope>());
            List<Hold> holds = _active[key] = [];
            for (int more = from.Count(); more > 0; more--)
            {
                holds.Add(Hold.Load(from));
            }
        }
    }

    private bool LastsUntil((string, HoldScope) key, long until) =>
        _active.TryGetValue(key, out List<Hold>? holds) && holds.Exists(h => h.ExpiresAt >= until);

    private static Hold NewHold(HoldAction action) => new()
    {
        HoldId = action.HoldId,
        Version = 1,
        AccountId = action.Account,
        Scope = action.Scope,
        Status = HoldStatus.Active,
        FlagId = action.FlagId,
        PlacedAt = action.PlacedAt,
        ExpiresAt = action.ExpiresAt,
        EndedAt = null,
        ReasonCodes = ["ANALYST_DECISION"],
        PlacedBy = action.Analyst,
    };
}
