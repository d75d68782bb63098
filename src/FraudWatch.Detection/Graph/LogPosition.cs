using System.Runtime.InteropServices;

namespace FraudWatch.Detection.Graph;

/// <summary>A place in the <see cref="EdgeLog"/>; valid until the log next changes.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct LogPosition(int Chunk, int Index);
