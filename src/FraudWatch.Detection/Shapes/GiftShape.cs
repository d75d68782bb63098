using FraudWatch.Detection.Accounts;
using FraudWatch.Detection.Decisions;
using FraudWatch.Detection.Events;
using FraudWatch.Detection.Graph;
using FraudWatch.Detection.State;

namespace FraudWatch.Detection.Shapes;

/// <summary>
/// One shape, looked for as each gift comes. A shape is one file here, one line in <see cref="ShapeTracker"/>, and a value of
/// <see cref="Shape"/>. The work of a look is bounded by counts, never by time, whatever the degrees.
/// </summary>
internal abstract class GiftShape(ShapeContext context, Shape shape) : ISavedState
{
    private readonly List<ShapeMember> _members = [];

    protected ShapeContext Context => context;

    protected TemporalGraph Graph => context.Graph;

    protected AccountBook Accounts => context.Accounts;

    /// <summary>Whether the last look was cut short by its work budget.</summary>
    public bool Truncated { get; protected set; }

    /// <summary>Looks at a gift that has just been put into the graph.</summary>
    public abstract void Look(in SeenGift gift);

    /// <summary>What the shape keeps from one gift to the next beside the book of findings; most keep nothing.</summary>
    public virtual void Save(StateWriter to)
    {
    }

    public virtual void Load(StateReader from)
    {
    }

    /// <summary>Starts a finding's list of members, its anchor first.</summary>
    protected void Begin(int anchor, AccountRole role)
    {
        _members.Clear();
        _members.Add(new ShapeMember(anchor, role));
    }

    protected void Add(int account, AccountRole role)
    {
        if (_members.Count < ShapeBook.MostMembers)
        {
            _members.Add(new ShapeMember(account, role));
        }
    }

    /// <summary>Notes the finding that was begun; when it is news, its anchor is to be judged.</summary>
    protected void Note(in ShapeFinding finding)
    {
        if (context.Book.Note(shape, finding, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_members)))
        {
            context.Touch(finding.Anchor);
        }
    }

    /// <summary>Whether an account's coins come mostly from exchanged income: only then can it pass on what it was given.</summary>
    protected static bool LivesOnIncome(AccountState account) =>
        account.ExchangedCoins > 0 && account.ExchangedCoins * 2 >= account.AcquiredCoins;
}

/// <summary>What all shapes read and where they note. One owner: the detector.</summary>
internal sealed class ShapeContext(TemporalGraph graph, AccountBook accounts, ShapeBook book)
{
    /// <summary>What an intermediary gives on, in thousandths of the expected amount: wide, since part is kept and part is spent to hide.</summary>
    private const int LeastPassedOn = 450;
    private const int MostPassedOn = 1150;

    private readonly List<int> _touched = [];

    public TemporalGraph Graph { get; } = graph;

    public AccountBook Accounts { get; } = accounts;

    public ShapeBook Book { get; } = book;

    public FlowRule Rule => new(Accounts.Hop.Thousandths, LeastPassedOn, MostPassedOn);

    /// <summary>Anchors of new findings since the last event, each once, in the order of the shapes.</summary>
    public IReadOnlyList<int> Touched => _touched;

    public void Touch(int account)
    {
        if (!_touched.Contains(account))
        {
            _touched.Add(account);
        }
    }

    public void Forget() => _touched.Clear();
}

/// <summary>A gift in the graph, as the shapes see it.</summary>
/// <param name="Event">The event itself.</param>
/// <param name="Edge">Its number in the graph.</param>
/// <param name="Sender">Who gave.</param>
/// <param name="Recipient">Who got.</param>
/// <param name="IsNewPair">Whether no other retained gift goes from one to the other.</param>
internal readonly record struct SeenGift(ParsedEvent Event, int Edge, AccountState Sender, AccountState Recipient, bool IsNewPair);
