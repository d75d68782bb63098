using FraudWatch.Detection.Graph;

namespace FraudWatch.Testing.Graph;

/// <summary>The slow obvious twin of <see cref="TemporalGraph"/>: one sorted list, everything found by looking through it.</summary>
public sealed class ListGraph(long window, IComparer<long>? tieBreaker)
{
    private readonly List<GraphEdge> _edges = [];
    private long _newest = long.MinValue;

    /// <summary>Retained edges in their total order.</summary>
    public IReadOnlyList<GraphEdge> Edges => _edges;

    public IEnumerable<int> Accounts => _edges.SelectMany(e => new[] { e.From, e.To }).Distinct();

    /// <summary>Place of the edge in <see cref="Edges"/>, or -1 if it is too old.</summary>
    public int Insert(GraphEdge edge)
    {
        AdvanceTo(edge.OccurredAt);
        if (edge.OccurredAt < _newest - window)
        {
            return -1;
        }

        int place = _edges.Count(e => Compare(e, edge) <= 0);
        _edges.Insert(place, edge);
        return place;
    }

    public void AdvanceTo(long time)
    {
        _newest = Math.Max(_newest, time);
        _edges.RemoveAll(e => e.OccurredAt < _newest - window);
    }

    public int FanIn(int account) => _edges.Where(e => e.To == account).Select(e => e.From).Distinct().Count();

    public int FanOut(int account) => _edges.Where(e => e.From == account).Select(e => e.To).Distinct().Count();

    private int Compare(GraphEdge a, GraphEdge b)
    {
        int order = a.OccurredAt.CompareTo(b.OccurredAt);
        order = order != 0 ? order : a.Tie.CompareTo(b.Tie);
        return order != 0 ? order : tieBreaker?.Compare(a.Tag, b.Tag) ?? 0;
    }
}
