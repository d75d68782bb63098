using System.Runtime.InteropServices;

namespace FraudWatch.Detection.Graph;

/// <summary>A step that waits until it is known how many its node has.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PendingStep(int Node, long Key, long Ways, int Edge);
