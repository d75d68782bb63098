namespace FraudWatch.Detection.Graph;

/// <summary>
/// Exact search of temporal simple cycles: distinct vertices, edges in increasing order, the last no later than the
/// window after the first. Parallel edges make cycles of their own.
/// </summary>
/// <remarks>Reuses its memory, and the findings it returns, from search to search: one thread, no allocation once warm.</remarks>
public sealed class CycleSearch
{
    private readonly TemporalGraph _graph;
    private readonly CycleSearchOptions _options;
    private readonly CycleFindings _findings;
    private readonly PathSearch _paths;

    /// <summary>The gifts that follow the one searched for, and the vertices they lead through, in <see cref="FollowOnwards"/>.</summary>
    private readonly int[] _onward = new int[CycleSearchOptions.LongestCycle];
    private readonly int[] _passed = new int[CycleSearchOptions.LongestCycle];

    public CycleSearch(TemporalGraph graph, CycleSearchOptions options)
    {
        if (options.Window > graph.Window)
        {
            throw new ArgumentException($"The graph keeps {graph.Window} of time; a search over {options.Window} could miss cycles.", nameof(options));
        }

        _graph = graph;
        _options = options;
        _findings = new CycleFindings(graph, options.KeepBest);
        _paths = new PathSearch(graph, options);
    }

    /// <summary>Cycles whose last edge is this one, whatever came after it.</summary>
    public CycleFindings ClosedBy(int edge)
    {
        _findings.Clear();
        FindEndingWith(edge);
        return _findings;
    }

    /// <summary>
    /// Cycles that have this edge anywhere: all that its insertion completed, also when it came late. To see every
    /// such cycle the graph must retain the window and the lateness together.
    /// </summary>
    public CycleFindings Through(int edge)
    {
        _findings.Clear();
        FindEndingWith(edge);
        if (_graph.Record(edge).Key != _graph.LastKey)
        {
            FindStartingWith(edge);
            FindAround(edge);
        }

        return _findings;
    }

    private void FindEndingWith(int edge)
    {
        ref readonly EdgeRecord record = ref _graph.Record(edge);
        _paths.Surround([], [edge]);
        _paths.Run(new PathSpan(record.To, record.From, WindowStart(record.Key), JustBefore(record.Key), _options.MaxLength - 1), [], _findings);
    }

    private void FindStartingWith(int edge)
    {
        ref readonly EdgeRecord record = ref _graph.Record(edge);
        _paths.Surround([edge], []);
        _paths.Run(new PathSpan(record.To, record.From, JustAfter(record.Key), WindowEnd(record.Key), _options.MaxLength - 1), [], _findings);
    }

    /// <summary>
    /// The edge in the middle: every way onward from it, in later edges, is closed by a way back to it, in earlier ones,
    /// whose start lies within the window of the onward way's end.
    /// </summary>
    private void FindAround(int edge)
    {
        ref readonly EdgeRecord record = ref _graph.Record(edge);
        ReadOnlySpan<AdjacencyEntry> arrivals = _graph.InOf(record.From);
        int first = AdjacencyArena.LowerBound(arrivals, WindowStart(record.Key));
        if (first == arrivals.Length || arrivals[first].Key >= JustBefore(record.Key))
        {
            return;
        }

        _onward[0] = edge;
        _passed[0] = record.To;
        FollowOnwards(record.To, record.Key, steps: 1);
    }

    private void FollowOnwards(int vertex, long key, int steps)
    {
        ref readonly EdgeRecord searched = ref _graph.Record(_onward[0]);
        if (steps > _options.MaxLength - 2)
        {
            return;
        }

        ReadOnlySpan<AdjacencyEntry> next = _graph.OutOf(vertex);
        next = next[AdjacencyArena.LowerBound(next, JustAfter(key))..];
        next = next[..AdjacencyArena.LowerBound(next, WindowEnd(searched.Key))];
        foreach (AdjacencyEntry entry in next)
        {
            if (_findings.Truncated || !TryLookAtOne())
            {
                return;
            }

            if (entry.Neighbour != searched.From && !_passed.AsSpan(0, steps).Contains(entry.Neighbour))
            {
                _onward[steps] = entry.Edge;
                _passed[steps] = entry.Neighbour;
                FindWaysBack(entry, steps);
                FollowOnwards(entry.Neighbour, entry.Key, steps + 1);
            }
        }
    }

    private void FindWaysBack(in AdjacencyEntry last, int steps)
    {
        ref readonly EdgeRecord searched = ref _graph.Record(_onward[0]);
        _paths.Surround([], _onward.AsSpan(0, steps + 1));
        PathSpan span = new(last.Neighbour, searched.From, WindowStart(last.Key), JustBefore(searched.Key), _options.MaxLength - 1 - steps);
        _paths.Run(span, _passed.AsSpan(0, steps), _findings);
    }

    private bool TryLookAtOne()
    {
        if (_findings.Work >= _options.WorkBudget)
        {
            _findings.Truncated = true;
            return false;
        }

        _findings.EdgesLookedAt++;
        return true;
    }

    private long WindowStart(long key) => EdgeKey.FirstAt(EdgeKey.Before(EdgeKey.TimeOf(key), _options.Window));

    private long WindowEnd(long key) => EdgeKey.LastAt(EdgeKey.After(EdgeKey.TimeOf(key), _options.Window)) + 1;

    private long JustBefore(long key) => _options.Strict ? key & ~EdgeKey.LabelMask : key;

    private long JustAfter(long key) => (_options.Strict ? key | EdgeKey.LabelMask : key) + 1;
}
