using FraudWatch.Detection.Accounts;
using FraudWatch.Detection.Decisions;
using FraudWatch.Detection.Decisions.Typologies;
using FraudWatch.Detection.Features;
using FraudWatch.Detection.Ledger;
using FraudWatch.Detection.Lists;
using FraudWatch.Detection.Shapes;
using FraudWatch.Detection.State;

namespace FraudWatch.Detection;

/// <summary>
/// Judges accounts: reads an account's figures, lets each detector's model score it, and turns scores into flags and holds.
/// One owner: the detector.
/// </summary>
internal sealed class Judge : ISavedState
{
    /// <summary>Up to so many members a flag's holds are looked at whenever one of them is judged.</summary>
    private const int FewMembers = 64;

    private readonly AccountBook _accounts;
    private readonly RingTracker _rings;
    private readonly ShapeTracker _shapes;
    private readonly GroupFinder _groups;
    private readonly FlagBook _flags;
    private readonly HoldBook _holds;
    private readonly DetectorCounters _counters;
    private readonly FeatureNorms _norms = new();
    private readonly FeatureVector _figures = new();
    private readonly ModelBar _ringBar;
    private readonly ModelBar _resaleBar;
    private readonly List<int> _group = [];
    private readonly DraftWriter _drafts;
    private readonly Counterparts _counterparts;

    public Judge(
        DetectorSetup setup, AccountBook accounts, (RingTracker Rings, ShapeTracker Shapes) graph, (FlagBook Flags, HoldBook Holds) decided, DetectorCounters counters)
    {
        _accounts = accounts;
        _flags = decided.Flags;
        _holds = decided.Holds;
        (_rings, _shapes) = graph;
        _groups = new GroupFinder(accounts, _rings, _shapes.Book);
        _counters = counters;
        _drafts = new DraftWriter(accounts, graph, _norms);
        _counterparts = new Counterparts(accounts, _flags);
        _ringBar = new ModelBar(setup.RingModel, setup.Policy.Ring);
        _resaleBar = new ModelBar(setup.ResaleModel, setup.Policy.Resale);
    }

    /// <summary>Sees every candidate; null for none.</summary>
    public ICandidateObserver? Observer { get; set; }

    /// <summary>Until the detector's clock reaches this time it learns and scores, but raises no flag and places no hold.</summary>
    public long DecidesFrom { get; set; } = long.MinValue;

    /// <summary>Judges one account at a moment of event time and appends what follows.</summary>
    public void Consider(AccountState account, in Moment moment, List<Decision> decisions)
    {
        account.Evaluations++;
        account.ActivityAtEvaluation = ActivityOf(account);
        TaintFigures taint = ReadFigures(account, moment.At);
        _norms.Add(_figures);
        Suspicion ring = SuspicionOf(Detector.Ring, account, taint, moment.At);
        Suspicion resale = SuspicionOf(Detector.Resale, account, taint, moment.At);
        account.RingScore = Score(Detector.Ring, account, ref ring, moment.At);
        account.ResaleScore = Score(Detector.Resale, account, ref resale, moment.At);
        if (moment.Clock < DecidesFrom)
        {
            return;
        }

        if (taint.Largest == 0)
        {
            TakeBackTaint(Detector.Ring, account, moment, decisions);
            TakeBackTaint(Detector.Resale, account, moment, decisions);
        }

        // Both scores are taken before a flag looks at other accounts, which reuses the figures.
        bool flagRing = IsCleared(Detector.Ring, account, ref ring) || (ring.IsCandidate && account.RingScore >= MemberBar(_ringBar, account));
        bool flagResale = IsCleared(Detector.Resale, account, ref resale) || (resale.IsCandidate && account.ResaleScore >= MemberBar(_resaleBar, account));
        if (flagRing)
        {
            Accuse(Detector.Ring, account, ring, JudgementOf(Detector.Ring, account, account.RingScore, taint, moment), moment, decisions);
        }

        if (flagResale)
        {
            taint = flagRing ? ReadFigures(account, moment.At) : taint;
            Accuse(Detector.Resale, account, resale, JudgementOf(Detector.Resale, account, account.ResaleScore, taint, moment), moment, decisions);
        }
    }

    /// <summary>How much the account has done; the next judgement waits for growth.</summary>
    public static int ActivityOf(AccountState account) =>
        account.Purchases + account.Declines + account.GiftsSent + account.GiftsReceived + account.Withdrawals;

