using System.Runtime.InteropServices;

namespace FraudWatch.Detection.Graph;

/// <summary>An account's edges of one direction, oldest first. Valid until the graph changes.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly ref struct AccountEdges
{
    private readonly TemporalGraph _graph;
    private readonly ReadOnlySpan<AdjacencyEntry> _entries;

    internal AccountEdges(TemporalGraph graph, ReadOnlySpan<AdjacencyEntry> entries)
    {
        _graph = graph;
        _entries = entries;
    }

    public int Count => _entries.Length;

    /// <summary>Number of the edge at a place, for <see cref="TemporalGraph.this[int]"/>.</summary>
    public int EdgeAt(int index) => _entries[index].Edge;

    /// <summary>Account at the other end of the edge at a place.</summary>
    public int NeighbourAt(int index) => _graph.AccountOf(_entries[index].Neighbour);

    public long TimeAt(int index) => EdgeKey.TimeOf(_entries[index].Key);

    /// <summary>Place of the first edge not before a time; <see cref="Count"/> if there is none.</summary>
    public int FirstAt(long time) => AdjacencyArena.LowerBound(_entries, EdgeKey.FirstAt(time));
}
