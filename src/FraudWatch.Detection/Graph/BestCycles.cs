namespace FraudWatch.Detection.Graph;

/// <summary>Keeps the best few of the cycles offered, in an order that does not depend on the order of offering.</summary>
internal sealed class BestCycles
{
    private readonly TemporalGraph _graph;
    private readonly FoundCycle[] _ranked;
    private int _count;

    internal BestCycles(TemporalGraph graph, int capacity)
    {
        _graph = graph;
        _ranked = new FoundCycle[capacity + 1];
        for (int i = 0; i <= capacity; i++)
        {
            _ranked[i] = new FoundCycle();
        }
    }

    internal bool AreKept => _ranked.Length > 1;

    internal IReadOnlyList<FoundCycle> Kept => new ArraySegment<FoundCycle>(_ranked, 0, _count);

    /// <summary>Whether a cycle whose smallest gift has so many coins, or fewer, may still be among the best.</summary>
    internal bool MayKeep(long smallestCoins) =>
        _count < _ranked.Length - 1 || smallestCoins >= _ranked[_count - 1].SmallestCoins;

    internal void Clear() => _count = 0;

    internal void Offer(ReadOnlySpan<int> edges)
    {
        FoundCycle offered = _ranked[_count];
        offered.Set(_graph, edges);
        int rank = _count;
        while (rank > 0 && offered.IsBetterThan(_ranked[rank - 1], _graph))
        {
            _ranked[rank] = _ranked[rank - 1];
            rank--;
        }

        _ranked[rank] = offered;
        _count = Math.Min(_count + 1, _ranked.Length - 1);
    }
}