    public void Save(StateWriter to)
    {
        to.Time(DecidesFrom);
        to.Part(_norms);
    }

    public void Load(StateReader from)
    {
        DecidesFrom = from.Time();
        from.Part(_norms);
    }

    private ModelBar BarOf(Detector detector) => detector == Detector.Ring ? _ringBar : _resaleBar;

    /// <summary>
    /// From where an account joins the flag of others. That bar is low because devices and networks tell whose doing it was; of an
    /// account that acts and never carried either nobody can tell, and it must be as suspect as one that opens a flag.
    /// </summary>
    private static int MemberBar(in ModelBar bar, AccountState account) =>
        account.LastSeenAt != AccountState.Never && account.Devices.Count == 0 && account.Networks.Count == 0 ? bar.Flag : bar.Member;

    private TaintFigures ReadFigures(AccountState account, long at) =>
        FeatureReader.Read(new FeatureContext(_accounts, _rings.Graph, _shapes, at), account, _figures);

    /// <summary>
    /// What the figures resemble, and where the money came from: T1 by provenance. The role is the one that the account has
    /// in the typology's shape, where one was found.
    /// </summary>
    private Suspicion SuspicionOf(Detector detector, AccountState account, in TaintFigures taint, long at)
    {
        if (detector == Detector.Resale)
        {
            return OwnDoing.Judge(ResaleTypologies.Strongest(_figures), _figures);
        }

        float tainted = account.ReceivedDiamonds > 0 ? Math.Max(taint.UndrawnThousandths, taint.IncomeThousandths) / 1000f : 0;
        Suspicion suspicion = RingTypologies.Strongest(_figures).Or(Typology.CardedToCreator, AccountRole.Collector, tainted);
        bool hasShape = TypologyShapes.TryFind(_shapes.Book, account.Index, suspicion.Typology, at, out _, out ShapeNote note);
        return OwnDoing.Judge(hasShape ? suspicion with { Role = note.Role } : suspicion, _figures);
    }

    /// <summary>Scores a candidate. Whom the score alone would not flag has the doubt: its role may change.</summary>
    private int Score(Detector detector, AccountState account, ref Suspicion suspicion, long at)
    {
        if (!suspicion.IsCandidate)
        {
            return 0;
        }

        Observer?.Saw(new Candidate(detector, _accounts.NameOf(account.Index), suspicion.Typology, at, _figures.Values));
        ModelBar bar = BarOf(detector);
        int score = bar.Score(_figures.Values);
        suspicion = score < bar.Flag ? OwnDoing.JudgeInDoubt(suspicion, _figures) : suspicion;
        return score;
    }

    private Judgement JudgementOf(Detector detector, AccountState account, int score, in TaintFigures taint, in Moment moment) =>
        new(score, HoldScore(detector, account, score), _figures, taint, moment.At, moment.Truncated);

    /// <summary>An ordinary refund alone never places a hold: a single one is left out of the figures that a hold rests on.</summary>
    private int HoldScore(Detector detector, AccountState account, int score)
    {
        if (account.Refunds != 1 || account.Chargebacks > 0)
        {
            return score;
        }

        (float refunded, float afterSpending) = (_figures[AccountFeature.RefundedShare], _figures[AccountFeature.RefundedAfterSpendingShare]);
        _figures[AccountFeature.RefundedShare] = _figures[AccountFeature.RefundedAfterSpendingShare] = 0;
        int without = BarOf(detector).Score(_figures.Values);
        _figures[AccountFeature.RefundedShare] = refunded;
        _figures[AccountFeature.RefundedAfterSpendingShare] = afterSpending;
        return Math.Min(score, without);
    }

    /// <summary>An account whose money is paid for after all: its flag says so.</summary>
    private void TakeBackTaint(Detector detector, AccountState account, in Moment moment, List<Decision> decisions)
    {
        if (_flags.GrowingWith(detector, account.Index) is FlagState flag && flag.ClearTaint(account.Index))
        {
            _flags.Publish(flag, BarOf(detector).ModelVersion, moment.Clock, decisions);
        }
    }

