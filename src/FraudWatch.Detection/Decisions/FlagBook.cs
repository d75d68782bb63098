using System.Text;
using FraudWatch.Detection.Accounts;
using FraudWatch.Detection.Events;
using FraudWatch.Detection.Identity;
using FraudWatch.Detection.State;

namespace FraudWatch.Detection.Decisions;

/// <summary>
/// All flags: opens them, lets them grow under their ids, joins cases whose groups touch, and opens the next episode
/// after a decision (contract §2). One owner: the detector.
/// </summary>
internal sealed class FlagBook(AccountBook accounts, SeenEvents events) : ISavedState
{
    /// <summary>A score must rise by this many ten-thousandths to be news of its own.</summary>
    private const int ScoreStep = 500;

    /// <summary>So few coins more at risk, about a dollar's worth, are no news.</summary>
    private const long FewUsualCoins = 100;

    private readonly Dictionary<(Detector Detector, int Anchor), FlagState> _current = [];
    private readonly Dictionary<Guid, FlagState> _byId = [];
    private readonly Dictionary<(Detector Detector, int Account), FlagState> _membership = [];
    private readonly Dictionary<int, Guid> _caseOfAccount = [];
    private readonly Dictionary<Guid, List<FlagState>> _cases = [];

    /// <summary>The flag that grows at this anchor, or null.</summary>
    public FlagState? GrowingAt(Detector detector, int anchor) =>
        _current.TryGetValue((detector, anchor), out FlagState? flag) && Grows(flag) ? flag : null;

    /// <summary>The growing flag that this account is a member of, or null.</summary>
    public FlagState? GrowingWith(Detector detector, int account) =>
        _membership.TryGetValue((detector, account), out FlagState? flag) && Grows(flag) ? flag : null;

    /// <summary>Adds a judgement to the flag at its anchor, opening one when none grows there.</summary>
    public FlagState Take(in FlagDraft draft, long clock)
    {
        FlagState flag = GrowingAt(draft.Detector, draft.Anchor) ?? Open(draft, clock);
        flag.Take(draft);
        _membership[(draft.Detector, draft.Account)] = flag;
        JoinCase(flag, draft.Account);
        return flag;
    }

    /// <summary>Publishes the flag's next version when it says something new to a person; else new members go into the record.</summary>
    /// <returns>Whether there is a new version.</returns>
    public bool Publish(FlagState flag, string modelVersion, long clock, List<Decision> decisions)
    {
        if (!flag.IsNews(ScoreStep, accounts.Prices.FromUsualCoins(FewUsualCoins)))
        {
            if (flag.Untold.Count > 0)
            {
                decisions.Add(new Decision(GrowthOf(flag)));
                flag.NoteTold();
            }

            return false;
        }

        flag.Version++;
        flag.PublishedScore = flag.Score;
        flag.PublishedMembers = flag.Members.Count;
        flag.PublishedCoins = flag.CoinsAtRisk;
        flag.PublishedReasons = flag.Reasons.Count;
        flag.PublishedRevisions = flag.Revisions;
        flag.PublishedTruncated = flag.Truncated;
        flag.ModelVersion = modelVersion;
        flag.NoteAccused();
        decisions.Add(new Decision(ToFlag(flag, clock)));
        flag.NoteTold();
        return true;
    }

    /// <summary>The flag with this id, or null.</summary>
    public FlagState? Find(Guid flagId) => _byId.GetValueOrDefault(flagId);

    /// <summary>
    /// What a person decided about a flag: its next version. Unknown ids are ignored (the flag may be older than the log), and so
    /// is what says nothing about a status.
    /// </summary>
    public void Apply(Guid flagId, ActionKind action, long clock, List<Decision> decisions)
    {
        if (!_byId.TryGetValue(flagId, out FlagState? flag) || flag.Version == 0 || StatusAfter(flag, action) is not FlagStatus status)
        {
            return;
        }

        flag.StatusBefore = flag.Status;
        flag.Status = status;
        flag.Version++;
        flag.NoteAccused();
        flag.NoteTold();
        decisions.Add(new Decision(ToFlag(flag, clock)) { AnswersAction = true });
    }

    /// <summary>Takes over what the record holds, where it is newer than what is known here.</summary>
    public void Recall(IEnumerable<RecalledFlag> known)
    {
        foreach (RecalledFlag recalled in known.OrderBy(r => r.Flag.Episode).ThenBy(r => r.Flag.FlagId))
        {
            if (!_byId.TryGetValue(recalled.Flag.FlagId, out FlagState? flag) || flag.Version < recalled.DetectorVersion)
            {
                Recall(flag ?? new FlagState(), recalled);
            }
        }
    }

    private void Recall(FlagState flag, RecalledFlag recalled)
    {
        long firstSeen = recalled.Flag.FirstEventAt;
        int[] members = [.. recalled.Flag.Accounts.Select(account => AccountOf(account.AccountId, firstSeen))];
        if (_cases.TryGetValue(flag.Case, out List<FlagState>? before))
        {
            before.Remove(flag);
        }

        flag.Recall(recalled, AccountOf(recalled.Flag.AnchorAccountId, firstSeen), members);
        _byId[flag.Id] = flag;
        (Detector, int) anchor = (flag.Detector, flag.Anchor);
        if (!_current.TryGetValue(anchor, out FlagState? current) || current.Episode <= flag.Episode)
        {
            _current[anchor] = flag;
        }

        if (!_cases.TryGetValue(flag.Case, out List<FlagState>? tied))
        {
            _cases[flag.Case] = tied = [];
        }

        tied.Add(flag);
        foreach (int member in members)
        {
            _caseOfAccount[member] = flag.Case;
            (Detector, int) place = (flag.Detector, member);
            if (Grows(flag) || !_membership.ContainsKey(place))
            {
                _membership[place] = flag;
            }
        }
    }

