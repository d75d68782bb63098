using FraudWatch.Detection.Accounts;
using FraudWatch.Detection.State;

namespace FraudWatch.Detection.Decisions;

/// <summary>
/// Policy holds: places narrow ones, lets them expire by the detector's clock, and keeps the daily cap.
/// One owner: the detector.
/// </summary>
internal sealed class HoldBook(DecisionPolicy policy, AccountBook accounts) : ISavedState, ISavedFigures
{
    private const long Hour = 60L * 60 * 1000;
    private const long Day = 24 * Hour;

    private readonly Dictionary<(int Account, HoldScope Scope), Hold> _active = [];
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
            Hold hold = _active[key];
            _active.Remove(key);
            decisions.Add(new Decision(hold with { Version = hold.Version + 1, Status = HoldStatus.Expired, EndedAt = due.ExpiresAt }));
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
        }

        if (account.LastActiveDay != _day)
        {
            account.LastActiveDay = _day;
            _activeToday++;
        }
    }

    /// <summary>Places what the policy asks for on one account of a flag, as far as it applies to the account.</summary>
    public void Place(FlagState flag, in FlagMember member, long clock, List<Decision> decisions)
    {
        AccountState account = accounts[member.Account];
        if (RestsOnOneRefund(flag, account) || Families(flag) < policy.EvidenceFamiliesForHold)
        {
            return;
        }

        foreach (HoldRule rule in policy.RulesFor(flag.Typology))
        {
            if (!Applies(rule.Scope, account) || _active.ContainsKey((member.Account, rule.Scope)))
            {
                continue;
            }

            if (_newlyHeldToday >= Math.Max(policy.DailyHoldsAlwaysAllowed, (long)(policy.LargestDailyHoldShare * _activeToday)))
            {
                Refused++;
                continue;
            }

            _newlyHeldToday++;
            decisions.Add(new Decision(Start(flag, member.Account, rule, clock)));
        }
    }

    public void Save(StateWriter to)
    {
        to.Figures(this);
        to.Count(_active.Count);
        foreach (((int account, _), Hold hold) in _active.OrderBy(h => h.Key))
        {
            to.Small(account);
            hold.Save(to);
        }

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
            _active.Add((account, hold.Scope), hold);
        }

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
        _active.Add(key, hold);
        _expiries.Enqueue(key, (hold.ExpiresAt, _placed++));
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
}
