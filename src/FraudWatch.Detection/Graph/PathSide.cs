using System.Runtime.CompilerServices;

namespace FraudWatch.Detection.Graph;

/// <summary>
/// One side of a bidirectional search: all time-ordered simple paths that leave the source (or, going backward, lead
/// to the target), level by level, grouped by the vertices they pass. Arrays are kept between searches.
/// </summary>
internal sealed partial class PathSide(TemporalGraph graph, bool forward, bool strict)
{
    private const int Rejected = -2;
    private readonly VertexMarks _childAt = new();
    private readonly int[] _blocked = new int[CycleSearchOptions.LongestCycle];
    private PathNode[] _nodes = new PathNode[64];
    private PathStep[] _steps = new PathStep[64];
    private PendingStep[] _pending = new PendingStep[64];
    private PathHit[] _hits = new PathHit[16];
    private int _stepCount;
    private int _pendingCount;
    private int _hitCount;
    private int _goal;
    private long _floor;
    private long _ceiling;
    private ulong _blockedBits;
    private int _blockedCount;

    internal bool Forward => forward;

    /// <summary>Edges in the paths of the newest level.</summary>
    internal int Depth { get; private set; }

    /// <summary>First node of the newest level.</summary>
    internal int LevelStart { get; private set; }

    /// <summary>Edges the next hop has to look at.</summary>
    internal long Cost { get; private set; }

    internal int NodeCount { get; private set; }

    /// <summary>Whole paths met on the way.</summary>
    internal ReadOnlySpan<PathHit> Hits => _hits.AsSpan(0, _hitCount);

    internal ref readonly PathNode this[int node] => ref _nodes[node];

    internal void Begin(in PathSpan span, ReadOnlySpan<int> blocked)
    {
        (Depth, LevelStart, NodeCount, Cost) = (0, 0, 0, 0);
        (_stepCount, _hitCount) = (0, 0);
        (_floor, _ceiling) = (span.Floor, span.Ceiling);
        _goal = forward ? span.Target : span.Source;
        blocked.CopyTo(_blocked);
        _blockedCount = blocked.Length;
        _blockedBits = 0;
        foreach (int vertex in blocked)
        {
            _blockedBits |= Bit(vertex);
        }

        int root = AddNode(forward ? span.Source : span.Target, parent: -1);
        _steps[_stepCount++] = new PathStep(forward ? _floor - 1 : _ceiling, Ways: 1, Edge: -1);
        _nodes[root].StepCount = 1;
        FindEntries(root);
    }

    /// <summary>Makes the next level of paths.</summary>
    internal void Expand()
    {
        int from = LevelStart;
        LevelStart = NodeCount;
        Depth++;
        Cost = 0;
        for (int node = from; node < LevelStart; node++)
        {
            int firstChild = NodeCount;
            AddChildren(node, meeting: null);
            for (int child = firstChild; child < NodeCount; child++)
            {
                FindEntries(child);
            }
        }
    }

    /// <summary>Adds the ways a node can go on; with a meeting, only to vertices that are in it.</summary>
    internal void AddChildren(int parent, VertexMarks? meeting)
    {
        ReadOnlySpan<AdjacencyEntry> entries = EntriesOf(parent);
        ReadOnlySpan<PathStep> before = StepsOf(parent);
        int firstChild = NodeCount;
        int next = 0;
        _pendingCount = 0;
        _childAt.Forget(graph.VertexCapacity);
        for (int i = 0; i < entries.Length; i++)
        {
            ref readonly AdjacencyEntry entry = ref entries[forward ? i : entries.Length - 1 - i];
            while (next < before.Length && MayFollow(entry.Key, before[next].Key))
            {
                next++;
            }

            AddStep(parent, entry, before[next - 1].Ways, meeting);
        }

        LayOutSteps(firstChild);
    }

    /// <summary>Takes back the nodes after the first so many; hits stay.</summary>
    internal void RemoveNodesFrom(int node)
    {
        _stepCount = node < NodeCount ? _nodes[node].StepStart : _stepCount;
        NodeCount = node;
    }

    /// <summary>Links all nodes but the root by their heads, for the other side to find.</summary>
    internal void LinkByHead(VertexMarks firstAt)
    {
        firstAt.Forget(graph.VertexCapacity);
        for (int i = 1; i < NodeCount; i++)
        {
            _nodes[i].NextAtHead = firstAt.TryGet(_nodes[i].Head, out int first) ? first : VertexMarks.None;
            firstAt.Set(_nodes[i].Head, i);
        }
    }

    internal ReadOnlySpan<PathStep> StepsOf(int node) => _steps.AsSpan(_nodes[node].StepStart, _nodes[node].StepCount);

