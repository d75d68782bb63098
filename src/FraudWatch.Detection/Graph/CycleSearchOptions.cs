namespace FraudWatch.Detection.Graph;

/// <summary>What counts as a cycle, and how much a search may cost.</summary>
public sealed record CycleSearchOptions
{
    public const int ShortestCycle = 2;
    public const int LongestCycle = 8;

    /// <summary>Where reading a hub's list starts to cost more than meeting around it; see the benchmarks of rings.</summary>
    public const int UsualDearHead = 256;

    /// <summary>Most edges a cycle may have, 2 to 8.</summary>
    public required int MaxLength
    {
        get;
        init => field = value is >= ShortestCycle and <= LongestCycle
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"Expected a cycle length from {ShortestCycle} to {LongestCycle}.");
    }

    /// <summary>Most time between a cycle's first and last edge, inclusive, in the graph's unit; no more than the graph's window.</summary>
    public required long Window
    {
        get;
        init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Expected a window of 0 or more.");
    }

    /// <summary>Whether times must increase strictly; otherwise the total order of edges decides between equal times.</summary>
    public required bool Strict { get; init; }

    /// <summary>
    /// Most work for one search: edges looked at, and pairs of half paths put together. Never time, so that
    /// every replica stops at the same place. <see cref="long.MaxValue"/> for none.
    /// </summary>
    public required long WorkBudget { get; init; }

    /// <summary>Number of best cycles to keep as evidence; 0 only counts, which is faster.</summary>
    public required int KeepBest { get; init; }

    /// <summary>
    /// A path's end is dear with more than this many edges ahead of it: when dear ends make up most of the next level, both sides
    /// go on around them as long as that is cheaper. Changes what a search costs, never what it finds. At least 1.
    /// </summary>
    public int DearHead
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Expected a number of edges of 1 or more.");
    } = UsualDearHead;
}
