namespace FraudWatch.Detection.Graph;

/// <summary>
/// The way around hubs that stand in the middle of paths with thousands of edges on both sides.
/// </summary>
/// <remarks>
/// <para>An end of a half path is open as long as its edges were not read. A whole path is found if some vertex of it is a
/// forward and a backward end, open or not. It is missed only if its forward part stops at an open end with f edges, its
/// backward part at another one with b edges, and f + b is less than the most edges that a path may have. So it is enough to read on
/// until no two such ends are left, in any order.</para>
/// <para>A path passes a vertex once: a hub that is open on both sides is no such pair, but a place to meet. Its edges need
/// not be read while both sides can afford to read everything else. Of two different hubs near each other the cheaper is read.</para>
/// <para>Each path is counted at the first open end of its forward part, or as a hit when it has none: once.</para>
/// </remarks>
internal sealed partial class PathSearch
{
    /// <summary>Goes on from where the levels are.</summary>
    private void GoAroundDearHeads(CycleFindings findings)
    {
        _forward.MarkFollowed();
        _backward.MarkFollowed();
        long limit = options.DearHead;
        while (true)
        {
            OpenEnds ahead = _forward.Ends();
            OpenEnds behind = _backward.Ends();
            (long forwardCost, long dearForward) = _forward.CostToFollow(behind, _maxEdges, limit);
            (long backwardCost, long dearBackward) = _backward.CostToFollow(ahead, _maxEdges, limit);
            long dear = Math.Min(dearForward, dearBackward);
            long cost = backwardCost == 0 || (forwardCost > 0 && forwardCost <= backwardCost) ? forwardCost : backwardCost;
            if (dear < long.MaxValue && (cost == 0 || cost > dear))
            {
                // Doubling keeps the rounds few where many ends cost about the same.
                limit = Math.Max(dear, limit * 2);
                continue;
            }

            if (cost == 0)
            {
                break;
            }

            if (findings.Work + cost > options.WorkBudget)
            {
                findings.Truncated = true;
                break;
            }

            findings.EdgesLookedAt += cost;
            bool goForward = cost == forwardCost;
            (goForward ? _forward : _backward).Follow(goForward ? behind : ahead, _maxEdges, limit);
        }

        JoinAtOpenEnds(findings);
    }

    private void JoinAtOpenEnds(CycleFindings findings)
    {
        _backward.LinkByHead(_meeting);
        for (int node = 1; node < _forward.NodeCount; node++)
        {
            if (_forward.IsOpen(node))
            {
                Join(_forward, node, findings);
                findings.HeadsLeftUnread += _forward[node].Ahead > options.DearHead ? 1 : 0;
            }
        }

        CountHits(_forward.IsOpen(0) ? _backward : _forward, findings);
    }
}
