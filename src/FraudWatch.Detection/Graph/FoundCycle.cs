namespace FraudWatch.Detection.Graph;

/// <summary>A cycle as evidence. Valid until the next search.</summary>
public sealed class FoundCycle
{
    private readonly int[] _edges = new int[CycleSearchOptions.LongestCycle];

    public int Length { get; private set; }

    /// <summary>Edge numbers in time order; each starts where the one before ended, the first where the last ended.</summary>
    public ReadOnlySpan<int> Edges => _edges.AsSpan(0, Length);

    /// <summary>Coins of the smallest gift: no more than this can have come all the way round.</summary>
    public long SmallestCoins { get; private set; }

    /// <summary>Time from the first gift to the last.</summary>
    public long Duration { get; private set; }

    internal void Set(TemporalGraph graph, ReadOnlySpan<int> edges)
    {
        Length = edges.Length;
        edges.CopyTo(_edges);
        SmallestCoins = long.MaxValue;
        foreach (int edge in edges)
        {
            SmallestCoins = Math.Min(SmallestCoins, graph.Record(edge).Coins);
        }

        Duration = EdgeKey.TimeOf(graph.Record(edges[^1]).Key) - EdgeKey.TimeOf(graph.Record(edges[0]).Key);
    }

    internal bool IsBetterThan(FoundCycle other, TemporalGraph graph)
    {
        int order = other.SmallestCoins.CompareTo(SmallestCoins);
        order = order != 0 ? order : Duration.CompareTo(other.Duration);
        order = order != 0 ? order : Length.CompareTo(other.Length);
        for (int i = 0; order == 0 && i < Length; i++)
        {
            order = graph.Record(_edges[i]).Key.CompareTo(graph.Record(other._edges[i]).Key);
        }

        return order < 0;
    }
}
