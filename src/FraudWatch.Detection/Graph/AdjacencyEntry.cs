using System.Runtime.InteropServices;

namespace FraudWatch.Detection.Graph;

/// <summary>One edge as seen from one of its ends. 16 bytes, all that a search reads per edge.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct AdjacencyEntry(long key, int neighbour, int edge)
{
    internal readonly long Key = key;

    /// <summary>Vertex slot of the other end.</summary>
    internal readonly int Neighbour = neighbour;
    internal readonly int Edge = edge;
}
