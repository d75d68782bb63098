using FraudWatch.Detection.State;

namespace FraudWatch.Detection.Decisions;

/// <summary>A flag while it grows. Scores are ten-thousandths. Written only by <see cref="FlagBook"/>.</summary>
internal sealed class FlagState : ISavedState, ISavedFigures
{
    private const int MostReasons = 8;
    private const int MostEvidence = 24;

    private readonly List<FlagMember> _members = [];
    private readonly Dictionary<int, int> _memberIndex = [];
    private readonly List<FlagReason> _reasons = [];
    private readonly List<long> _evidence = [];

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

    public IReadOnlyList<FlagReason> Reasons => _reasons;

    public IReadOnlyList<long> Evidence => _evidence;

    public long CoinsAtRisk
    {
        get
        {
            long coins = 0;
            foreach (FlagMember member in _members)
            {
                coins += member.CoinsAtRisk;
            }

            return coins;
        }
    }

    // What the last published version said: a new one is due when it changed enough.
    public int PublishedScore { get; set; }

    public int PublishedMembers { get; set; }

    public long PublishedCoins { get; set; }

    public int PublishedReasons { get; set; }

    /// <summary>True when the flag says something new: a member, a reason, a clearly higher score or half as many coins again.</summary>
    public bool IsNews(int scoreStep) =>
        Version == 0 || _members.Count != PublishedMembers || _reasons.Count != PublishedReasons
        || Score >= PublishedScore + scoreStep || CoinsAtRisk > PublishedCoins + (PublishedCoins / 2) + 100;

    public bool Has(int account) => _memberIndex.ContainsKey(account);

    public void Take(in FlagDraft draft)
    {
        if (_memberIndex.TryGetValue(draft.Account, out int index))
        {
            FlagMember known = _members[index];
            _members[index] = known with { Score = Math.Max(known.Score, draft.Score), CoinsAtRisk = draft.CoinsAtRisk };
        }
        else
        {
            _memberIndex.Add(draft.Account, _members.Count);
            _members.Add(new FlagMember(draft.Account, draft.Role, draft.Score, draft.CoinsAtRisk));
        }

        Score = Math.Max(Score, draft.Score);
        FirstEventAt = Math.Min(FirstEventAt, draft.FirstEventAt);
        Truncated |= draft.Truncated;
        TakeReasons(draft.Reasons);
        foreach (long reference in draft.Evidence)
        {
            if (_evidence.Count < MostEvidence && !_evidence.Contains(reference))
            {
                _evidence.Add(reference);
            }
        }
    }

    void ISavedState.Save(StateWriter to)
    {
        to.Figures(this);
        to.Items(_members);
        to.Count(_reasons.Count);
        foreach (FlagReason reason in _reasons)
        {
            to.Text(reason.Code);
            to.Text(reason.Text);
            to.Exact(reason.Value);
            to.Exact(reason.Usual);
            to.Choice(reason.Family);
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
        }

        for (int left = from.Count(MostReasons); left > 0; left--)
        {
            _reasons.Add(new FlagReason(from.Text(), from.Text(), from.Exact(), from.Exact(), from.Choice<EvidenceFamily>()));
        }

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
        ModelVersion = state.Text(ModelVersion);
        Score = state.Small(Score);
        FirstEventAt = state.Time(FirstEventAt);
        Truncated = state.Bool(Truncated);
        PublishedScore = state.Small(PublishedScore);
        PublishedMembers = state.Small(PublishedMembers);
        PublishedCoins = state.Number(PublishedCoins);
        PublishedReasons = state.Small(PublishedReasons);
    }

    private void TakeReasons(IReadOnlyList<FlagReason> reasons)
    {
        foreach (FlagReason reason in reasons)
        {
            int known = _reasons.FindIndex(r => r.Code == reason.Code);
            if (known >= 0)
            {
                _reasons[known] = reason.Value > _reasons[known].Value ? reason : _reasons[known];
            }
            else if (_reasons.Count < MostReasons)
            {
                _reasons.Add(reason);
            }
        }
    }
}

/// <summary>An account in a growing flag. Score in ten-thousandths.</summary>
internal record struct FlagMember(int Account, AccountRole Role, int Score, long CoinsAtRisk) : ISavedFigures
{
    void ISavedFigures.Exchange<TFields>(TFields state)
    {
        Account = state.Small(Account);
        Role = state.Choice(Role);
        Score = state.Small(Score);
        CoinsAtRisk = state.Number(CoinsAtRisk);
    }
}
