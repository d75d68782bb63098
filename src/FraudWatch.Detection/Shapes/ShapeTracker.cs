using FraudWatch.Detection.Accounts;
using FraudWatch.Detection.Graph;
using FraudWatch.Detection.State;

namespace FraudWatch.Detection.Shapes;

/// <summary>Looks for every shape as gifts and withdrawals come, and keeps what was found. One owner: the detector.</summary>
internal sealed class ShapeTracker : ISavedState
{
    private readonly ShapeContext _context;
    private readonly GiftShape[] _shapes;
    private readonly SharedMatch _matches;
    private readonly SharedPayoutShape _payouts;

    public ShapeTracker(RingTracker rings, AccountBook accounts, long workBudget)
    {
        TemporalGraph graph = rings.Graph;
        Book = new ShapeBook(graph.Window);
        _context = new ShapeContext(graph, accounts, Book);
        _matches = new SharedMatch(_context);
        _payouts = new SharedPayoutShape(_context);
        _shapes =
        [
            new CycleShape(_context, rings),
            new MuleFanIn(_context),
            new FanOut(_context),
            new ScatterGatherShape(_context, workBudget),
            new GatherScatterShape(_context),
            new ChainShape(_context),
            new SenderPool(_context),
            _matches,
            new SelfGifting(_context),
        ];
    }

    public ShapeBook Book { get; }

    /// <summary>Anchors of new findings of the last event.</summary>
    public IReadOnlyList<int> Touched => _context.Touched;

    /// <summary>Whether a budget cut a look of the last event short.</summary>
    public bool Truncated { get; private set; }

    /// <summary>Share of an account's match coins that came from funders of both sides, in thousandths.</summary>
    public int BothSidedShare(int account, long now) => _matches.BothSidedShare(account, now);

    /// <summary>Forgets what the last event found, before the next.</summary>
    public void Forget()
    {
        _context.Forget();
        Truncated = false;
    }

    /// <summary>Looks at a gift that the graph has just taken.</summary>
    public void Look(in SeenGift gift)
    {
        foreach (GiftShape shape in _shapes)
        {
            shape.Look(gift);
            Truncated |= shape.Truncated;
        }
    }

    /// <summary>What the last event found is left out: the next forgets it before it looks.</summary>
    public void Save(StateWriter to)
    {
        to.Part(Book);
        foreach (GiftShape shape in _shapes)
        {
            to.Part(shape);
        }
    }

    public void Load(StateReader from)
    {
        from.Part(Book);
        foreach (GiftShape shape in _shapes)
        {
            from.Part(shape);
        }
    }

    /// <summary>Looks at an account that has just asked for a withdrawal.</summary>
    public void LookAtWithdrawal(AccountState account, long at) => _payouts.Look(account, at);
}
