using FraudWatch.Detection.Graph;

namespace FraudWatch.Testing.Graph;

/// <summary>
/// A plain backward depth-first search over incoming edges, what most programs do: the yardstick of the benchmarks.
/// Edges come in order; nothing is dropped, the window bounds the walk.
/// </summary>
public sealed class BackwardSearch(int accounts, CycleSearchOptions options)
{
    private readonly List<(int From, long Time, int Order)>[] _incoming =
        Enumerable.Range(0, accounts).Select(_ => new List<(int, long, int)>()).ToArray();
    private readonly bool[] _onPath = new bool[accounts];
    private readonly long[] _counts = new long[CycleSearchOptions.LongestCycle + 1];
    private int _edges;

    public long EdgesLookedAt { get; private set; }

    public long Count(int length) => _counts[length];

    /// <summary>Counts the cycles that an edge closes, and adds it.</summary>
    public void Add(int from, int to, long time)
    {
        int order = _edges++;
        _onPath[from] = true;
        Walk(from, to, time - options.Window, (time, order), 1);
        _onPath[from] = false;
        _incoming[to].Add((from, time, order));
    }

    private void Walk(int vertex, int goal, long floor, (long Time, int Order) before, int edges)
    {
        List<(int From, long Time, int Order)> incoming = _incoming[vertex];
        for (int i = incoming.Count - 1; i >= 0 && incoming[i].Time >= floor; i--)
        {
            (int from, long time, int order) = incoming[i];
            EdgesLookedAt++;
            if (options.Strict ? time >= before.Time : order >= before.Order)
            {
                continue;
            }

            if (from == goal)
            {
                _counts[edges + 1]++;
            }
            else if (edges + 1 < options.MaxLength && !_onPath[from])
            {
                _onPath[from] = true;
                Walk(from, goal, floor, (time, order), edges + 1);
                _onPath[from] = false;
            }
        }
    }
}
