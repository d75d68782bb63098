namespace FraudWatch.Detection.Graph;

/// <summary>The work of one search for a shape: edges looked at, against a budget. Never time, so that replicas stop at the same place.</summary>
public sealed class ShapeWork(long budget)
{
    /// <summary>Edges looked at in this search.</summary>
    public long EdgesLookedAt { get; private set; }

    /// <summary>Whether the budget ended the search: what was found exists, but there may be more.</summary>
    public bool Truncated { get; private set; }

    internal void Begin()
    {
        EdgesLookedAt = 0;
        Truncated = false;
    }

    /// <summary>Pays for looking at edges; false, and the search is truncated, when that is more than is left.</summary>
    internal bool TryLookAt(int edges)
    {
        if (Truncated || EdgesLookedAt + edges > budget)
        {
            Truncated = true;
            return false;
        }

        EdgesLookedAt += edges;
        return true;
    }
}