    private void Accuse(
        Detector detector, AccountState account, in Suspicion suspicion, in Judgement judgement, in Moment moment, List<Decision> decisions)
    {
        if (!suspicion.Role.IsAccused())
        {
            Name(detector, account, suspicion, judgement, moment, decisions);
            return;
        }

        ModelBar bar = BarOf(detector);
        int anchor = AnchorOf(detector, bar, account, suspicion, moment.At);

        // What people denied is evidence of its own: the account need not look as bad besides.
        bool opens = judgement.Score >= (ListFeatures.DeniedOf(_accounts, account) > 0 ? bar.Member : bar.Flag);
        if (!opens && _flags.GrowingAt(detector, anchor) is null && _flags.GrowingWith(detector, account.Index) is null)
        {
            return;
        }

        FlagState? joined = _flags.GrowingWith(detector, account.Index);
        anchor = joined?.Anchor ?? anchor;
        if (IsExcused(anchor, joined?.Typology ?? suspicion.Typology) || IsExcused(account.Index, suspicion.Typology))
        {
            return;
        }

        bool isNew = _flags.GrowingAt(detector, anchor) is null;
        FlagState flag = _flags.Take(_drafts.Write(detector, suspicion, account, anchor, judgement), moment.Clock);
        if (isNew && opens && moment.TakesGroup)
        {
            TakeGroup(detector, flag, account, suspicion.Role, moment);
        }

        PublishAndHold(flag, account, bar, moment, decisions);
    }

    /// <summary>
    /// Publishes what is new and places holds: on every member when there is a new version, or few of them; else on those that the event
    /// was about, so that a flag of thousands costs no more for each of them.
    /// </summary>
    private void PublishAndHold(FlagState flag, AccountState account, in ModelBar bar, in Moment moment, List<Decision> decisions)
    {
        int[] joined = [.. flag.Untold];
        bool isNews = _flags.Publish(flag, bar.ModelVersion, moment.Clock, decisions);
        if (!moment.MayHold)
        {
            return;
        }

        if (isNews || flag.Members.Count <= FewMembers)
        {
            PlaceHolds(flag, flag.Members, bar, moment.Clock, decisions);
        }
        else
        {
            PlaceHolds(flag, joined.Select(place => flag.Members[place]).Append(flag.MemberOf(account.Index)), bar, moment.Clock, decisions);
        }
    }

    private void PlaceHolds(FlagState flag, IEnumerable<FlagMember> members, in ModelBar bar, long clock, List<Decision> decisions)
    {
        foreach (FlagMember member in members)
        {
            if (member.HoldScore >= bar.Payout && member.Role.IsAccused() && !IsAllowed(member.Account, flag.Typology))
            {
                _holds.Place(flag, (member.Account, PayoutsOnly: member.HoldScore < bar.Hold), clock, decisions);
            }
        }
    }

    /// <summary>Whether it is in a growing flag or scored like one: then it is judged anew more often.</summary>
    public bool IsSuspect(AccountState account) =>
        account.RingScore >= _ringBar.Member || account.ResaleScore >= _resaleBar.Member
        || _flags.GrowingWith(Detector.Ring, account.Index) is not null || _flags.GrowingWith(Detector.Resale, account.Index) is not null;

    /// <summary>Whether people allowed the account what the typology looks like.</summary>
    private bool IsAllowed(int account, Typology typology) => IsAllowed(account, typology, out _);

    private bool IsAllowed(int account, Typology typology, out ListEntry entry) =>
        _accounts.Lists.TryGetAllowed(SubjectKind.Account, _accounts.Ids.BytesOf(account), out entry)
        && AllowedTypologies.Covers(entry.Purpose, typology);

    /// <summary>Asked last, when nothing else stands against an accusation: whom an entry excuses is counted.</summary>
    private bool IsExcused(int account, Typology typology)
    {
        bool isAllowed = IsAllowed(account, typology, out ListEntry entry);
        if (isAllowed)
        {
            _counters.NoteExcused(entry.Purpose);
        }

        return isAllowed;
    }

    /// <summary>It stands accused in a growing flag, and by what is known now it was somebody else's doing: then that is what is suspected.</summary>
    private bool IsCleared(Detector detector, AccountState account, ref Suspicion suspicion)
    {
        if (_flags.GrowingWith(detector, account.Index) is not FlagState flag || !flag.RoleOf(account.Index).IsAccused())
        {
            return false;
        }

        Suspicion known = OwnDoing.Judge(new Suspicion(flag.Typology, flag.RoleOf(account.Index), 1), _figures);
        bool isCleared = !known.Role.IsAccused();
        suspicion = isCleared ? known : suspicion;
        return isCleared;
    }

