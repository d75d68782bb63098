using System.Runtime.InteropServices;
using FraudWatch.Detection.Decisions.Typologies;
using FraudWatch.Detection.State;

namespace FraudWatch.Detection.Decisions;

/// <summary>A flag while it grows. Scores are ten-thousandths. Written only by <see cref="FlagBook"/>.</summary>
internal sealed class FlagState : ISavedState, ISavedFigures
{
    private const int MostReasons = 12;
    private const int MostEvidence = 24;

    /// <summary>Up to so many members each one is news to a person; of a larger flag, half as many again.</summary>
    private const int FewMembers = 16;

    /// <summary>Events of money's path that one flag names.</summary>
    private const int MostPath = 12;

    private readonly List<FlagMember> _members = [];
    private readonly Dictionary<int, int> _memberIndex = [];
    private readonly List<FlagReason> _reasons = [];
    private readonly List<long> _evidence = [];
    private readonly List<int> _untold = [];
    private long _coinsAtRisk;
    private FlagReason? _taint;
    private int _taintedMember = -1;
    private int _pathEvents;

    public FlagState()
    {
    }

    /// <summary>Opens a flag at an anchor.</summary>
    public FlagState(Guid id, in FlagDraft draft, int episode, long raisedAt)
    {
        Id = id;
        Detector = draft.Detector;
        Typology = draft.Typology;
        Anchor = draft.Anchor;
        Episode = episode;
        RaisedAt = raisedAt;
        Case = NameBasedId.Of("case", id.ToString());
    }

    public Guid Id { get; private set; }

    public Detector Detector { get; private set; }

    public Typology Typology { get; private set; }

    public int Anchor { get; private set; }

    public int Episode { get; private set; }

    public long RaisedAt { get; private set; }

    public Guid Case { get; set; }

    public FlagStatus Status { get; set; } = FlagStatus.Open;

    /// <summary>What an <c>undone</c> goes back to.</summary>
    public FlagStatus StatusBefore { get; set; } = FlagStatus.Open;

    public int Version { get; set; }

    /// <summary>Of the last published version.</summary>
    public string ModelVersion { get; set; } = "";

    public int Score { get; private set; }

    public long FirstEventAt { get; private set; } = long.MaxValue;

    public bool Truncated { get; private set; }

    public IReadOnlyList<FlagMember> Members => _members;

    /// <summary>The reason about tainted money first, when there is one.</summary>
    public IReadOnlyList<FlagReason> Reasons => _taint is null ? _reasons : [_taint, .. _reasons.Take(MostReasons - 1)];

    public IReadOnlyList<long> Evidence => _evidence;

    public long CoinsAtRisk => _coinsAtRisk;

    /// <summary>Places of the members that joined or changed their role since the flag was last told. Empty between two events.</summary>
    public IReadOnlyList<int> Untold => _untold;

    /// <summary>How often something about it was told, in a version or for the record: what a hold is renewed by.</summary>
    public int Tellings { get; private set; }

    /// <summary>All there is has been told.</summary>
    public void NoteTold()
    {
        _untold.Clear();
        Tellings++;
    }

    // What the last published version said: a new one is due when it changed enough.
    public int PublishedScore { get; set; }

    public int PublishedMembers { get; set; }

    public long PublishedCoins { get; set; }

    public int PublishedReasons { get; set; }

    public int PublishedRevisions { get; set; }

    public bool PublishedTruncated { get; set; }

    /// <summary>How often what the flag says of tainted money or of a member's role has changed.</summary>
    public int Revisions { get; private set; }

    /// <summary>
    /// True when the flag says something new to a person: a reason, a search cut short, a clearly higher score, half as many coins again, and while it is small
    /// any member, any role and any of money's path; later half as many members again and an eighth of them changed.
    /// </summary>
    /// <param name="scoreStep">How much a score must rise, in ten-thousandths.</param>
    /// <param name="fewCoins">So many coins more are no news yet.</param>
    public bool IsNews(int scoreStep, long fewCoins)
    {
        int step = PublishedMembers < FewMembers ? 1 : PublishedMembers / 2;
        int changes = _members.Count <= FewMembers ? 1 : _members.Count / 8;
        return Version == 0 || _members.Count >= PublishedMembers + step || Reasons.Count != PublishedReasons
            || Truncated != PublishedTruncated || Revisions >= PublishedRevisions + changes || Score >= PublishedScore + scoreStep
            || CoinsAtRisk > PublishedCoins + (PublishedCoins / 2) + fewCoins;
    }

    public bool Has(int account) => _memberIndex.ContainsKey(account);

