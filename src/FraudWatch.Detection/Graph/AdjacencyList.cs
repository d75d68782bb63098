using System.Runtime.InteropServices;

namespace FraudWatch.Detection.Graph;

/// <summary>Where a vertex's edges of one direction lie in the <see cref="AdjacencyArena"/>; ordered by key.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct AdjacencyList
{
    internal int Page;
    internal int Offset;

    /// <summary>Entries expired at the front of the block that have not been reclaimed yet.</summary>
    internal int Start;
    internal int Count;

    /// <summary>Size class of the block; meaningless while <see cref="Count"/> is 0, when there is no block.</summary>
    internal int SizeClass;
}
