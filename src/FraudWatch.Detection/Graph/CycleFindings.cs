namespace FraudWatch.Detection.Graph;

/// <summary>What one search found. Owned by the search and overwritten by its next run.</summary>
public sealed class CycleFindings
{
    private readonly long[] _counts = new long[CycleSearchOptions.LongestCycle + 1];

    /// <summary>Cycles found of all lengths.</summary>
    public long Total { get; private set; }

    /// <summary>Whether the work budget ended the search; what was counted exists, but there may be more.</summary>
    public bool Truncated { get; internal set; }

    /// <summary>Edges looked at, whether or not they led on.</summary>
    public long EdgesLookedAt { get; internal set; }

    /// <summary>Pairs of half paths compared while putting cycles together; one that has parallel edges counts for each.</summary>
    public long PairsCompared { get; internal set; }

    /// <summary>Ends of half paths at hubs whose edges were never read, because both sides met around them.</summary>
    public long HeadsLeftUnread { get; internal set; }

    /// <summary>Whether the work budget ended the writing of evidence: counts are not affected, but a better cycle than those kept may exist.</summary>
    public bool BestIsPartial { get; internal set; }

    /// <summary>What the work budget is compared with.</summary>
    public long Work => EdgesLookedAt + PairsCompared;

    /// <summary>
    /// The best cycles, best first, at most as many as asked for: most coins on the smallest gift, then the shortest
    /// time, then the fewest gifts, then the earliest gifts.
    /// </summary>
    public IReadOnlyList<FoundCycle> Best => BestCycles.Kept;

    internal BestCycles BestCycles { get; }

    /// <summary>Edges written into cycles as evidence; bounded by the work budget too, apart from <see cref="Work"/>.</summary>
    internal long StepsWritten { get; set; }

    internal CycleFindings(TemporalGraph graph, int keepBest) => BestCycles = new BestCycles(graph, keepBest);

    /// <summary>Cycles found of one length, 2 to 8.</summary>
    public long Count(int length) => _counts[length];

    internal void Add(int length, long cycles)
    {
        _counts[length] += cycles;
        Total += cycles;
    }

    internal void Clear()
    {
        Array.Clear(_counts);
        Total = 0;
        Truncated = false;
        EdgesLookedAt = 0;
        PairsCompared = 0;
        HeadsLeftUnread = 0;
        BestIsPartial = false;
        StepsWritten = 0;
        BestCycles.Clear();
    }
}
