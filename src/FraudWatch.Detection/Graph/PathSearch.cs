namespace FraudWatch.Detection.Graph;

/// <summary>
/// Finds all time-ordered simple paths between two vertices by growing the cheaper side, hop by hop, until both
/// together are long enough, and joining them where they meet.
/// </summary>
/// <remarks>
/// The cheaper side is what makes hubs harmless: a side that would have to walk through a hub's thousands of edges
/// waits while the other comes to meet it. The last hop is not kept: it is joined node by node, and goes only where the
/// other side is. Where both sides' next level runs into a hub, <see cref="GoAroundDearHeads"/> takes over. Exact unless
/// the budget ends it.
/// </remarks>
internal sealed partial class PathSearch(TemporalGraph graph, CycleSearchOptions options)
{
    private readonly PathSide _forward = new(graph, forward: true, options.Strict);
    private readonly PathSide _backward = new(graph, forward: false, options.Strict);
    private readonly VertexMarks _meeting = new();
    private readonly CycleWriter _writer = new(graph, options);
    private int _maxEdges;

    /// <summary>Sets the edges of the cycle before and after the path that is searched next, in time order.</summary>
    internal void Surround(ReadOnlySpan<int> before, ReadOnlySpan<int> after) => _writer.Surround(before, after);

    internal void Run(in PathSpan span, ReadOnlySpan<int> blocked, CycleFindings findings)
    {
        _maxEdges = span.MaxEdges;
        _forward.Begin(span, blocked);
        if (_forward.Cost == 0)
        {
            return;
        }

        _backward.Begin(span, blocked);
        while (true)
        {
            PathSide side = _forward.Cost <= _backward.Cost ? _forward : _backward;
            if (side.Cost == 0)
            {
                CountHits(side, findings);
                return;
            }

            if (side.Cost > options.DearHead && side.CostOfDearHeads(options.DearHead) > side.Cost / 2)
            {
                GoAroundDearHeads(findings);
                return;
            }

            if (findings.Work + side.Cost > options.WorkBudget)
            {
                findings.Truncated = true;
                JoinWhatThereIs(findings);
                return;
            }

            findings.EdgesLookedAt += side.Cost;
            if (_forward.Depth + _backward.Depth + 1 == _maxEdges)
            {
                JoinByLastHop(side, findings);
                return;
            }

            side.Expand();
        }
    }

    private void JoinByLastHop(PathSide side, CycleFindings findings)
    {
        Other(side).LinkByHead(_meeting);
        int end = side.NodeCount;
        for (int node = side.LevelStart; node < end; node++)
        {
            side.AddChildren(node, _meeting);
            for (int child = end; child < side.NodeCount; child++)
            {
                Join(side, child, findings);
            }

            side.RemoveNodesFrom(end);
        }

        CountHits(side, findings);
    }

    /// <summary>After the budget ended the search: the paths that are as long as both sides together, and shorter ones.</summary>
    private void JoinWhatThereIs(CycleFindings findings)
    {
        PathSide side = _forward.Depth > 0 ? _forward : _backward;
        Other(side).LinkByHead(_meeting);
        for (int node = side.LevelStart; side.Depth > 0 && node < side.NodeCount; node++)
        {
            Join(side, node, findings);
        }

        CountHits(side, findings);
    }

    private PathSide Other(PathSide side) => side == _forward ? _backward : _forward;

    private void Join(PathSide side, int node, CycleFindings findings)
    {
        PathSide other = Other(side);
        ulong visited = side[node].Visited;
        int there = _meeting.TryGet(side[node].Head, out int first) ? first : VertexMarks.None;
        for (; there != VertexMarks.None; there = other[there].NextAtHead)
        {
            if (side[node].Depth + other[there].Depth > _maxEdges)
            {
                continue;
            }

            int cost = side[node].StepCount + other[there].StepCount - 1;
            if (findings.Work + cost > options.WorkBudget)
            {
                findings.Truncated = true;
                return;
            }

            findings.PairsCompared += cost;
            if ((visited & other[there].Visited) == 0 || AreDisjoint(side, side[node].Parent, other, other[there].Parent))
            {
                CountJoined(side.Forward ? node : there, side.Forward ? there : node, findings);
            }
        }
    }

    private void CountJoined(int forward, int backward, CycleFindings findings)
    {
        long ways = CountWays(_forward.StepsOf(forward), _backward.StepsOf(backward));
        if (ways > 0)
        {
            findings.Add(_forward[forward].Depth + _backward[backward].Depth + _writer.Surrounding, ways);
            _writer.OfferJoined(_forward, forward, _backward, backward, findings);
        }
    }

    /// <summary>How many pairs of a forward path and a backward path that begins after it ends.</summary>
    private long CountWays(ReadOnlySpan<PathStep> forward, ReadOnlySpan<PathStep> backward)
    {
        long ways = 0;
        int later = 0;
        for (int i = forward.Length - 1; i >= 0; i--)
        {
            long bound = options.Strict ? forward[i].Key | EdgeKey.LabelMask : forward[i].Key;
            while (later < backward.Length && backward[later].Key > bound)
            {
                later++;
            }

            if (later > 0)
            {
                long endingHere = forward[i].Ways - (i > 0 ? forward[i - 1].Ways : 0);
                ways += endingHere * backward[later - 1].Ways;
            }
        }

        return ways;
    }

    private static bool AreDisjoint(PathSide side, int node, PathSide other, int otherNode)
    {
        for (int i = otherNode; i >= 0; i = other[i].Parent)
        {
            if (side.IsOnPath(node, other[i].Head))
            {
                return false;
            }
        }

        return true;
    }

    private void CountHits(PathSide side, CycleFindings findings)
    {
        foreach (ref readonly PathHit hit in side.Hits)
        {
            findings.Add(hit.Length + _writer.Surrounding, hit.Ways);
            _writer.OfferHit(side, hit, findings);
        }
    }
}
