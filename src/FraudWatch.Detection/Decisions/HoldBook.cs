using System.Text;
using FraudWatch.Detection.Accounts;
using FraudWatch.Detection.Events;
using FraudWatch.Detection.State;

namespace FraudWatch.Detection.Decisions;

/// <summary>
/// Policy holds: places narrow ones, renews them while evidence is new, lets them expire by the detector's clock, and keeps the
/// daily cap. What a person released stays released for the flags there were. A person decides on what the record shows, which may be a hold
/// that has just expired here: the person's word stands. One owner: the detector.
/// </summary>
internal sealed partial class HoldBook(DecisionPolicy policy, AccountBook accounts) : ISavedState, ISavedFigures
{
    private const long Hour = 60L * 60 * 1000;
    private const long Day = 24 * Hour;

    /// <summary>A policy hold that was renewed again and again still ends so long after it was placed.</summary>
    private const long LongestHold = 30 * Day;

    /// <summary>A person's action may come so long after the expiry that it was decided before: the detector may be catching up.</summary>
    private const long LatestAction = 7 * Day;

    private const int DaysHeldLately = 30;

    private static readonly HoldScope[] Scopes = Enum.GetValues<HoldScope>();

    private readonly Dictionary<(int Account, HoldScope Scope), ActiveHold> _active = [];

    /// <summary>By people: flags raised up to then place no hold of that scope again.</summary>
    private readonly EndedHolds _released = new();

    /// <summary>Lately.</summary>
    private readonly EndedHolds _expired = new();
    private readonly PeoplesHolds _people = new();
    private readonly Dictionary<(int Account, HoldScope Scope), int> _placedBefore = [];
    private readonly PriorityQueue<(int Account, HoldScope Scope), (long ExpiresAt, long Placed)> _expiries = new();
    private long _placed;
    private long _day = long.MinValue;
    private int _newlyHeldToday;
    private long _activeToday;

    /// <summary>Holds that the daily cap refused.</summary>
    public long Refused { get; private set; }

    /// <summary>Ends the holds whose time has come.</summary>
    public void Expire(long clock, List<Decision> decisions)
    {
        while (_expiries.TryPeek(out (int Account, HoldScope Scope) key, out (long ExpiresAt, long Placed) due) && due.ExpiresAt <= clock)
        {
            _expiries.Dequeue();

            // One that was renewed or released meanwhile is not what this entry was made for.
            if (_active.TryGetValue(key, out ActiveHold active) && active.Sequence == due.Placed)
            {
                Hold expired = End(key, active, HoldStatus.Expired, due.ExpiresAt);
                _expired.Note(key, new EndedHold(expired, active.FlagTellings, clock));
                decisions.Add(new Decision(expired));
            }
        }
    }

    /// <summary>What a person did about a hold; one that is not known here is left as it is.</summary>
    public void Apply(HoldAction action, long clock, List<Decision> decisions)
    {
        Hold? changed = action.Kind switch
        {
            ActionKind.Held => Extend(action, clock, decisions) ?? _people.Take(action, clock),
            ActionKind.Released => Release(action, clock) ?? _people.Release(action, EndOf(action, clock)),
            ActionKind.Undone => BringBack(action, clock, decisions),
            _ => null,
        };
        if (changed is not null)
        {
            decisions.Add(new Decision(changed) { AnswersAction = true });
        }
    }

    /// <summary>Counts the accounts active on a day of the detector's clock, which the daily cap is a share of.</summary>
    public void NoteActive(AccountState account, long clock)
    {
        if (clock / Day != _day)
        {
            _day = clock / Day;
            _newlyHeldToday = 0;
            _activeToday = 0;
            _expired.ForgetBefore(clock - LatestAction);
        }

        if (account.LastActiveDay != _day)
        {
            account.LastActiveDay = _day;
            _activeToday++;
        }
    }

