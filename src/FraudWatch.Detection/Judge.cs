using FraudWatch.Detection.Accounts;
using FraudWatch.Detection.Decisions;
using FraudWatch.Detection.Decisions.Typologies;
using FraudWatch.Detection.Features;
using FraudWatch.Detection.State;

namespace FraudWatch.Detection;

/// <summary>
/// Judges accounts: reads an account's figures, lets each detector's model score it, and turns scores into flags and holds.
/// One owner: the detector.
/// </summary>
internal sealed class Judge : ISavedState
{
    private const int MostMembersLookedAt = 48;
    private const int MostReasons = 5;
    private const int MostEvidence = 12;

    private readonly AccountBook _accounts;
    private readonly RingTracker _rings;
    private readonly FlagBook _flags;
    private readonly HoldBook _holds;
    private readonly FeatureNorms _norms = new();
    private readonly FeatureVector _figures = new();
    private readonly ModelBar _ringBar;
    private readonly ModelBar _resaleBar;
    private readonly List<FlagReason> _reasons = [];
    private readonly List<long> _evidence = [];
    private readonly List<int> _group = [];

    public Judge(DetectorSetup setup, AccountBook accounts, RingTracker rings, FlagBook flags, HoldBook holds)
    {
        _accounts = accounts;
        _rings = rings;
        _flags = flags;
        _holds = holds;
        _ringBar = new ModelBar(setup.RingModel, setup.Policy.Ring);
        _resaleBar = new ModelBar(setup.ResaleModel, setup.Policy.Resale);
    }

    /// <summary>Sees every candidate; null for none.</summary>
    public ICandidateObserver? Observer { get; set; }

    /// <summary>Judges one account at a moment of event time and appends what follows.</summary>
    public void Consider(AccountState account, long at, long clock, List<Decision> decisions)
    {
        account.Evaluations++;
        account.ActivityAtEvaluation = ActivityOf(account);
        FeatureReader.Read(new FeatureContext(_accounts, _rings.Graph, at), account, _figures);
        _norms.Add(_figures);
        Suspicion ring = RingTypologies.Strongest(_figures);
        Suspicion resale = ResaleTypologies.Strongest(_figures);
        account.RingScore = Score(Detector.Ring, _ringBar, account, ring, at);
        account.ResaleScore = Score(Detector.Resale, _resaleBar, account, resale, at);

        // Both scores are taken before a flag looks at other accounts, which reuses the figures.
        bool flagRing = ring.IsCandidate && account.RingScore >= _ringBar.Member;
        bool flagResale = resale.IsCandidate && account.ResaleScore >= _resaleBar.Member;
        if (flagRing)
        {
            Accuse(Detector.Ring, _ringBar, account, ring, at, clock, decisions);
        }

        if (flagResale)
        {
            if (flagRing)
            {
                FeatureReader.Read(new FeatureContext(_accounts, _rings.Graph, at), account, _figures);
            }

            Accuse(Detector.Resale, _resaleBar, account, resale, at, clock, decisions);
        }
    }

    /// <summary>How much the account has done; the next judgement waits for growth.</summary>
    public static int ActivityOf(AccountState account) =>
        account.Purchases + account.Declines + account.GiftsSent + account.GiftsReceived + account.Withdrawals;

    public void Save(StateWriter to) => to.Part(_norms);

    public void Load(StateReader from) => from.Part(_norms);

    private int Score(Detector detector, in ModelBar bar, AccountState account, in Suspicion suspicion, long at)
    {
        if (!suspicion.IsCandidate)
        {
            return 0;
        }

        Observer?.Saw(new Candidate(detector, _accounts.NameOf(account.Index), suspicion.Typology, at, _figures.Values));
        return bar.Score(_figures.Values);
    }

    private void Accuse(
        Detector detector, in ModelBar bar, AccountState account, in Suspicion suspicion, long at, long clock, List<Decision> decisions)
    {
        int score = detector == Detector.Ring ? account.RingScore : account.ResaleScore;
        int anchor = AnchorOf(detector, bar, account, suspicion);
        bool opens = score >= bar.Flag;
        if (!opens && _flags.GrowingAt(detector, anchor) is null && _flags.GrowingWith(detector, account.Index) is null)
        {
            return;
        }

        FlagState? joined = _flags.GrowingWith(detector, account.Index);
        anchor = joined?.Anchor ?? anchor;
        bool isNew = _flags.GrowingAt(detector, anchor) is null;
        FlagState flag = _flags.Take(DraftOf(detector, suspicion, account, anchor, score, at), clock);
        if (isNew && opens)
        {
            TakeGroup(detector, bar, flag, account, at, clock);
        }

        string version = bar.ModelVersion;
        _flags.Publish(flag, version, clock, decisions);
        foreach (FlagMember member in flag.Members)
        {
            if (member.Score >= bar.Hold && IsAccused(member.Role))
            {
                _holds.Place(flag, member, clock, decisions);
            }
        }
    }

    private static bool IsAccused(AccountRole role) => role is not (AccountRole.Buyer or AccountRole.Victim);

