using FraudWatch.Detection.Accounts;
using FraudWatch.Detection.Events;
using FraudWatch.Detection.Graph;
using FraudWatch.Detection.Identity;
using FraudWatch.Detection.State;

namespace FraudWatch.Detection;

/// <summary>Puts each gift into the temporal graph, searches the cycles it closes, and notes them on their accounts.</summary>
internal sealed class RingTracker : ISavedState
{
    private const int KeptCycles = 4;

    private readonly CycleSearch _search;
    private readonly long _window;
    private readonly AccountBook _accounts;
    private readonly List<int> _touched = [];
    private readonly List<long> _evidence = [];

    public RingTracker(DetectorSetup setup, AccountBook accounts, SeenEvents events)
    {
        _accounts = accounts;
        _window = setup.GraphWindow;
        // A gift that comes late must still find all gifts of a cycle that ended with it.
        Graph = new TemporalGraph(setup.GraphWindow + FraudDetector.LateAfter, new EventIdOrder(events));
        _search = new CycleSearch(Graph, new CycleSearchOptions
        {
            MaxLength = setup.MaxCycleLength,
            Window = setup.GraphWindow,
            Strict = false,
            WorkBudget = setup.CycleWorkBudget,
            KeepBest = KeptCycles,
        });
    }

    public TemporalGraph Graph { get; }

    /// <summary>Accounts on the best cycles that the last gift closed, in the order of their gifts.</summary>
    public IReadOnlyList<int> Touched => _touched;

    /// <summary>References of the gifts on those cycles.</summary>
    public IReadOnlyList<long> Evidence => _evidence;

    /// <summary>True when the work budget cut the last search short, or no room was left among the gifts of one time.</summary>
    public bool Truncated { get; private set; }

    /// <summary>Forgets what the last gift closed, before the next event.</summary>
    public void Forget()
    {
        _touched.Clear();
        _evidence.Clear();
        Truncated = false;
    }

    /// <summary>Takes a gift; afterwards <see cref="Touched"/> says whose rings it closed.</summary>
    /// <returns>The gift's number in the graph, or <see cref="TemporalGraph.NotRetained"/>.</returns>
    public int Take(ParsedEvent gift, int sender, int recipient, long reference)
    {
        var edge = new GraphEdge(sender, recipient, gift.OccurredAt, EventIdOrder.TieOf(gift.Text(TextField.EventId)), gift.Coins, reference);
        int number = Graph.Insert(edge);
        if (number == TemporalGraph.NotRetained)
        {
            Truncated = gift.OccurredAt >= Graph.Newest - Graph.Window;
            return number;
        }

        CycleFindings found = _search.Through(number);
        Truncated = found.Truncated;
        foreach (FoundCycle cycle in found.Best)
        {
            Note(cycle, gift.OccurredAt);
        }

        return number;
    }

    /// <summary>What the last gift closed is left out: the next event forgets it before it looks.</summary>
    public void Save(StateWriter to) => to.Part(Graph);

    public void Load(StateReader from) => from.Part(Graph);

    private void Note(FoundCycle cycle, long at)
    {
        long first = Math.Max(1, Graph[cycle.Edges[0]].Coins);
        int returned = (int)Math.Min(1000, Graph[cycle.Edges[^1]].Coins * 1000 / first);
        int ofPossible = OfPossible(returned, cycle.Length);
        foreach (int number in cycle.Edges)
        {
            GraphEdge edge = Graph[number];
            AccountState account = _accounts[edge.From];
            bool stale = account.LastCycleAt == AccountState.Never || at - account.LastCycleAt > _window;
            account.Cycles = stale ? 1 : account.Cycles + 1;
            account.BestCycleReturn = stale ? returned : Math.Max(account.BestCycleReturn, returned);
            account.BestCycleReturnOfPossible = stale ? ofPossible : Math.Max(account.BestCycleReturnOfPossible, ofPossible);
            account.ShortestCycle = stale ? cycle.Duration : Math.Min(account.ShortestCycle, cycle.Duration);
            account.ShortestCycleLength = stale ? cycle.Length : Math.Min(account.ShortestCycleLength, cycle.Length);
            account.LastCycleAt = at;
            if (!_touched.Contains(edge.From))
            {
                _touched.Add(edge.From);
            }

            if (!_evidence.Contains(edge.Tag))
            {
                _evidence.Add(edge.Tag);
            }
        }
    }

    /// <summary>The share returned, of what every hop passing on all it can would return, in thousandths, at most 2000.</summary>
    private int OfPossible(int returned, int length)
    {
        long possible = 1000;
        for (int hop = 1; hop < length; hop++)
        {
            possible = Math.Max(1, possible * _accounts.Hop.Thousandths / 1000);
        }

        return (int)Math.Min(2000, returned * 1000L / possible);
    }
}