    /// <summary>A member by its account.</summary>
    public FlagMember MemberOf(int account) => _members[_memberIndex[account]];

    /// <summary>What a member did.</summary>
    public AccountRole RoleOf(int account) => _members[_memberIndex[account]].Role;

    public void Take(in FlagDraft draft)
    {
        if (_memberIndex.TryGetValue(draft.Account, out int index))
        {
            FlagMember known = _members[index];
            AccountRole role = draft.Score >= known.Score || !draft.Role.IsAccused() ? draft.Role : known.Role;
            if (role != known.Role)
            {
                Revisions++;
                NoteUntold(index);
            }

            _coinsAtRisk += draft.CoinsAtRisk - known.CoinsAtRisk;
            _members[index] = known with { Role = role, Score = Math.Max(known.Score, draft.Score), HoldScore = Math.Max(known.HoldScore, draft.HoldScore), CoinsAtRisk = draft.CoinsAtRisk };
        }
        else
        {
            NoteUntold(_members.Count);
            _coinsAtRisk += draft.CoinsAtRisk;
            _memberIndex.Add(draft.Account, _members.Count);
            _members.Add(new FlagMember(draft.Account, draft.Role, draft.Score, draft.HoldScore, draft.CoinsAtRisk));
        }

        Score = Math.Max(Score, draft.Score);
        FirstEventAt = Math.Min(FirstEventAt, draft.FirstEventAt);
        Truncated |= draft.Truncated;
        TakeReasons(draft.Reasons);
        TakeTaint(draft);
        foreach (long reference in draft.Evidence)
        {
            if (_evidence.Count < MostEvidence && !_evidence.Contains(reference))
            {
                _evidence.Add(reference);
            }
        }
    }

    /// <summary>The present version is published: whom it accuses first is accused since.</summary>
    public void NoteAccused()
    {
        foreach (ref FlagMember member in CollectionsMarshal.AsSpan(_members))
        {
            member.Since = !member.Role.IsAccused() ? 0 : member.Since > 0 ? member.Since : Version;
        }
    }

    /// <summary>
    /// As the record has it. What the record does not keep is left out: the evidence's places in the log, each member's share of the coins, and on
    /// what a hold may rest, so that no hold is placed on memory alone.
    /// </summary>
    /// <param name="known">As published last.</param>
    /// <param name="anchor">The anchor's account.</param>
    /// <param name="members">The members' accounts, in order.</param>
    public void Recall(RecalledFlag known, int anchor, IReadOnlyList<int> members)
    {
        Flag flag = known.Flag;
        (Id, Case, Detector, Typology) = (flag.FlagId, flag.CaseId, flag.Detector, flag.Typology);
        (Anchor, Episode, RaisedAt, FirstEventAt) = (anchor, flag.Episode, flag.RaisedAt, flag.FirstEventAt);
        (Status, Version, ModelVersion, Truncated) = (flag.Status, known.DetectorVersion, flag.ModelVersion, flag.Truncated);
        Score = Math.Max(Score, TenThousandths(flag.Score));
        for (int i = 0; i < members.Count; i++)
        {
            if (_memberIndex.TryAdd(members[i], _members.Count))
            {
                long coins = _members.Count == 0 ? flag.CoinsAtRisk : 0;
                _coinsAtRisk += coins;
                AccountRole role = flag.Accounts[i].Role;
                _members.Add(new FlagMember(members[i], role, TenThousandths(flag.Accounts[i].Score), 0, coins)
                {
                    // Since when is not on record: no earlier than what is known, so that no older decision reaches it.
                    Since = role.IsAccused() ? known.DetectorVersion : 0,
                });
            }
        }

        _taint ??= flag.Reasons.FirstOrDefault(reason => reason.Code == TaintWords.Code);
        TakeReasons([.. flag.Reasons.Where(reason => reason.Code != TaintWords.Code)]);
        (PublishedScore, PublishedMembers, PublishedCoins) = (Score, _members.Count, CoinsAtRisk);
        (PublishedReasons, PublishedRevisions, PublishedTruncated) = (Reasons.Count, Revisions, Truncated);
    }

    private static int TenThousandths(decimal score) => (int)decimal.Round(score * 10_000m);

    void ISavedState.Save(StateWriter to)
    {
        to.Figures(this);
        to.Items(_members);
        to.Count(_reasons.Count);
        foreach (FlagReason reason in _reasons)
        {
            Save(to, reason);
        }

        to.Bool(_taint is not null);
        if (_taint is not null)
        {
            Save(to, _taint);
        }

        to.Count(_evidence.Count);
        foreach (long reference in _evidence)
        {
            to.Number(reference);
        }
    }