    internal bool IsOnPath(int node, int vertex)
    {
        for (int i = node; i >= 0; i = _nodes[i].Parent)
        {
            if (_nodes[i].Head == vertex)
            {
                return true;
            }
        }

        return false;
    }

    private static ulong Bit(int vertex) => 1UL << vertex;

    /// <summary>The entries that may follow a node, oldest first.</summary>
    private ReadOnlySpan<AdjacencyEntry> EntriesOf(int node) =>
        (forward ? graph.OutOf(_nodes[node].Head) : graph.InOf(_nodes[node].Head))[_nodes[node].From.._nodes[node].To];

    /// <summary>Whether a step with one key may come, in the side's direction, after one with another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool MayFollow(long next, long last)
    {
        long bound = strict ? (forward ? last | EdgeKey.LabelMask : last & ~EdgeKey.LabelMask) : last;
        return forward ? next > bound : next < bound;
    }

    private void AddStep(int parent, in AdjacencyEntry entry, long ways, VertexMarks? meeting)
    {
        if (entry.Neighbour == _goal)
        {
            AddHit(new PathHit(parent, entry.Edge, _nodes[parent].Depth + 1, ways));
            return;
        }

        if (!_childAt.TryGet(entry.Neighbour, out int child))
        {
            bool leadsOn = (meeting is null || meeting.TryGet(entry.Neighbour, out _)) && !IsTaken(parent, entry.Neighbour);
            child = leadsOn ? AddNode(entry.Neighbour, parent) : Rejected;
            _childAt.Set(entry.Neighbour, child);
        }

        if (child != Rejected)
        {
            _nodes[child].StepCount++;
            AddPending(new PendingStep(child, entry.Key, ways, entry.Edge));
        }
    }

    private bool IsTaken(int node, int vertex)
    {
        ulong taken = _nodes[node].Visited | Bit(_nodes[node].Head) | _blockedBits;
        return (taken & Bit(vertex)) != 0 && (IsOnPath(node, vertex) || _blocked.AsSpan(0, _blockedCount).Contains(vertex));
    }

    /// <summary>Puts the pending steps of each new node side by side, with the ways added up.</summary>
    private void LayOutSteps(int firstChild)
    {
        for (int child = firstChild; child < NodeCount; child++)
        {
            _nodes[child].StepStart = _stepCount;
            _stepCount += _nodes[child].StepCount;
            _nodes[child].StepCount = 0;
        }

        if (_stepCount > _steps.Length)
        {
            Array.Resize(ref _steps, Math.Max(_stepCount, _steps.Length * 2));
        }

        foreach (ref readonly PendingStep pending in _pending.AsSpan(0, _pendingCount))
        {
            ref PathNode node = ref _nodes[pending.Node];
            int place = node.StepStart + node.StepCount;
            long before = node.StepCount++ == 0 ? 0 : _steps[place - 1].Ways;
            _steps[place] = new PathStep(pending.Key, before + pending.Ways, pending.Edge);
        }
    }

    private int AddNode(int head, int parent)
    {
        if (NodeCount == _nodes.Length)
        {
            Array.Resize(ref _nodes, NodeCount * 2);
        }

        ref PathNode node = ref _nodes[NodeCount];
        node = new PathNode { Head = head, Parent = parent };
        if (parent >= 0)
        {
            node.Visited = _nodes[parent].Visited | Bit(_nodes[parent].Head);
            node.Depth = _nodes[parent].Depth + 1;
        }

        return NodeCount++;
    }

    private void AddHit(in PathHit hit)
    {
        if (_hitCount == _hits.Length)
        {
            Array.Resize(ref _hits, _hitCount * 2);
        }

        _hits[_hitCount++] = hit;
    }

    private void AddPending(in PendingStep step)
    {
        if (_pendingCount == _pending.Length)
        {
            Array.Resize(ref _pending, _pendingCount * 2);
        }

        _pending[_pendingCount++] = step;
    }

    /// <summary>Finds which of the head's edges may follow at least one of a node's steps.</summary>
    private void FindEntries(int index)
    {
        ref PathNode node = ref _nodes[index];
        long key = _steps[node.StepStart].Key;
        if (forward)
        {
            ReadOnlySpan<AdjacencyEntry> entries = graph.OutOf(node.Head);
            node.To = AdjacencyArena.LowerBound(entries, _ceiling);
            node.From = AdjacencyArena.LowerBound(entries[..node.To], (strict ? key | EdgeKey.LabelMask : key) + 1);
        }
        else
        {
            ReadOnlySpan<AdjacencyEntry> entries = graph.InOf(node.Head);
            node.To = AdjacencyArena.LowerBound(entries, strict ? key & ~EdgeKey.LabelMask : key);
            node.From = AdjacencyArena.LowerBound(entries[..node.To], _floor);
        }

        Cost += node.To - node.From;
    }
}
