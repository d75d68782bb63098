using System.Runtime.InteropServices;

namespace FraudWatch.Detection.Graph;

/// <summary>Paths that reached the other side's root: those of a node, the edge that completed them, how many and how long.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PathHit(int Node, int Edge, int Length, long Ways);
