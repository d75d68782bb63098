using FraudWatch.Detection.Graph;

namespace FraudWatch.Testing.Graph;

/// <summary>The slow obvious twins of the shape searches: everything tried, over the plain list of edges.</summary>
public sealed class SlowShapes(IReadOnlyList<GraphEdge> edges, FlowRule rule)
{
    /// <summary>A mistake put in on purpose, to see that the comparison would notice one.</summary>
    public ShapeFlaw Flaw { get; init; }

    public int SoleGivers(int account) => Givers(account).Count(g => Receivers(g).Count == 1);

    public int SoleReceivers(int account) => Receivers(account).Count(r => Givers(r).Count == 1);

    public long InCoins(int account) => edges.Where(e => e.To == account).Sum(e => e.Coins);

    public long OutCoins(int account) => edges.Where(e => e.From == account).Sum(e => e.Coins);

    public bool PassesOn(int account) => rule.IsEnough(InCoins(account), OutCoins(account));

    /// <summary>Every source and sink with at least two fitting intermediaries of which the edge at a place joins one to its source or sink.</summary>
    public List<(int Source, int Sink, int[] Intermediaries)> ScatterGathersThrough(int place)
    {
        int[] accounts = [.. edges.SelectMany(e => new[] { e.From, e.To }).Distinct()];
        GraphEdge edge = edges[place];
        List<(int, int, int[])> found = [];
        foreach (int source in accounts)
        {
            foreach (int sink in accounts.Where(a => a != source))
            {
                int[] middles = [.. accounts.Where(m => m != source && m != sink && Fits(source, m, sink)).Order()];
                bool hasEdge = middles.Any(m => (edge.From == source && edge.To == m) || (edge.From == m && edge.To == sink));
                if (hasEdge && middles.Length >= ScatterGatherSearch.LeastIntermediaries)
                {
                    found.Add((source, sink, middles));
                }
            }
        }

        return found;
    }

    /// <summary>Most of min(givers before, receivers after) over all moments; 0 when that makes no shape.</summary>
    public int GatherScatterAround(int account)
    {
        if (!rule.Matches(InCoins(account), OutCoins(account)))
        {
            return 0;
        }

        int best = Enumerable.Range(0, edges.Count + 1).Max(moment => Math.Min(
            edges.Take(moment).Where(e => e.To == account).Select(e => e.From).Distinct().Count(),
            edges.Skip(moment).Where(e => e.From == account).Select(e => e.To).Distinct().Count()));
        return best >= GatherScatterSearch.LeastOfEach ? best : 0;
    }

    /// <summary>The chain that ends with the edge at a place, newest first, as places.</summary>
    public List<int> ChainBackFrom(int place)
    {
        List<int> chain = [place];
        HashSet<int> met = [edges[place].From, edges[place].To];
        while (chain.Count < ChainSearch.LongestChain && Funding(chain[^1]) is int funding && met.Add(edges[funding].From))
        {
            chain.Add(funding);
        }

        return chain;
    }

    private int? Funding(int place)
    {
        int middle = edges[place].From;
        int[] into = [.. Enumerable.Range(0, place).Where(i => edges[i].To == middle).Reverse().Take(ChainSearch.MostGiftsIn)];
        if (into.Length == 0 || !PassesOn(middle))
        {
            return null;
        }

        long given = Enumerable.Range(0, place + 1).Where(i => edges[i].From == middle).Reverse().Take(ChainSearch.MostGiftsOut)
            .Where(i => i > into[0]).Sum(i => edges[i].Coins);
        for (int count = 1; count <= into.Length; count++)
        {
            long received = into.Take(count).Sum(i => edges[i].Coins);
            if (received * ChainSearch.LeastPartOfIncome >= InCoins(middle) && rule.Matches(received, given))
            {
                return into.Take(count).MaxBy(i => edges[i].Coins);
            }
        }

        return null;
    }

    private bool Fits(int source, int middle, int sink)
    {
        int[] into = [.. Places(source, middle)];
        int[] outOf = [.. Places(middle, sink)];
        return into.Length > 0 && outOf.Length > 0
            && (Flaw == ShapeFlaw.NoOrder || into[^1] < outOf[0])
            && (Flaw == ShapeFlaw.NoValue || (PassesOn(middle) && rule.Matches(into.Sum(i => edges[i].Coins), outOf.Sum(i => edges[i].Coins))));
    }

    private IEnumerable<int> Places(int from, int to) => Enumerable.Range(0, edges.Count).Where(i => edges[i].From == from && edges[i].To == to);

    private List<int> Givers(int account) => [.. edges.Where(e => e.To == account).Select(e => e.From).Distinct()];

    private List<int> Receivers(int account) => [.. edges.Where(e => e.From == account).Select(e => e.To).Distinct()];
}

/// <summary>A mistake put into <see cref="SlowShapes"/> on purpose.</summary>
public enum ShapeFlaw
{
    None,
    NoOrder,
    NoValue,
}
