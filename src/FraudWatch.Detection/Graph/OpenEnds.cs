using System.Runtime.InteropServices;

namespace FraudWatch.Detection.Graph;

/// <summary>How near to its root a side still has paths that were not followed further.</summary>
/// <param name="Depth">Edges of the shortest; <see cref="None"/> without any.</param>
/// <param name="Head">Where it ends.</param>
/// <param name="DepthElsewhere">Edges of the shortest that ends anywhere else.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct OpenEnds(int Depth, int Head, int DepthElsewhere)
{
    internal const int None = CycleSearchOptions.LongestCycle + 1;

    /// <summary>Edges of the shortest that a path ending at a vertex may meet later on: not one that ends there too, for a path passes a vertex once.</summary>
    internal int DepthBut(int vertex) => vertex == Head ? DepthElsewhere : Depth;
}