    /// <summary>Places what the policy asks for on one account of a flag, as far as it applies to the account.</summary>
    public void Place(FlagState flag, (int Account, bool PayoutsOnly) member, long clock, List<Decision> decisions)
    {
        AccountState account = accounts[member.Account];
        if (RestsOnOneRefund(flag, account) || Families(flag) < policy.EvidenceFamiliesForHold)
        {
            return;
        }

        foreach (HoldRule rule in policy.RulesFor(flag.Typology))
        {
            (int, HoldScope) key = (member.Account, rule.Scope);
            if (member.PayoutsOnly && rule.Scope != HoldScope.Withdrawal)
            {
                continue;
            }

            if (_active.ContainsKey(key))
            {
                RenewIfNew(key, flag, rule, clock, decisions);
            }
            else if (Applies(rule.Scope, account) && !IsSettled(key, flag, clock + (rule.Hours * Hour)))
            {
                PlaceWithinCap(flag, member.Account, rule, clock, decisions);
            }
        }
    }

    /// <summary>
    /// Ends what policy holds for a flag on an account that the flag no longer accuses. What a person renewed or brought back stays:
    /// it is that person's decision. Should the flag accuse the account again, it is held anew.
    /// </summary>
    public void Lift(FlagState flag, int account, long clock, List<Decision> decisions)
    {
        foreach (HoldScope scope in Scopes)
        {
            if (_active.TryGetValue((account, scope), out ActiveHold active) && active.Hold.FlagId == flag.Id && !active.IsKept)
            {
                decisions.Add(new Decision(End((account, scope), active, HoldStatus.Released, clock)));
            }
        }
    }

    /// <summary>Takes over what the record holds, where it is newer than what is known here.</summary>
    /// <param name="known">All holds on record.</param>
    /// <param name="flagVersion">What a flag has said so far: only what it says from here on renews a hold.</param>
    public void Recall(IEnumerable<RecalledHold> known, Func<Guid, int> flagVersion)
    {
        foreach (IGrouping<(string Account, HoldScope Scope), RecalledHold> holds in known.GroupBy(r => (r.Hold.AccountId, r.Hold.Scope)))
        {
            AccountState account = accounts.Touch(Encoding.UTF8.GetBytes(holds.Key.Account), holds.Min(r => r.Hold.PlacedAt));
            (int, HoldScope Scope) key = (account.Index, holds.Key.Scope);
            RecalledHold[] policys = [.. holds.Where(r => r.Hold.IsByPolicy).OrderBy(r => r.Hold.PlacedAt).ThenBy(r => r.Hold.HoldId)];
            if (policys.Length > 0)
            {
                // The next one's id counts those before it.
                _placedBefore[key] = Math.Max(_placedBefore.GetValueOrDefault(key), policys.Length);
                account.LastHeldDay = Math.Max(account.LastHeldDay, (int)(policys[^1].Hold.PlacedAt / Day));
                Recall(key, policys[^1], policys[^1].Hold.FlagId is Guid flag ? flagVersion(flag) : 0);
            }

            foreach (RecalledHold person in holds.Where(r => !r.Hold.IsByPolicy && r.Hold.Status == HoldStatus.Active))
            {
                _people.Recall(person.Hold);
            }
        }
    }

    private void Recall((int Account, HoldScope Scope) key, RecalledHold last, int flagVersion)
    {
        bool isKnown = _active.TryGetValue(key, out ActiveHold active) && active.Hold.HoldId == last.Hold.HoldId;
        if (isKnown && active.Hold.Version >= last.DetectorVersion)
        {
            return;
        }

        Hold hold = last.Hold with { Version = last.DetectorVersion };
        _active.Remove(key);
        if (hold.Status == HoldStatus.Active)
        {
            Keep(key, hold, flagVersion, last.IsChangedByPerson);
        }
        else if (hold.Status == HoldStatus.Released && last.IsChangedByPerson)
        {
            _released.Note(key, new EndedHold(hold, flagVersion, hold.EndedAt ?? hold.PlacedAt));
        }
        else if (hold.Status == HoldStatus.Expired)
        {
            _expired.Note(key, new EndedHold(hold, flagVersion, hold.EndedAt ?? hold.ExpiresAt));
        }
    }

    private void PlaceWithinCap(FlagState flag, int account, HoldRule rule, long clock, List<Decision> decisions)
    {
        // The cap is on people hit, not on scopes: whoever was held within a month is not hit anew by one more hold.
        AccountState held = accounts[account];
        bool isNewlyHeld = held.LastHeldDay == AccountState.Never || _day - held.LastHeldDay > DaysHeldLately;
        if (isNewlyHeld && _newlyHeldToday >= Math.Max(policy.DailyHoldsAlwaysAllowed, (long)(policy.LargestDailyHoldShare * _activeToday)))
        {
            Refused++;
            return;
        }

        _newlyHeldToday += isNewlyHeld ? 1 : 0;
        held.LastHeldDay = _day;
        decisions.Add(new Decision(Start(flag, account, rule, clock)));
    }

