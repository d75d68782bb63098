using FraudWatch.Detection.Graph;

namespace FraudWatch.Benchmarks.Groups;

/// <summary>The slow twin of scatter-gather: walks every two-hop path of the whole graph and groups them by their ends.</summary>
internal sealed class TwoHopRecount(FlowRule rule)
{
    private readonly List<GraphEdge> _edges = [];
    private readonly Dictionary<int, List<int>> _into = [];
    private readonly Dictionary<int, List<int>> _outOf = [];

    internal void Add(in GraphEdge edge)
    {
        ListOf(_into, edge.To).Add(_edges.Count);
        ListOf(_outOf, edge.From).Add(_edges.Count);
        _edges.Add(edge);
    }

    /// <summary>Sources and sinks that two or more fitting intermediaries join, one of them by the newest gift.</summary>
    internal int CountThroughNewest()
    {
        Dictionary<(int Source, int Sink), List<int>> found = [];
        foreach ((int middle, List<int> into) in _into)
        {
            if (_outOf.TryGetValue(middle, out List<int>? outOf) && rule.IsEnough(Coins(into), Coins(outOf)))
            {
                Walk(middle, found);
            }
        }

        GraphEdge newest = _edges[^1];
        return found.Count(f => f.Value.Count >= ScatterGatherSearch.LeastIntermediaries && f.Key.Sink == newest.To && f.Value.Contains(newest.From));
    }

    private void Walk(int middle, Dictionary<(int Source, int Sink), List<int>> found)
    {
        Dictionary<int, (long Coins, int First, int Last)> sources = ByOther(_into[middle], i => _edges[i].From);
        Dictionary<int, (long Coins, int First, int Last)> sinks = ByOther(_outOf[middle], i => _edges[i].To);
        foreach ((int source, (long received, _, int lastIn)) in sources)
        {
            foreach ((int sink, (long given, int firstOut, _)) in sinks)
            {
                if (source != sink && lastIn < firstOut && rule.Matches(received, given))
                {
                    ListOf(found, (source, sink)).Add(middle);
                }
            }
        }
    }

    private Dictionary<int, (long Coins, int First, int Last)> ByOther(List<int> edges, Func<int, int> other)
    {
        Dictionary<int, (long Coins, int First, int Last)> sums = [];
        foreach (int edge in edges)
        {
            bool isKnown = sums.TryGetValue(other(edge), out (long Coins, int First, int Last) sum);
            sums[other(edge)] = (sum.Coins + _edges[edge].Coins, isKnown ? sum.First : edge, edge);
        }

        return sums;
    }

    private long Coins(List<int> edges) => edges.Sum(i => _edges[i].Coins);

    private static List<int> ListOf<TKey>(Dictionary<TKey, List<int>> lists, TKey key)
        where TKey : notnull => lists.TryGetValue(key, out List<int>? list) ? list : lists[key] = [];
}