    private int AccountOf(string id, long firstSeen) => accounts.Touch(Encoding.UTF8.GetBytes(id), firstSeen).Index;

    private static FlagStatus? StatusAfter(FlagState flag, ActionKind action) => action switch
    {
        ActionKind.Confirmed => FlagStatus.Confirmed,
        ActionKind.Dismissed => FlagStatus.Dismissed,
        ActionKind.Escalated => FlagStatus.Escalated,
        ActionKind.Snoozed => FlagStatus.Snoozed,
        ActionKind.Suppressed => FlagStatus.Suppressed,
        ActionKind.Undone => flag.StatusBefore,
        _ => null,
    };

    /// <summary>Flags by anchor and episode, and by their place in that order who stands in them; so that no dictionary's order is seen.</summary>
    public void Save(StateWriter to)
    {
        FlagState[] flags = [.. _byId.Values.OrderBy(f => f.Detector).ThenBy(f => f.Anchor).ThenBy(f => f.Episode)];
        var places = new Dictionary<FlagState, int>(flags.Length);
        to.Count(flags.Length);
        foreach (FlagState flag in flags)
        {
            places.Add(flag, places.Count);
            to.Part(flag);
        }

        to.Count(_membership.Count);
        foreach (((Detector detector, int account), FlagState flag) in _membership.OrderBy(m => m.Key))
        {
            to.Choice(detector);
            to.Small(account);
            to.Small(places[flag]);
        }

        to.Count(_caseOfAccount.Count);
        foreach ((int account, Guid known) in _caseOfAccount.OrderBy(c => c.Key))
        {
            to.Small(account);
            to.Id(known);
        }

        to.Count(_cases.Count);
        foreach ((Guid known, List<FlagState> tied) in _cases.OrderBy(c => c.Key))
        {
            to.Id(known);
            to.Count(tied.Count);
            tied.ForEach(flag => to.Small(places[flag]));
        }
    }

    public void Load(StateReader from)
    {
        var flags = new FlagState[from.Count()];
        for (int place = 0; place < flags.Length; place++)
        {
            FlagState flag = flags[place] = new FlagState();
            from.Part(flag);
            _byId.Add(flag.Id, flag);

            // The last episode at an anchor is the current one.
            _current[(flag.Detector, flag.Anchor)] = flag;
        }

        for (int left = from.Count(); left > 0; left--)
        {
            _membership.Add((from.Choice<Detector>(), from.Small()), flags[from.Small()]);
        }

        for (int left = from.Count(); left > 0; left--)
        {
            _caseOfAccount.Add(from.Small(), from.Id());
        }

        for (int left = from.Count(); left > 0; left--)
        {
            List<FlagState> tied = [];
            _cases.Add(from.Id(), tied);
            for (int more = from.Count(); more > 0; more--)
            {
                tied.Add(flags[from.Small()]);
            }
        }
    }

    private static bool Grows(FlagState flag) => flag.Status is not (FlagStatus.Confirmed or FlagStatus.Dismissed);

    private FlagState Open(in FlagDraft draft, long clock)
    {
        int episode = _current.TryGetValue((draft.Detector, draft.Anchor), out FlagState? earlier) ? earlier.Episode + 1 : 1;
        Guid id = NameBasedId.Of(
            "flag", Wire.Name(draft.Detector), Wire.Name(draft.Typology), accounts.NameOf(draft.Anchor), episode.ToString());
        var flag = new FlagState(id, draft, episode, clock);
        _current[(draft.Detector, draft.Anchor)] = flag;
        _byId[id] = flag;
        _cases[flag.Case] = [flag];
        return flag;
    }

    /// <summary>An account that stands in another flag ties both flags' cases together; the older case's id stays.</summary>
    private void JoinCase(FlagState flag, int account)
    {
        if (!_caseOfAccount.TryGetValue(account, out Guid known) || !_cases.TryGetValue(known, out List<FlagState>? kept))
        {
            _caseOfAccount[account] = flag.Case;
            return;
        }

        if (known == flag.Case)
        {
            return;
        }

        List<FlagState> moved = _cases[flag.Case];
        _cases.Remove(flag.Case);
        foreach (FlagState other in moved)
        {
            other.Case = known;
            kept.Add(other);
            foreach (FlagMember member in other.Members)
            {
                _caseOfAccount[member.Account] = known;
            }
        }
    }

    private FlagGrowth GrowthOf(FlagState flag) => new()
    {
        FlagId = flag.Id,
        RaisedAt = flag.RaisedAt,
        Version = flag.Version,
        Accounts = [.. flag.Untold.Select(place => (place, AccountOf(flag.Members[place])))],
    };

    private FlagAccount AccountOf(FlagMember member) => new(accounts.NameOf(member.Account), member.Role, member.Score / 10_000m);

    private Flag ToFlag(FlagState flag, long clock) => new()
    {
        FlagId = flag.Id,
        CaseId = flag.Case,
        Detector = flag.Detector,
        Typology = flag.Typology,
        Status = flag.Status,
        Version = flag.Version,
        Episode = flag.Episode,
        AnchorAccountId = accounts.NameOf(flag.Anchor),
        Score = flag.Score / 10_000m,
        Accounts = [.. flag.Members.Select(AccountOf)],
        Reasons = [.. flag.Reasons],
        CoinsAtRisk = flag.CoinsAtRisk,
        FirstEventAt = flag.FirstEventAt,
        RaisedAt = flag.RaisedAt,
        UpdatedAt = clock,
        EvidenceEventIds = [.. flag.Evidence.Select(events.TextOf).OfType<string>()],
        ModelVersion = flag.ModelVersion,
        Truncated = flag.Truncated,
    };
}
