namespace FraudWatch.Detection.Decisions;

/// <summary>A flag while it grows. Scores are ten-thousandths. Written only by <see cref="FlagBook"/>.</summary>
internal sealed class FlagState
{
    private const int MostReasons = 8;
    private const int MostEvidence = 24;

    private readonly List<FlagMember> _members = [];
    private readonly Dictionary<int, int> _memberIndex = [];
    private readonly List<FlagReason> _reasons = [];
    private readonly List<long> _evidence = [];

    public required Guid Id { get; init; }

    public required Detector Detector { get; init; }

    public required Typology Typology { get; init; }

    public required int Anchor { get; init; }

    public required int Episode { get; init; }

    public required long RaisedAt { get; init; }

    public Guid Case { get; set; }

    public FlagStatus Status { get; set; } = FlagStatus.Open;

    public int Version { get; set; }

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
internal readonly record struct FlagMember(int Account, AccountRole Role, int Score, long CoinsAtRisk);
