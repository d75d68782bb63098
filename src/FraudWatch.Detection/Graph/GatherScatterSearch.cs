namespace FraudWatch.Detection.Graph;

/// <summary>
/// Gather-scatter around one account: many givers before a moment, many receivers after it, and about as much given as
/// the hop leaves of what came in. The moment is the one that makes the smaller of both numbers largest. One thread.
/// </summary>
public sealed class GatherScatterSearch(TemporalGraph graph)
{
    /// <summary>Fewest givers and fewest receivers that make the shape.</summary>
    public const int LeastOfEach = 3;

    /// <summary>Newest gifts looked at on each side; with more, the search is truncated.</summary>
    public const int MostGifts = 128;

    private readonly VertexMarks _seen = new();
    private readonly int[] _receiversFrom = new int[MostGifts + 1];
    private readonly List<int> _givers = [];
    private readonly List<int> _receivers = [];

    /// <summary>Accounts of the last finding, in the order of their first gift looked at.</summary>
    public IReadOnlyList<int> Givers => _givers;

    public IReadOnlyList<int> Receivers => _receivers;

    /// <summary>From the first gift after the moment back to the last before it, in the graph's unit of time.</summary>
    public long Dwell { get; private set; }

    public bool Truncated { get; private set; }

    /// <summary>Looks at an account; returns the smaller of givers and receivers, 0 when that makes no shape.</summary>
    public int Around(int account, in FlowRule rule)
    {
        _givers.Clear();
        _receivers.Clear();
        Truncated = false;
        if (!graph.TryVertexOf(account, out int vertex))
        {
            return 0;
        }

        ref readonly Vertex hub = ref graph.VertexAt(vertex);
        if (hub.FanIn < LeastOfEach || hub.FanOut < LeastOfEach || !rule.Matches(hub.InCoins, hub.OutCoins))
        {
            return 0;
        }

        ReadOnlySpan<AdjacencyEntry> into = Newest(graph.InOf(vertex));
        ReadOnlySpan<AdjacencyEntry> outOf = Newest(graph.OutOf(vertex));
        int size = BestMoment(into, outOf, out int split);
        if (size < LeastOfEach)
        {
            return 0;
        }

        int before = AdjacencyArena.LowerBound(into, outOf[split].Key);
        Collect(into[..before], _givers);
        Collect(outOf[split..], _receivers);
        Dwell = EdgeKey.TimeOf(outOf[split].Key) - EdgeKey.TimeOf(into[before - 1].Key);
        return size;
    }

    private ReadOnlySpan<AdjacencyEntry> Newest(ReadOnlySpan<AdjacencyEntry> gifts)
    {
        Truncated |= gifts.Length > MostGifts;
        return gifts[Math.Max(0, gifts.Length - MostGifts)..];
    }

    private int BestMoment(ReadOnlySpan<AdjacencyEntry> into, ReadOnlySpan<AdjacencyEntry> outOf, out int split)
    {
        CountReceivers(outOf);
        _seen.Forget(graph.VertexCapacity);
        split = 0;
        int best = 0;
        int givers = 0;
        int next = 0;
        for (int i = 0; i < outOf.Length; i++)
        {
            for (; next < into.Length && into[next].Key < outOf[i].Key; next++)
            {
                givers += MarkNew(into[next].Neighbour);
            }

            int size = Math.Min(givers, _receiversFrom[i]);
            (best, split) = size > best ? (size, i) : (best, split);
        }

        return best;
    }

    /// <summary>How many distinct receivers the gifts from each on have.</summary>
    private void CountReceivers(ReadOnlySpan<AdjacencyEntry> outOf)
    {
        _seen.Forget(graph.VertexCapacity);
        _receiversFrom[outOf.Length] = 0;
        for (int i = outOf.Length - 1; i >= 0; i--)
        {
            _receiversFrom[i] = _receiversFrom[i + 1] + MarkNew(outOf[i].Neighbour);
        }
    }

    private int MarkNew(int vertex)
    {
        if (_seen.TryGet(vertex, out _))
        {
            return 0;
        }

        _seen.Set(vertex, 0);
        return 1;
    }

    private void Collect(ReadOnlySpan<AdjacencyEntry> gifts, List<int> accounts)
    {
        _seen.Forget(graph.VertexCapacity);
        foreach (AdjacencyEntry gift in gifts)
        {
            if (MarkNew(gift.Neighbour) == 1)
            {
                accounts.Add(graph.AccountOf(gift.Neighbour));
            }
        }
    }
}