    /// <summary>The collector, hub or payout owner (contract §2): for a giver, the account it gifts most if that is suspect too.</summary>
    private int AnchorOf(Detector detector, in ModelBar bar, AccountState account, in Suspicion suspicion)
    {
        if (detector == Detector.Ring && suspicion.Role is AccountRole.Source or AccountRole.Intermediary)
        {
            int top = SpendingFeatures.TopRecipient(account, out long topCoins, out long allCoins);
            if (top >= 0 && topCoins * 2 >= allCoins && _accounts[top].RingScore >= bar.Member)
            {
                return top;
            }
        }

        if (detector == Detector.Resale && suspicion.Typology == Typology.TopupAgent && account.BoughtRecently.Count > 0)
        {
            int payer = account.BoughtRecently[account.BoughtRecently.Count - 1].Payer;
            return payer >= 0 ? payer : account.Index;
        }

        return suspicion.Typology == Typology.CircularGifting ? SmallestId(account.Index, _rings.Touched) : account.Index;
    }

    private int SmallestId(int account, IReadOnlyList<int> others)
    {
        int smallest = account;
        bool isOnIt = false;
        foreach (int other in others)
        {
            isOnIt |= other == account;
        }

        for (int i = 0; isOnIt && i < others.Count; i++)
        {
            bool before = _accounts.Ids.BytesOf(others[i]).SequenceCompareTo(_accounts.Ids.BytesOf(smallest)) < 0;
            smallest = before ? others[i] : smallest;
        }

        return smallest;
    }

    /// <summary>Judges the accounts around a newly flagged one; those above the member bar join its flag.</summary>
    private void TakeGroup(Detector detector, in ModelBar bar, FlagState flag, AccountState account, long at, long clock)
    {
        GroupFinder.Collect(detector, _accounts, _rings, account, MostMembersLookedAt, _group);
        foreach (int index in _group)
        {
            AccountState member = _accounts[index];
            if (flag.Has(index) || _flags.GrowingWith(detector, index) is not null)
            {
                continue;
            }

            FeatureReader.Read(new FeatureContext(_accounts, _rings.Graph, at), member, _figures);
            Suspicion suspicion = detector == Detector.Ring ? RingTypologies.Strongest(_figures) : ResaleTypologies.Strongest(_figures);
            int score = Score(detector, bar, member, suspicion, at);
            if (score >= bar.Member)
            {
                _flags.Take(DraftOf(detector, suspicion, member, flag.Anchor, score, at), clock);
            }
        }
    }

    private FlagDraft DraftOf(Detector detector, in Suspicion suspicion, AccountState account, int anchor, int score, long at)
    {
        _reasons.Clear();
        foreach (AccountFeature feature in ReasonCatalogue.FeaturesFor(suspicion.Typology, suspicion.Role))
        {
            if (_reasons.Count < MostReasons && ReasonCatalogue.Say(feature, _figures[feature], _norms.UsualOf(feature)) is FlagReason reason)
            {
                _reasons.Add(reason);
            }
        }

        return new FlagDraft(
            detector, suspicion.Typology, anchor, account.Index, suspicion.Role, score, _reasons, AtRisk(account), FirstEvent(account, at), EvidenceOf(account), _rings.Truncated);
    }

    /// <summary>Coins still within reach: what the account holds, and the undrawn part of what it was given.</summary>
    private long AtRisk(AccountState account)
    {
        long undrawn = Math.Max(0, account.ReceivedDiamonds - account.WithdrawnDiamonds - account.ExchangedDiamonds);
        long given = account.ReceivedDiamonds <= 0 ? 0 : (long)((Int128)account.ReceivedCoins * undrawn / account.ReceivedDiamonds);
        return given + _accounts.Ledger.CoinsHeld(account.Index);
    }

    private static long FirstEvent(AccountState account, long at)
    {
        long first = at;
        first = account.SentRecently.Count > 0 ? Math.Min(first, account.SentRecently[0].At) : first;
        first = account.ReceivedRecently.Count > 0 ? Math.Min(first, account.ReceivedRecently[0].At) : first;
        return account.BoughtRecently.Count > 0 ? Math.Min(first, account.BoughtRecently[0].At) : first;
    }

    private List<long> EvidenceOf(AccountState account)
    {
        _evidence.Clear();
        bool onCycle = false;
        foreach (int touched in _rings.Touched)
        {
            onCycle |= touched == account.Index;
        }

        if (onCycle)
        {
            _evidence.AddRange(_rings.Evidence.Take(MostEvidence));
        }

        for (int i = account.ReceivedRecently.Count - 1; i >= 0 && _evidence.Count < MostEvidence; i--)
        {
            _evidence.Add(account.ReceivedRecently[i].Event);
        }

        for (int i = account.SentRecently.Count - 1; i >= 0 && _evidence.Count < MostEvidence; i--)
        {
            _evidence.Add(account.SentRecently[i].Event);
        }

        for (int i = account.BoughtRecently.Count - 1; i >= 0 && _evidence.Count < MostEvidence; i--)
        {
            _evidence.Add(account.BoughtRecently[i].Event);
        }

        return _evidence;
    }
}
