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

    /// <summary>Givers who gift only this vertex, and receivers whom only this vertex gifts, within the window.</summary>
    internal int SoleGivers;
    internal int SoleReceivers;

    /// <summary>Coins of the gifts within the window.</summary>
    internal long InCoins;
    internal long OutCoins;

    /// <summary>Whether the side has so many edges that its pairs are counted in <see cref="PairCounts"/>.</summary>
    internal bool OutIsHeavy;
    internal bool InIsHeavy;
}
