using FraudWatch.Detection.Accounts;
using FraudWatch.Detection.Decisions.Typologies;
using FraudWatch.Detection.Features;
using FraudWatch.Detection.Ledger;
using FraudWatch.Detection.Lists;
using FraudWatch.Detection.Shapes;

namespace FraudWatch.Detection.Decisions;

/// <summary>
/// Writes down what speaks against an account: reasons in words, the path of tainted money, evidence, coins at risk.
/// Its lists are reused from draft to draft. One owner: the judge.
/// </summary>
internal sealed class DraftWriter
{
    private const int MostReasons = 5;
    private const int MostEvidence = 12;

    private readonly AccountBook _accounts;
    private readonly (RingTracker Rings, ShapeTracker Shapes) _graph;
    private readonly FeatureNorms _norms;
    private readonly TaintSpread _reach;
    private readonly Func<int, long, long> _coinsOf;
    private readonly List<FlagReason> _reasons = [];
    private readonly List<long> _evidence = [];

    public DraftWriter(AccountBook accounts, (RingTracker Rings, ShapeTracker Shapes) graph, FeatureNorms norms)
    {
        _accounts = accounts;
        _graph = graph;
        _norms = norms;
        _reach = new TaintSpread(accounts.Ledger);
        _coinsOf = CoinsOf;
    }

    /// <summary>What one judgement of an account contributes to a flag.</summary>
    public FlagDraft Write(Detector detector, in Suspicion suspicion, AccountState account, int anchor, in Judgement judgement)
    {
        _reasons.Clear();
        foreach (AccountFeature feature in ReasonCatalogue.FeaturesFor(suspicion.Typology, suspicion.Role))
        {
            if (_reasons.Count < MostReasons && ReasonCatalogue.Say(feature, judgement.Figures[feature], _norms.UsualOf(feature), _accounts.Prices) is FlagReason reason)
            {
                _reasons.Add(reason);
            }
        }

        AddFromLists(account, judgement.Figures);
        bool isTainted = judgement.Taint.Largest > 0;
        TaintStory story = isTainted ? _accounts.TaintReader.Tell(account.Index, judgement.Taint) : default;
        return new FlagDraft(
            detector, suspicion.Typology, anchor, account.Index, suspicion.Role, judgement.Score, _reasons, AtRisk(detector, suspicion.Role, account, judgement.Taint), FirstEvent(account, judgement.At), EvidenceOf(account),
            _graph.Rings.Truncated || _graph.Shapes.Truncated || judgement.Truncated || judgement.Taint.Truncated)
        {
            HoldScore = judgement.HoldScore,
            Taint = isTainted ? TaintWords.Say(judgement.Taint, story) : null,
            Path = story.Path ?? [],
        };
    }

    /// <summary>What people denied, and the entry by which they allowed the account something else than it is flagged for.</summary>
    private void AddFromLists(AccountState account, FeatureVector figures)
    {
        foreach (AccountFeature feature in ReasonCatalogue.FromLists)
        {
            if (ReasonCatalogue.Say(feature, figures[feature], _norms.UsualOf(feature), _accounts.Prices) is FlagReason reason)
            {
                _reasons.Add(reason);
            }
        }

        if (_accounts.Lists.TryGetAllowed(SubjectKind.Account, _accounts.Ids.BytesOf(account.Index), out ListEntry entry))
        {
            // Of a family that is there already: a list's entry is no evidence that a hold may count.
            EvidenceFamily family = _reasons.Count > 0 ? _reasons[0].Family : EvidenceFamily.Model;
            _reasons.Add(new FlagReason("ALLOW_LISTED", entry.Name(_accounts.NameOf(account.Index)), 1, 0, family));
        }
    }

    /// <summary>
    /// Coins still within reach: of a seller, what its latest purchases can be stopped of, at itself and downstream; of a
    /// collector, its undrawn diamonds, where their origin is known to be dirty that part of them; of anybody, the coins held.
    /// </summary>
    private long AtRisk(Detector detector, AccountRole role, AccountState account, in TaintFigures taint)
    {
        if (detector == Detector.Resale && role is AccountRole.Seller or AccountRole.Hub or AccountRole.SoldAccount)
        {
            return _reach.CoinsInReach(account.Index, _coinsOf);
        }

        long given = CoinsOf(account.Index, _accounts.Ledger.DiamondsUndrawn(account.Index));
        given = taint.UndrawnThousandths > 0 ? Proportion.FloorDivide(given, taint.UndrawnThousandths, 1000) : given;
        return given + _accounts.Ledger.CoinsHeld(account.Index);
    }

    private long CoinsOf(int account, long diamonds)
    {
        AccountState holder = _accounts[account];
        return holder.ReceivedDiamonds <= 0 ? 0 : (long)((Int128)holder.ReceivedCoins * diamonds / holder.ReceivedDiamonds);
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
        foreach (int touched in _graph.Rings.Touched)
        {
            onCycle |= touched == account.Index;
        }

        if (onCycle)
        {
            _evidence.AddRange(_graph.Rings.Evidence.Take(MostEvidence));
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
