using FraudWatch.Detection.Accounts;
using FraudWatch.Detection.Decisions;
using FraudWatch.Detection.Events;
using FraudWatch.Detection.Ledger;

namespace FraudWatch.Detection;

/// <summary>
/// Carries chargebacks and people's decisions to everyone downstream of the coins: those accounts are judged at once, the
/// largest shares first. One owner: the detector.
/// </summary>
internal sealed class TaintTracker(AccountBook accounts, FlagBook flags, Judge judge, DetectorCounters counters)
{
    /// <summary>Accounts judged at once; the rest see their taint when they next act.</summary>
    private const int MostJudged = 128;

    /// <summary>Purchases of one account that a confirmed flag taints, the latest first.</summary>
    private const int MostLotsConfirmed = 64;

    private readonly TaintSpread _spread = new(accounts.Ledger);
    private readonly List<int> _lots = [];

    /// <summary>An order was charged back, or a dispute over it won: judges everyone who got its coins.</summary>
    public void FollowOrder(int order, in Moment moment, List<Decision> decisions)
    {
        _spread.FromOrder(order);
        JudgeHolders(null, moment, decisions);
    }

    /// <summary>
    /// A person decided about a flag: confirming it taints what its members bought. Dismissing it or undoing takes that back;
    /// a dismissal also lets its members off the chargebacks so far.
    /// </summary>
    public void NoteDecision(Guid flagId, ParsedEvent decision, in Moment moment, List<Decision> decisions)
    {
        if (flags.Find(flagId) is not FlagState flag)
        {
            return;
        }

        long seen = decision.FlagVersion == ParsedEvent.NotGiven ? long.MaxValue : decision.FlagVersion;
        if (decision.Action == ActionKind.Confirmed)
        {
            Confirm(flag, seen, moment, decisions);
        }
        else if (decision.Action is ActionKind.Dismissed or ActionKind.Undone)
        {
            bool dismissed = decision.Action == ActionKind.Dismissed;
            foreach (FlagMember member in flag.Members.Where(m => !dismissed || m.IsDecidedBy(seen)))
            {
                SetAbsolved(member.Account, dismissed);
            }

            _spread.FromLots(accounts.Taints.TakeBack(flagId));
            JudgeHolders(flag, moment, decisions);
        }
    }

    /// <summary>A person released an account's hold: the chargebacks so far no longer count against it.</summary>
    public void NoteRelease(int account)
    {
        if (account >= 0)
        {
            SetAbsolved(account, true);
        }
    }

    private void SetAbsolved(int account, bool absolved)
    {
        if (absolved)
        {
            accounts.Taints.Absolve(account);
        }
        else
        {
            accounts.Taints.Unabsolve(account);
        }
    }

    private void Confirm(FlagState flag, long seen, in Moment moment, List<Decision> decisions)
    {
        _lots.Clear();
        foreach (FlagMember member in flag.Members)
        {
            if (member.Role.IsAccused() && member.IsDecidedBy(seen))
            {
                _lots.AddRange(accounts.Taints.Confirm(flag.Id, member.Account, flag.FirstEventAt, MostLotsConfirmed));
            }
        }

        _spread.FromLots(_lots);
        JudgeHolders(flag, moment, decisions);
    }

    /// <summary>Members of the flag that was just decided are left alone: their next evidence opens the next episode.</summary>
    private void JudgeHolders(FlagState? decided, in Moment moment, List<Decision> decisions)
    {
        bool truncated = _spread.Truncated || _spread.Holders.Length > MostJudged;
        counters.TruncatedSpreads += truncated ? 1 : 0;
        foreach (int place in _spread.Largest(MostJudged))
        {
            int account = _spread.Holders[place].Account;
            if (decided is null || !decided.Has(account))
            {
                judge.Consider(accounts[account], moment with { Truncated = truncated, TakesGroup = false }, decisions);
            }
        }
    }
}