    /// <summary>
    /// The collector, hub or payout owner: the anchor of the typology's shape where one was found, else who stands behind the
    /// account; for a ring just closed, in which all are alike, the smallest id.
    /// </summary>
    private int AnchorOf(Detector detector, in ModelBar bar, AccountState account, in Suspicion suspicion, long at)
    {
        if (TypologyShapes.TryFind(_shapes.Book, account.Index, suspicion.Typology, at, out _, out ShapeNote note)
            && (note.Anchor == account.Index || _accounts[note.Anchor].RingScore >= bar.Member))
        {
            // Where the shape's anchor stands in a flag already, its shape's members belong to that one.
            return _flags.GrowingWith(detector, note.Anchor)?.Anchor ?? note.Anchor;
        }

        return suspicion.Typology == Typology.CircularGifting && _rings.Touched.Contains(account.Index)
            ? _accounts.SmallestId(_rings.Touched)
            : _counterparts.AnchorOf(detector, account, suspicion, bar.Member);
    }

    /// <summary>
    /// Buyers and victims are named, not accused: they join the flag of whoever stands behind them, if that one is suspect
    /// too. A victim is worth a flag of its own; a buyer alone is not.
    /// </summary>
    private void Name(
        Detector detector, AccountState account, in Suspicion suspicion, in Judgement judgement, in Moment moment, List<Decision> decisions)
    {
        ModelBar bar = BarOf(detector);
        TaintFigures taint = judgement.Taint;
        FlagState? flag = _flags.GrowingWith(detector, account.Index);
        if (flag is null)
        {
            int behind = _counterparts.BehindNamed(account, suspicion.Role);
            flag = behind >= 0 && moment.TakesGroup ? FlagBehind(detector, behind, moment) : null;
            taint = ReadFigures(account, moment.At);
        }

        if (flag is null && (suspicion.Role == AccountRole.Buyer || judgement.Score < bar.Flag))
        {
            return;
        }

        int anchor = flag?.Anchor ?? account.Index;
        flag = _flags.Take(_drafts.Write(detector, suspicion, account, anchor, judgement with { Taint = taint }), moment.Clock);
        _holds.Lift(flag, account.Index, moment.Clock, decisions);
        PublishAndHold(flag, account, bar, moment, decisions);
    }

    /// <summary>
    /// The growing flag about an account, or the one that opens because the account is suspect by its own figures; null for
    /// neither. Either way it is judged anew: what it is to others shows in what they do.
    /// </summary>
    private FlagState? FlagBehind(Detector detector, int behind, in Moment moment)
    {
        FlagState? known = _flags.GrowingWith(detector, behind) ?? _flags.GrowingAt(detector, behind);
        AccountState account = _accounts[behind];
        TaintFigures taint = ReadFigures(account, moment.At);
        Suspicion suspicion = SuspicionOf(detector, account, taint, moment.At);
        int score = Score(detector, account, ref suspicion, moment.At);
        ModelBar bar = BarOf(detector);
        return score >= (known is null ? bar.Flag : MemberBar(bar, account)) && suspicion.Role.IsAccused() && !IsExcused(behind, suspicion.Typology)
            ? _flags.Take(_drafts.Write(detector, suspicion, account, known?.Anchor ?? behind, JudgementOf(detector, account, score, taint, moment)), moment.Clock)
            : known;
    }

    /// <summary>Judges the accounts around a newly flagged one; those above the member bar join its flag.</summary>
    private void TakeGroup(Detector detector, FlagState flag, AccountState account, AccountRole role, in Moment moment)
    {
        bool hasShape = TypologyShapes.TryFind(_shapes.Book, account.Index, flag.Typology, moment.At, out Shape shape, out ShapeNote note);
        _groups.Collect(detector == Detector.Ring || role == AccountRole.Collector, hasShape ? (note.Anchor, shape) : null, account, _group);
        foreach (int index in _group)
        {
            AccountState member = _accounts[index];
            if (flag.Has(index) || _flags.GrowingWith(detector, index) is not null)
            {
                continue;
            }

            TaintFigures taint = ReadFigures(member, moment.At);
            Suspicion suspicion = SuspicionOf(detector, member, taint, moment.At);
            Judgement judgement = JudgementOf(detector, member, Score(detector, member, ref suspicion, moment.At), taint, moment);
            if (judgement.Score >= MemberBar(BarOf(detector), member) && !IsExcused(index, suspicion.Typology))
            {
                _flags.Take(_drafts.Write(detector, suspicion, member, flag.Anchor, judgement), moment.Clock);
            }
        }
    }
}
