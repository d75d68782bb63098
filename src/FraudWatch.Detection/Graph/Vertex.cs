using System.Runtime.InteropServices;

namespace FraudWatch.Detection.Graph;

/// <summary>An account that has at least one edge in the window.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct Vertex
{
    internal AdjacencyList Out;
    internal AdjacencyList In;

    /// <summary>Distinct receivers and distinct givers within the window.</summary>
    internal int FanOut;
    internal int FanIn;
    internal int Account;

    /// <summary>Whether the side has so many edges that its pairs are counted in <see cref="PairCounts"/>.</summary>
    internal bool OutIsHeavy;
    internal bool InIsHeavy;
}
