namespace FraudWatch.Detection.Graph;

/// <summary>Following paths one by one instead of level by level, for <see cref="PathSearch"/>'s way around dear heads.</summary>
internal sealed partial class PathSide
{
    /// <summary>Edges the next hop has to look at from ends that have more than so many ahead.</summary>
    internal long CostOfDearHeads(long limit)
    {
        long cost = 0;
        foreach (ref readonly PathNode node in _nodes.AsSpan(LevelStart, NodeCount - LevelStart))
        {
            cost += node.Ahead > limit ? node.Ahead : 0;
        }

        return cost;
    }

    /// <summary>From here on each node says whether it was followed: all but those of the newest level.</summary>
    internal void MarkFollowed()
    {
        foreach (ref PathNode node in _nodes.AsSpan(0, LevelStart))
        {
            node.MarkFollowed();
        }
    }

    internal bool IsOpen(int node) => !_nodes[node].IsFollowed;

    internal OpenEnds Ends()
    {
        (int depth, int head, int elsewhere) = (OpenEnds.None, -1, OpenEnds.None);
        foreach (ref readonly PathNode node in _nodes.AsSpan(0, NodeCount))
        {
            if (node.Ahead == 0)
            {
                continue;
            }

            if (node.Head == head)
            {
                depth = Math.Min(depth, node.Depth);
            }
            else if (node.Depth < depth)
            {
                (depth, head, elsewhere) = (node.Depth, node.Head, depth);
            }
            else
            {
                elsewhere = Math.Min(elsewhere, node.Depth);
            }
        }

        return new OpenEnds(depth, head, elsewhere);
    }

    /// <summary>
    /// Edges to look at from the ends that must be followed and have at most so many ahead, and, of those that have more, the
    /// fewest: <see cref="long.MaxValue"/> without any.
    /// </summary>
    internal (long Cheap, long Dear) CostToFollow(in OpenEnds others, int maxEdges, long limit)
    {
        (long cheap, long dear) = (0, long.MaxValue);
        foreach (ref readonly PathNode node in _nodes.AsSpan(0, NodeCount))
        {
            if (MustFollow(node, others, maxEdges))
            {
                cheap += node.Ahead <= limit ? node.Ahead : 0;
                dear = node.Ahead <= limit ? dear : Math.Min(dear, node.Ahead);
            }
        }

        return (cheap, dear);
    }

    /// <summary>Follows the ends that must be and have at most so many edges ahead, one hop.</summary>
    internal void Follow(in OpenEnds others, int maxEdges, long limit)
    {
        int end = NodeCount;
        for (int node = 0; node < end; node++)
        {
            if (!MustFollow(_nodes[node], others, maxEdges) || _nodes[node].Ahead > limit)
            {
                continue;
            }

            int firstChild = NodeCount;
            AddChildren(node, meeting: null);
            _nodes[node].MarkFollowed();

            // What the other side has open only grows longer: children that reach it already are never followed.
            bool reachesAll = _nodes[node].Depth + 1 + others.Depth >= maxEdges;
            for (int child = firstChild; child < NodeCount && !reachesAll; child++)
            {
                FindEntries(child);
            }
        }
    }

    /// <summary>Whether a path of at most so many edges may go on from a node to an open end of the other side.</summary>
    private static bool MustFollow(in PathNode node, in OpenEnds others, int maxEdges) =>
        node.Ahead > 0 && node.Depth + others.DepthBut(node.Head) < maxEdges;
}
