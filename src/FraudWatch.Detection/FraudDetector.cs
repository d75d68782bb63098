using System.Numerics;
using FraudWatch.Detection.Accounts;
using FraudWatch.Detection.Decisions;
using FraudWatch.Detection.Events;
using FraudWatch.Detection.Graph;
using FraudWatch.Detection.Identity;
using FraudWatch.Detection.Lists;
using FraudWatch.Detection.Shapes;
using FraudWatch.Detection.State;

namespace FraudWatch.Detection;

/// <summary>
/// The deterministic state machine over the log: the same events in the same order give the same decisions.
/// Pure: no I/O, no clock, no threads. One owner.
/// </summary>
public sealed class FraudDetector
{
    /// <summary>An event further behind its partition's clock than this is late, in milliseconds (contract §1).</summary>
    public const long LateAfter = 10L * 60 * 1000;

    /// <summary>The section of the accounts and their ledger, about half of a saved state.</summary>
    public const string AccountsSection = "accounts";

    private readonly SeenEvents _seen = new();
    private readonly AccountBook _accounts = new();
    private readonly RingTracker _rings;
    private readonly ShapeTracker _shapes;
    private readonly FlagBook _flags;
    private readonly HoldBook _holds;
    private readonly Judge _judge;
    private readonly TaintTracker _taint;
    private readonly Desk _desk;

    public FraudDetector(DetectorSetup setup)
    {
        Setup = setup.Checked();
        _rings = new RingTracker(setup, _accounts, _seen);
        _shapes = new ShapeTracker(_rings, _accounts, setup.ShapeWorkBudget);
        _flags = new FlagBook(_accounts, _seen);
        _holds = new HoldBook(setup.Policy, _accounts);
        _desk = new Desk(_flags, _holds);
        _judge = new Judge(setup, _accounts, (_rings, _shapes), (_flags, _holds), Counters);
        _taint = new TaintTracker(_accounts, _flags, _judge, Counters);
    }

    public DetectorSetup Setup { get; }

    public DetectorCounters Counters { get; } = new();

    /// <summary>The detector's clock: the largest event time processed, events that are ahead left out, Unix milliseconds.</summary>
    public long Clock { get; private set; } = long.MinValue;

    /// <summary>Sees every candidate before it is judged; null for none. Used by training.</summary>
    public ICandidateObserver? Observer
    {
        get => _judge.Observer;
        set => _judge.Observer = value;
    }

    /// <summary>
    /// Until its clock reaches this time (Unix milliseconds) the detector learns and decides nothing: what history would
    /// have been flagged for is flagged when its accounts next act. Part of the state.
    /// </summary>
    public long DecidesFrom
    {
        get => _judge.DecidesFrom;
        set => _judge.DecidesFrom = value;
    }

    /// <summary>Sees every shape found; null for none. Used by measurements.</summary>
    public IShapeObserver? ShapeObserver
    {
        get => _shapes.Book.Observer;
        set => _shapes.Book.Observer = value;
    }

    /// <summary>The id of an account by its number.</summary>
    public string NameOf(int account) => _accounts.NameOf(account);

    /// <summary>
    /// Takes over flags and holds from the record, where it knows more: the start of the log is gone, or a stretch of it. Before the first event that
    /// is to be decided.
    /// </summary>
    /// <param name="known">What the record holds.</param>
    /// <param name="clock">The detector's clock as the record has it, Unix milliseconds.</param>
    public void Recall(Recall known, long clock)
    {
        Clock = Math.Max(Clock, clock);
        _flags.Recall(known.Flags);
        _holds.Recall(known.Holds, flag => _flags.Find(flag)?.Version ?? 0);
    }

    /// <summary>Processes the next valid event in processing order and appends what it decided.</summary>
    public void Process(ParsedEvent next, List<Decision> decisions)
    {
        int before = decisions.Count;
        TakePlace(next);
        if (!Admit(next, out long reference))
        {
            return;
        }

        AdvanceClock(next, decisions);
        switch (next.Type)
        {
            case EventType.GiftSent:
                ProcessGift(next, reference, decisions);
                break;
            case EventType.ActionTaken:
                ProcessAction(next, decisions);
                break;
            default:
                ProcessAccountEvent(next, reference, decisions);
                break;
        }

        Count(decisions, before);
    }

    /// <summary>
    /// Everything that outlives an event, each part in a section of its own: whatever is kept from one event to the next
    /// is a line here. The order is that of loading.
    /// </summary>
    private (string Section, ISavedState Part)[] Parts() =>
    [
        ("events", _seen),
        (AccountsSection, _accounts),
        ("rings", _rings),
        ("shapes", _shapes),
        ("flags", _flags),
        ("holds", _holds),
        ("judge", _judge),
    ];

