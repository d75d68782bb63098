using FraudWatch.Detection.Graph;

namespace FraudWatch.Testing.Graph;

/// <summary>
/// The slow obvious twin of <see cref="CycleSearch"/>: from every edge of the list a plain depth-first walk through all
/// later ones. Can be broken on purpose, to show that the comparison would notice.
/// </summary>
public sealed class SlowCycles(IReadOnlyList<GraphEdge> edges, CycleSearchOptions options, Flaw flaw = Flaw.None)
{
    private readonly List<int> _path = [];
    private readonly List<int[]> _found = [];

    /// <summary>Every temporal simple cycle of the list, as places in it.</summary>
    public IReadOnlyList<int[]> All()
    {
        _found.Clear();
        for (int i = 0; i < edges.Count; i++)
        {
            _path.Add(i);
            GoOn();
            _path.Clear();
        }

        return _found;
    }

    /// <summary>The cycles with this place among theirs, best first.</summary>
    public IReadOnlyList<int[]> Through(int place) => Ranked(All().Where(c => c.Contains(place)));

    /// <summary>The cycles that end with this place, best first.</summary>
    public IReadOnlyList<int[]> ClosedBy(int place) => Ranked(All().Where(c => c[^1] == place));

    private int[][] Ranked(IEnumerable<int[]> cycles) => cycles
        .OrderByDescending(c => c.Min(i => edges[i].Coins))
        .ThenBy(c => edges[c[^1]].OccurredAt - edges[c[0]].OccurredAt)
        .ThenBy(c => c.Length)
        .ThenBy(c => string.Concat(c.Select(i => i.ToString("D9"))), StringComparer.Ordinal)
        .ToArray();

    private void GoOn()
    {
        GraphEdge first = edges[_path[0]];
        GraphEdge last = edges[_path[^1]];
        if (last.To == first.From)
        {
            _found.Add([.. _path]);
            return;
        }

        for (int i = _path[^1] + 1; i < edges.Count && _path.Count < options.MaxLength; i++)
        {
            if (Follows(first, last, edges[i]))
            {
                _path.Add(i);
                GoOn();
                _path.RemoveAt(_path.Count - 1);
            }
        }
    }

    private bool Follows(GraphEdge first, GraphEdge last, GraphEdge next)
    {
        long span = next.OccurredAt - first.OccurredAt;
        bool inWindow = flaw == Flaw.WindowExclusive ? span < options.Window : span <= options.Window;
        bool later = !options.Strict || flaw == Flaw.TiesAllowedWhenStrict || next.OccurredAt > last.OccurredAt;
        bool isNew = flaw == Flaw.VerticesMayRepeat || !_path.Exists(i => edges[i].To == next.To);
        return next.From == last.To && inWindow && later && isNew;
    }
}