    /// <summary>A person released it after this flag was raised, or a person's own hold stops as much for as long.</summary>
    private bool IsSettled((int Account, HoldScope Scope) key, FlagState flag, long until) =>
        (_released.TryFind(key, out EndedHold released) && flag.RaisedAt <= released.At)
        || _people.Cover(accounts.NameOf(key.Account), key.Scope, until);

    /// <summary>In its second half, a hold whose flag has said something new since is given its whole time again.</summary>
    private void RenewIfNew((int Account, HoldScope Scope) key, FlagState flag, HoldRule rule, long clock, List<Decision> decisions)
    {
        ActiveHold active = _active[key];
        Hold hold = active.Hold;
        long until = Math.Min(clock + (rule.Hours * Hour), hold.PlacedAt + LongestHold);
        if (hold.FlagId != flag.Id || flag.Tellings <= active.FlagTellings || clock < hold.ExpiresAt - (rule.Hours * Hour / 2) || until <= hold.ExpiresAt)
        {
            return;
        }

        hold = hold with { Version = hold.Version + 1, ExpiresAt = until };
        Keep(key, hold, flag.Tellings, active.IsKept);
        decisions.Add(new Decision(hold));
    }

    /// <summary>A renewal, of a hold that is active or had just expired when the event came. An end that is over by now ends it at the next event.</summary>
    private Hold? Extend(HoldAction action, long clock, List<Decision> decisions)
    {
        (int, HoldScope) key = KeyOf(action);
        if (TryFind(action, key, out ActiveHold active) && action.ExpiresAt > active.Hold.PlacedAt)
        {
            Hold hold = active.Hold with { Version = active.Hold.Version + 1, ExpiresAt = action.ExpiresAt };
            Keep(key, hold, active.FlagTellings, isKept: true);
            return hold;
        }

        return _expired.TryFind(key, action.HoldId, out EndedHold expired) && action.ExpiresAt > expired.Hold.PlacedAt
            ? Revive(key, expired with { Hold = expired.Hold with { ExpiresAt = action.ExpiresAt } }, clock, decisions)
            : null;
    }

    private Hold? Release(HoldAction action, long clock)
    {
        (int, HoldScope) key = KeyOf(action);
        long at = EndOf(action, clock);
        if (TryFind(action, key, out ActiveHold active))
        {
            return NoteReleased(key, End(key, active, HoldStatus.Released, at), active.FlagTellings, clock);
        }

        return _expired.TryFind(key, action.HoldId, out EndedHold expired)
            ? NoteReleased(key, expired.Hold with { Version = expired.Hold.Version + 1, Status = HoldStatus.Released, EndedAt = at }, expired.FlagTellings, clock)
            : null;
    }

    private Hold NoteReleased((int Account, HoldScope Scope) key, Hold hold, int flagVersion, long clock)
    {
        _expired.Remove(key);
        _released.Note(key, new EndedHold(hold, flagVersion, clock));
        return hold;
    }

    /// <summary>Undoes a release: the hold is active again, for the rest of its time.</summary>
    private Hold? BringBack(HoldAction action, long clock, List<Decision> decisions)
    {
        (int, HoldScope) key = KeyOf(action);
        return _released.TryFind(key, action.HoldId, out EndedHold released) ? Revive(key, released, clock, decisions) : null;
    }

    /// <summary>An ended hold is active again, as a person decided; one that policy placed meanwhile makes way for it.</summary>
    private Hold Revive((int Account, HoldScope Scope) key, in EndedHold ended, long clock, List<Decision> decisions)
    {
        if (_active.TryGetValue(key, out ActiveHold other))
        {
            decisions.Add(new Decision(End(key, other, HoldStatus.Released, clock)));
        }

        Hold hold = ended.Hold with { Version = ended.Hold.Version + 1, Status = HoldStatus.Active, EndedAt = null };
        _released.Remove(key);
        _expired.Remove(key);
        Keep(key, hold, ended.FlagTellings, isKept: true);
        return hold;
    }

