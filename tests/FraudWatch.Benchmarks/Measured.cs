using System.Runtime.InteropServices;

namespace FraudWatch.Benchmarks;

[StructLayout(LayoutKind.Auto)]
internal readonly record struct Measured(double Seconds, long Cycles, long Edges, long Pairs);
