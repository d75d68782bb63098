using FraudWatch.Detection.State;

namespace FraudWatch.Detection.Decisions;

/// <summary>Policy holds that are over, the last one of each account and scope. One owner: the hold book.</summary>
internal sealed class EndedHolds : ISavedState
{
    private readonly Dictionary<(int Account, HoldScope Scope), EndedHold> _holds = [];

    public void Note((int Account, HoldScope Scope) key, EndedHold hold) => _holds[key] = hold;

    public void Remove((int Account, HoldScope Scope) key) => _holds.Remove(key);

    public bool TryFind((int Account, HoldScope Scope) key, out EndedHold hold) => _holds.TryGetValue(key, out hold);

    /// <summary>The one that an action is about.</summary>
    public bool TryFind((int Account, HoldScope Scope) key, Guid holdId, out EndedHold hold) => _holds.TryGetValue(key, out hold) && hold.Hold.HoldId == holdId;

    public void ForgetBefore(long at)
    {
        foreach ((int, HoldScope) key in _holds.Where(h => h.Value.At < at).Select(h => h.Key).ToArray())
        {
            _holds.Remove(key);
        }
    }

    public void Save(StateWriter to)
    {
        to.Count(_holds.Count);
        foreach (((int account, _), EndedHold hold) in _holds.OrderBy(h => h.Key))
        {
            to.Small(account);
            hold.Hold.Save(to);
            to.Small(hold.FlagTellings);
            to.Time(hold.At);
        }
    }

    public void Load(StateReader from)
    {
        for (int left = from.Count(); left > 0; left--)
        {
            int account = from.Small();
            Hold hold = Hold.Load(from);
            _holds.Add((account, hold.Scope), new EndedHold(hold, from.Small(), from.Time()));
        }
    }
}

/// <summary>A policy hold that is over.</summary>
/// <param name="Hold">As it was then.</param>
/// <param name="FlagTellings">What its flag had said when it was placed or renewed.</param>
/// <param name="At">The detector's clock then.</param>
internal readonly record struct EndedHold(Hold Hold, int FlagTellings, long At);
