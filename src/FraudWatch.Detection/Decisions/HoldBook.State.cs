using FraudWatch.Detection.State;

namespace FraudWatch.Detection.Decisions;

/// <content>How the holds are saved and loaded.</content>
internal sealed partial class HoldBook
{
    public void Save(StateWriter to)
    {
        to.Figures(this);
        to.Count(_active.Count);
        foreach (((int account, _), ActiveHold active) in _active.OrderBy(h => h.Key))
        {
            to.Small(account);
            active.Hold.Save(to);
            to.Small(active.FlagTellings);
            to.Number(active.Sequence);
            to.Bool(active.IsKept);
        }

        to.Part(_released);
        to.Part(_expired);
        to.Part(_people);

        to.Count(_placedBefore.Count);
        foreach (((int account, HoldScope scope), int before) in _placedBefore.OrderBy(p => p.Key))
        {
            to.Small(account);
            to.Choice(scope);
            to.Small(before);
        }

        to.Count(_expiries.Count);
        foreach (((int account, HoldScope scope), (long expiresAt, long placed)) in _expiries.UnorderedItems.OrderBy(e => e.Priority))
        {
            to.Small(account);
            to.Choice(scope);
            to.Time(expiresAt);
            to.Number(placed);
        }
    }

    public void Load(StateReader from)
    {
        from.Figures(this);
        for (int left = from.Count(); left > 0; left--)
        {
            int account = from.Small();
            Hold hold = Hold.Load(from);
            _active.Add((account, hold.Scope), new ActiveHold(hold, from.Small(), from.Number(), from.Bool()));
        }

        from.Part(_released);
        from.Part(_expired);
        from.Part(_people);

        for (int left = from.Count(); left > 0; left--)
        {
            _placedBefore.Add((from.Small(), from.Choice<HoldScope>()), from.Small());
        }

        for (int left = from.Count(); left > 0; left--)
        {
            _expiries.Enqueue((from.Small(), from.Choice<HoldScope>()), (from.Time(), from.Number()));
        }
    }

    void ISavedFigures.Exchange<TFields>(TFields state)
    {
        _placed = state.Number(_placed);
        _day = state.Time(_day);
        _newlyHeldToday = state.Small(_newlyHeldToday);
        _activeToday = state.Number(_activeToday);
        Refused = state.Number(Refused);
    }
}