    /// <summary>Writes the whole state. Returns its checksum: two detectors with the same one go on alike.</summary>
    public ulong Save(StateWriter to)
    {
        to.Begin("detector");
        to.Time(Clock);
        to.Figures(Counters);
        ulong checksum = to.End();
        foreach ((string section, ISavedState part) in Parts())
        {
            to.Begin(section);
            to.Part(part);
            checksum = BitOperations.RotateLeft(checksum, 1) ^ to.End();
        }

        return checksum;
    }

    /// <summary>
    /// A detector that goes on where the saved one stood. Models and policy may differ from those it was saved under:
    /// they judge what comes next (docs/operations/snapshots.md).
    /// </summary>
    /// <exception cref="StateFormatException">The bytes are not a whole, sound state; nothing of it is used.</exception>
    public static FraudDetector Load(DetectorSetup setup, StateReader from)
    {
        var detector = new FraudDetector(setup);
        detector.LoadShare(from, _ => true);
        return detector;
    }

    /// <summary>
    /// Loads the sections of one share and skips the others. No section looks at another while it is loaded, so the shares of
    /// one file may be read side by side, each by a reader of its own, and none before all of them are is a whole detector.
    /// </summary>
    /// <exception cref="StateFormatException">As for <see cref="Load"/>; the detector is then not to be used.</exception>
    public void LoadShare(StateReader from, Func<string, bool> isOfShare)
    {
        LoadSection(from, "detector", isOfShare, LoadOwn);
        foreach ((string section, ISavedState part) in Parts())
        {
            LoadSection(from, section, isOfShare, part.Load);
        }
    }

    private static void LoadSection(StateReader from, string section, Func<string, bool> isOfShare, Action<StateReader> load)
    {
        if (!isOfShare(section))
        {
            from.Skip(section);
            return;
        }

        from.Begin(section);
        load(from);
        from.End();
    }

    private void LoadOwn(StateReader from)
    {
        Clock = from.Time();
        from.Figures(Counters);
    }

    /// <summary>
    /// An event that is ahead happened when it was received, as far as anything here can tell, and never after the detector's
    /// clock: so nothing that reckons from an event's time is moved by it. Only the very first event begins the clock even so.
    /// </summary>
    private void TakePlace(ParsedEvent next)
    {
        if (next.IsAhead)
        {
            next.OccurredAt = Clock == long.MinValue ? next.ReceivedAt : Math.Min(next.ReceivedAt, Clock);
        }
    }

    /// <summary>First of its id wins; a repeat changes nothing.</summary>
    private bool Admit(ParsedEvent next, out long reference)
    {
        Admission admission = _seen.Admit(next.Text(TextField.EventId), next.ContentHash, Math.Max(Clock, next.OccurredAt), out reference);
        Counters.Duplicates += admission == Admission.Duplicate ? 1 : 0;
        Counters.ConflictingDuplicates += admission == Admission.Conflict ? 1 : 0;
        return admission == Admission.New;
    }

    private void AdvanceClock(ParsedEvent next, List<Decision> decisions)
    {
        Counters.Events++;
        Counters.Ahead += next.IsAhead ? 1 : 0;
        Counters.LongTokens += next.LongTokens;
        Clock = Math.Max(Clock, next.OccurredAt);
        _accounts.Lists.Clock = Clock;
        _rings.Forget();
        _shapes.Forget();
        _holds.Expire(Clock, decisions);
    }

    private void ProcessGift(ParsedEvent next, long reference, List<Decision> decisions)
    {
        AccountState sender = _accounts.Actor(next);
        _holds.NoteActive(sender, Clock);
        AccountState recipient = _accounts.Touch(next.Text(TextField.RecipientId), next.OccurredAt);
        _accounts.NoteContext(sender, next);
        _accounts.Gift(sender, recipient, next, reference);
        if (next.PartitionClock > next.OccurredAt + LateAfter)
        {
            // Too late for the windows: it counts in balances and degrees, and no ring is searched through it.
            Counters.Late++;
            return;
        }

        int edge = _rings.Take(next, sender.Index, recipient.Index, reference);
        if (edge != TemporalGraph.NotRetained)
        {
            _shapes.Look(new SeenGift(next, edge, sender, recipient, _rings.Graph.LastPairIsNew));
        }

        Counters.TruncatedSearches += _rings.Truncated ? 1 : 0;
        Counters.TruncatedShapes += _shapes.Truncated ? 1 : 0;
        ConsiderTouched(next, decisions);
        if (_rings.Touched.Count == 0)
        {
            ConsiderIfGrown(recipient, next, decisions);
            ConsiderIfGrown(sender, next, decisions);
        }
    }