    private (int Account, HoldScope Scope) KeyOf(HoldAction action) => (accounts.Ids.Find(Encoding.UTF8.GetBytes(action.Account)), action.Scope);

    private bool TryFind(HoldAction action, (int, HoldScope) key, out ActiveHold active) =>
        _active.TryGetValue(key, out active) && active.Hold.HoldId == action.HoldId;

    private void Keep((int Account, HoldScope Scope) key, Hold hold, int flagVersion, bool isKept)
    {
        _active[key] = new ActiveHold(hold, flagVersion, _placed, isKept);
        _expiries.Enqueue(key, (hold.ExpiresAt, _placed++));
    }

    private Hold End((int Account, HoldScope Scope) key, in ActiveHold active, HoldStatus status, long at)
    {
        _active.Remove(key);
        return active.Hold with { Version = active.Hold.Version + 1, Status = status, EndedAt = at };
    }

    /// <summary>As the record has it; the detector's clock where the event does not say.</summary>
    private static long EndOf(HoldAction action, long clock) => action.EndedAt == ParsedEvent.NotGiven ? clock : action.EndedAt;

    /// <summary>A single refund is a customer's right: somebody's child, a second thought. It takes a habit, or a chargeback.</summary>
    private static bool RestsOnOneRefund(FlagState flag, AccountState account) =>
        flag.Typology == Typology.RefundAbuse && account.Refunds < 2 && account.Chargebacks == 0;

    private static int Families(FlagState flag) => flag.Reasons.Select(r => r.Family).Distinct().Count();

    private bool Applies(HoldScope scope, AccountState account) => scope switch
    {
        HoldScope.Withdrawal or HoldScope.Exchange => account.ReceivedDiamonds > 0,
        HoldScope.Gifting => accounts.Ledger.CoinsHeld(account.Index) > 0 || account.GiftsSent > 0,
        HoldScope.Purchase => account.Purchases + account.Declines > 0,
        _ => false,
    };

    private Hold Start(FlagState flag, int account, HoldRule rule, long clock)
    {
        (int, HoldScope Scope) key = (account, rule.Scope);
        int before = _placedBefore.GetValueOrDefault(key);
        _placedBefore[key] = before + 1;
        string name = accounts.NameOf(account);
        var hold = new Hold
        {
            HoldId = NameBasedId.Of("hold", name, Wire.Name(rule.Scope), before.ToString()),
            Version = 1,
            AccountId = name,
            Scope = rule.Scope,
            Status = HoldStatus.Active,
            FlagId = flag.Id,
            PlacedAt = clock,
            ExpiresAt = clock + (rule.Hours * Hour),
            EndedAt = null,
            ReasonCodes = [ReasonCode(flag.Typology, rule.Scope)],
            PlacedBy = $"policy:{policy.Version}",
        };
        Keep(key, hold, flag.Tellings, isKept: false);
        return hold;
    }

    /// <summary>The reason as the person concerned will read it (domain §4.2); AML-driven ones say no more than PAYOUT_REVIEW.</summary>
    private static string ReasonCode(Typology typology, HoldScope scope) => (typology, scope) switch
    {
        (_, HoldScope.Withdrawal) => "PAYOUT_REVIEW",
        (Typology.CardedStock or Typology.GiftCardStock, _) => "PAY_UNVERIFIED",
        (Typology.TopupAgent or Typology.AccountStock or Typology.PayerHub or Typology.RegionArbitrage, _) => "UNOFFICIAL_TOPUP",
        (Typology.AccountTakeover, _) => "ACCT_SECURITY",
        (Typology.RefundAbuse, _) => "REFUND_DEBT",
        _ => "GIFT_ACTIVITY_REVIEW",
    };

    /// <summary>An active policy hold.</summary>
    /// <param name="Hold">As last published.</param>
    /// <param name="FlagTellings">What its flag had said when it was placed or renewed.</param>
    /// <param name="Sequence">Names its one valid entry in the queue of expiries.</param>
    /// <param name="IsKept">A person renewed it, or took a release back.</param>
    private readonly record struct ActiveHold(Hold Hold, int FlagTellings, long Sequence, bool IsKept);
}
