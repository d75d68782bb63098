using System.Runtime.InteropServices;

namespace FraudWatch.Detection.Graph;

/// <summary>One gift as the graph keeps it.</summary>
/// <param name="From">Account index of the giver, ≥ 0.</param>
/// <param name="To">Account index of the receiver, ≥ 0 and not <paramref name="From"/>.</param>
/// <param name="OccurredAt">Event time; Unix milliseconds, or any unit that the window is given in too.</param>
/// <param name="Tie">Orders equal times: the first eight bytes of the event id, big-endian, or a line number.</param>
/// <param name="Coins">Coins given.</param>
/// <param name="Tag">The caller's own reference to the event.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct GraphEdge(int From, int To, long OccurredAt, ulong Tie, long Coins, long Tag);