    /// <summary>Whoever the event put on a ring or made the anchor of a shape, each once.</summary>
    private void ConsiderTouched(ParsedEvent next, List<Decision> decisions)
    {
        foreach (int account in _rings.Touched)
        {
            Consider(_accounts[account], next, decisions);
        }

        foreach (int account in _shapes.Touched)
        {
            if (!_rings.Touched.Contains(account))
            {
                Consider(_accounts[account], next, decisions);
            }
        }
    }

    private void ProcessAccountEvent(ParsedEvent next, long reference, List<Decision> decisions)
    {
        AccountState account = _accounts.Actor(next);
        _holds.NoteActive(account, Clock);
        _accounts.NoteContext(account, next);
        switch (next.Type)
        {
            case EventType.CoinPurchased:
                _accounts.Purchase(account, next, reference);
                ConsiderIfGrown(account, next, decisions);
                break;
            case EventType.CoinPurchaseDeclined:
                _accounts.Decline(account, next);
                ConsiderIfGrown(account, next, decisions);
                break;
            case EventType.CoinRefunded or EventType.CoinChargedBack or EventType.CoinChargebackReversed:
                ProcessReversal(next, reference, decisions);
                break;
            case EventType.DiamondExchanged:
                _accounts.Exchange(account, next, reference);
                Consider(account, next, decisions);
                break;
            case EventType.DiamondWithdrawn:
                _accounts.Withdraw(account, next, reference);
                _shapes.LookAtWithdrawal(account, next.OccurredAt);
                ConsiderTouched(next, decisions);
                Consider(account, next, decisions);
                break;
            case EventType.AccountCredentialsChanged:
                account.CredentialChanges++;
                account.CredentialsChangedAt = next.OccurredAt;
                break;
            case EventType.AccountReported:
                account.Reports++;
                break;
        }

        Counters.ExcessReversedCoins = _accounts.Orders.ExcessCoins;
    }

    /// <summary>A reversal speaks about its buyer, about whom the buyer gifts most, and about everyone downstream of its coins.</summary>
    private void ProcessReversal(ParsedEvent next, long reference, List<Decision> decisions)
    {
        AccountState? buyer = _accounts.Reverse(next, reference, out int order);
        if (buyer is null)
        {
            return;
        }

        // The largest shares downstream first: a flag then opens at the creator who got the coins, and the buyer joins it.
        Moment moment = MomentOf(next) with { MayHold = next.Type != EventType.CoinRefunded };
        if (next.Type != EventType.CoinRefunded)
        {
            _taint.FollowOrder(order, moment, decisions);
        }

        _judge.Consider(buyer, moment, decisions);
        int top = Features.SpendingFeatures.TopRecipient(buyer, out _, out _);
        if (top >= 0)
        {
            _judge.Consider(_accounts[top], moment, decisions);
        }
    }

    private void ProcessAction(ParsedEvent next, List<Decision> decisions)
    {
        if (Clock - next.OccurredAt >= SeenEvents.Memory)
        {
            // Whoever kept it could send it once more, signature and all, and nobody would know it again.
            Counters.StaleActions++;
            return;
        }

        _desk.Take(next, Clock, decisions);
        if (next.List != ListName.None && next.SubjectKind != SubjectKind.None && next.Has(TextField.Subject))
        {
            if (next.Action is ActionKind.Listed or ActionKind.Undone)
            {
                _accounts.Lists.Apply(next);
            }

            return;
        }

        if (!next.Has(TextField.HoldId) && next.Has(TextField.FlagId) && Guid.TryParse(next.Text(TextField.FlagId), null, out Guid flag))
        {
            _taint.NoteDecision(flag, next, MomentOf(next), decisions);
        }

        if (next.Action == ActionKind.Released)
        {
            _taint.NoteRelease(_accounts.Ids.Find(next.Text(TextField.AccountId)));
        }
    }

    private void ConsiderIfGrown(AccountState account, ParsedEvent next, List<Decision> decisions)
    {
        int grown = Judge.ActivityOf(account) - account.ActivityAtEvaluation;
        if (grown > account.ActivityAtEvaluation / 2 || (grown > account.ActivityAtEvaluation / 8 && _judge.IsSuspect(account)))
        {
            Consider(account, next, decisions);
        }
    }

    private void Consider(AccountState account, ParsedEvent next, List<Decision> decisions) =>
        _judge.Consider(account, MomentOf(next), decisions);

    private Moment MomentOf(ParsedEvent next) => new(next.OccurredAt, Clock);

    private void Count(List<Decision> decisions, int before)
    {
        for (int i = before; i < decisions.Count; i++)
        {
            Counters.FlagVersions += decisions[i].Flag is null ? 0 : 1;
            Counters.HoldVersions += decisions[i].Hold is null ? 0 : 1;
        }

        Counters.UnknownCountries = _accounts.UnknownCountries;
        Counters.Accounts = _accounts.Count;
        Counters.GraphEdges = _rings.Graph.EdgeCount;
    }
}
