namespace FraudWatch.Detection.Graph;

/// <summary>
/// Follows a gift back through accounts that passed on what they had just been given: hop by hop, the run of gifts out
/// of an account since its last gift in is compared with the newest few gifts into it. One thread.
/// </summary>
/// <remarks>
/// At most <see cref="LongestChain"/> hops of <see cref="MostGiftsOut"/> + <see cref="MostGiftsIn"/> gifts each, whatever the
/// degrees: a hub costs no more than anyone else.
/// </remarks>
public sealed class ChainSearch(TemporalGraph graph)
{
    public const int LongestChain = 8;

    /// <summary>Gifts out of an account that may together pass on what came in.</summary>
    public const int MostGiftsOut = 16;

    /// <summary>Gifts into an account that may together be passed on: with more, any amount fits some run of them.</summary>
    public const int MostGiftsIn = 4;

    /// <summary>What is passed on is at least this part of all that the account got within the window, or it is small change.</summary>
    public const int LeastPartOfIncome = 5;

    private readonly int[] _edges = new int[LongestChain];
    private int _count;

    /// <summary>The chain's gifts, newest first; the one asked for is the first.</summary>
    public ReadOnlySpan<int> Edges => _edges.AsSpan(0, _count);

    /// <summary>How well the amounts of the worst hop agree, in thousandths.</summary>
    public int Agreement { get; private set; }

    /// <summary>Edges looked at by the last search.</summary>
    public long EdgesLookedAt { get; private set; }

    /// <summary>Traces a gift back; returns the number of gifts in the chain, 1 when nothing was passed on.</summary>
    public int BackFrom(int edge, in FlowRule rule)
    {
        EdgesLookedAt = 0;
        Agreement = 1000;
        _edges[0] = edge;
        _count = 1;
        while (_count < LongestChain && TryFund(_edges[_count - 1], rule, out int funding) && !IsOnChain(graph.Record(funding).From))
        {
            _edges[_count++] = funding;
        }

        return _count;
    }

    private bool IsOnChain(int vertex)
    {
        for (int i = 0; i < _count; i++)
        {
            if (graph.Record(_edges[i]).From == vertex || graph.Record(_edges[i]).To == vertex)
            {
                // The giver of the newest link's giver is new; anyone met before would make a ring, which is another shape.
                return true;
            }
        }

        return false;
    }

    /// <summary>The largest of the gifts that a gift passes on.</summary>
    private bool TryFund(int edge, in FlowRule rule, out int funding)
    {
        funding = -1;
        ref readonly EdgeRecord record = ref graph.Record(edge);
        ref readonly Vertex middle = ref graph.VertexAt(record.From);
        ReadOnlySpan<AdjacencyEntry> into = graph.InOf(record.From);
        into = into[..AdjacencyArena.LowerBound(into, record.Key)];
        if (into.IsEmpty || !rule.IsEnough(middle.InCoins, middle.OutCoins))
        {
            return false;
        }

        long given = GivenSince(into[^1].Key, record);
        long received = 0;
        int largest = -1;
        for (int i = into.Length - 1; i >= Math.Max(0, into.Length - MostGiftsIn); i--)
        {
            EdgesLookedAt++;
            ref readonly EdgeRecord gift = ref graph.Record(into[i].Edge);
            received += gift.Coins;
            largest = largest < 0 || gift.Coins > graph.Record(largest).Coins ? into[i].Edge : largest;
            if (received * LeastPartOfIncome >= middle.InCoins && rule.Matches(received, given))
            {
                Agreement = Math.Min(Agreement, rule.Agreement(received, given));
                funding = largest;
                return true;
            }
        }

        return false;
    }

    /// <summary>Coins given from after a key up to a gift, that one included.</summary>
    private long GivenSince(long after, in EdgeRecord last)
    {
        ReadOnlySpan<AdjacencyEntry> outOf = graph.OutOf(last.From);
        outOf = outOf[..AdjacencyArena.LowerBound(outOf, last.Key + 1)];
        long coins = 0;
        for (int i = outOf.Length - 1; i >= Math.Max(0, outOf.Length - MostGiftsOut) && outOf[i].Key > after; i--)
        {
            EdgesLookedAt++;
            coins += graph.Record(outOf[i].Edge).Coins;
        }

        return coins;
    }
}
