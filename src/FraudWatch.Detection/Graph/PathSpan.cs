using System.Runtime.InteropServices;

namespace FraudWatch.Detection.Graph;

/// <summary>The paths a search asks for: from one vertex to another, all keys in [Floor, Ceiling), at most so many edges.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PathSpan(int Source, int Target, long Floor, long Ceiling, int MaxEdges);
