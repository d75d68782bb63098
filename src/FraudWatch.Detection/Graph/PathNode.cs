using System.Runtime.InteropServices;

namespace FraudWatch.Detection.Graph;

/// <summary>
/// All time-ordered paths from one side's root along one sequence of vertices. Parallel edges make many such paths;
/// they are counted together, step by step, and never written out one by one.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal struct PathNode
{
    /// <summary>One bit for each vertex before the head; two vertices may share one, so a hit is looked into.</summary>
    internal ulong Visited;
    internal int Head;

    /// <summary>The sequence without its head; -1 at the root.</summary>
    internal int Parent;

    /// <summary>Edges of the paths.</summary>
    internal int Depth;

    /// <summary>The parallel edges of the last step.</summary>
    internal int StepStart;
    internal int StepCount;

    /// <summary>The head's adjacency entries that may follow.</summary>
    internal int From;
    internal int To;

    /// <summary>Next node with the same head, -1 at the end.</summary>
    internal int NextAtHead;

    /// <summary>Whether the entries were followed; known only to <see cref="PathSearch"/>'s way around dear heads, and kept in their bounds.</summary>
    internal readonly bool IsFollowed => From > To;

    /// <summary>Entries that may follow and were not followed.</summary>
    internal readonly int Ahead => Math.Max(0, To - From);

    internal void MarkFollowed() => (From, To) = (1, 0);
}