    void ISavedState.Load(StateReader from)
    {
        from.Figures(this);
        from.Items(_members);
        for (int i = 0; i < _members.Count; i++)
        {
            _memberIndex.Add(_members[i].Account, i);
            _coinsAtRisk += _members[i].CoinsAtRisk;
        }

        for (int left = from.Count(MostReasons); left > 0; left--)
        {
            _reasons.Add(LoadReason(from));
        }

        _taint = from.Bool() ? LoadReason(from) : null;

        for (int left = from.Count(MostEvidence); left > 0; left--)
        {
            _evidence.Add(from.Number());
        }
    }

    void ISavedFigures.Exchange<TFields>(TFields state)
    {
        Id = state.Id(Id);
        Detector = state.Choice(Detector);
        Typology = state.Choice(Typology);
        Anchor = state.Small(Anchor);
        Episode = state.Small(Episode);
        RaisedAt = state.Time(RaisedAt);
        Case = state.Id(Case);
        Status = state.Choice(Status);
        StatusBefore = state.Choice(StatusBefore);
        Version = state.Small(Version);
        Tellings = state.Small(Tellings);
        ModelVersion = state.Text(ModelVersion);
        Score = state.Small(Score);
        FirstEventAt = state.Time(FirstEventAt);
        Truncated = state.Bool(Truncated);
        PublishedScore = state.Small(PublishedScore);
        PublishedMembers = state.Small(PublishedMembers);
        PublishedCoins = state.Number(PublishedCoins);
        PublishedReasons = state.Small(PublishedReasons);
        PublishedRevisions = state.Small(PublishedRevisions);
        PublishedTruncated = state.Bool(PublishedTruncated);
        Revisions = state.Small(Revisions);
        _taintedMember = state.Small(_taintedMember);
        _pathEvents = state.Small(_pathEvents);
    }

    private static void Save(StateWriter to, FlagReason reason)
    {
        to.Text(reason.Code);
        to.Text(reason.Text);
        to.Exact(reason.Value);
        to.Exact(reason.Usual);
        to.Choice(reason.Family);
    }

    private static FlagReason LoadReason(StateReader from) => new(from.Text(), from.Text(), from.Exact(), from.Exact(), from.Choice<EvidenceFamily>());

    private void NoteUntold(int place)
    {
        if (!_untold.Contains(place))
        {
            _untold.Add(place);
        }
    }

    /// <summary>Takes back what the flag says about a member's tainted money; false when it said nothing.</summary>
    public bool ClearTaint(int account)
    {
        if (_taintedMember != account)
        {
            return false;
        }

        _taint = null;
        _taintedMember = -1;
        Revisions++;
        return true;
    }

    private void TakeTaint(in FlagDraft draft)
    {
        if (draft.Taint is null)
        {
            ClearTaint(draft.Account);
            return;
        }

        if (_taint is null || _taintedMember == draft.Account || draft.Taint.Value > _taint.Value)
        {
            // A twentieth more or less is news; the rest is rounding and dilution by honest income.
            bool isNews = _taint is null || Math.Abs(draft.Taint.Value - _taint.Value) >= 0.05m;
            _taint = isNews ? draft.Taint : _taint;
            _taintedMember = draft.Account;
            Revisions += isNews ? 1 : 0;
        }

        foreach (long reference in draft.Path)
        {
            int known = _evidence.IndexOf(reference);
            if ((known >= 0 && known < _pathEvents) || _pathEvents == MostPath)
            {
                continue;
            }

            if (known >= 0)
            {
                _evidence.RemoveAt(known);
            }

            _evidence.Insert(_pathEvents++, reference);
            Revisions++;
        }

        if (_evidence.Count > MostEvidence)
        {
            _evidence.RemoveRange(MostEvidence, _evidence.Count - MostEvidence);
        }
    }

    /// <summary>Further from the usual, on whichever side of it the reason speaks.</summary>
    private static bool IsMoreTelling(FlagReason reason, FlagReason known) =>
        reason.Value < reason.Usual ? reason.Value < known.Value : reason.Value > known.Value;

    private void TakeReasons(IReadOnlyList<FlagReason> reasons)
    {
        foreach (FlagReason reason in reasons)
        {
            int known = _reasons.FindIndex(r => r.Code == reason.Code);
            if (known >= 0)
            {
                _reasons[known] = IsMoreTelling(reason, _reasons[known]) ? reason : _reasons[known];
            }
            else if (_reasons.Count < MostReasons)
            {
                _reasons.Add(reason);
            }
        }
    }
}
