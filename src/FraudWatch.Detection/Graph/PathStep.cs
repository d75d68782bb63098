using System.Runtime.InteropServices;

namespace FraudWatch.Detection.Graph;

/// <summary>One of the parallel edges by which a node's paths may end. Going forward they are in time order, going backward in reverse.</summary>
/// <param name="Key">Key of the edge.</param>
/// <param name="Ways">Paths that end with this step or one before it in the node's order.</param>
/// <param name="Edge">The edge.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PathStep(long Key, long Ways, int Edge);
