using System.Runtime.InteropServices;

namespace FraudWatch.Detection.Graph;

/// <summary>What is kept of an edge beside its two adjacency entries. From and To are vertex slots, not accounts. 40 bytes.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct EdgeRecord
{
    internal long Key;
    internal ulong Tie;
    internal long Coins;
    internal long Tag;
    internal int From;
    internal int To;
}
