namespace FraudWatch.Detection.Graph;

/// <summary>
/// The gifts of a sliding window as a directed multigraph, with each account's gifts in time order both ways.
/// </summary>
/// <remarks>
/// Edges have a total order: time, then <see cref="GraphEdge.Tie"/>, then the tie breaker's order of tags, then order of
/// insertion; of a crowd at one time (<see cref="EdgeLabels"/>) those beyond the first thousand follow in order of insertion alone. A late edge takes its place in it. Edges older than the newest by more than the window are dropped, and
/// with its last edge an account's vertex; both are reused. The state depends on the inserted sequence alone.
/// Edge numbers are stable while the edge is retained and may then be given to another.
/// One thread at a time, searches included.
/// </remarks>
public sealed partial class TemporalGraph
{
    /// <summary>What <see cref="Insert"/> returns for an edge that is older than the window, or one too many of its time.</summary>
    public const int NotRetained = -1;

    /// <summary>Bounds of edge times, about 278 years of milliseconds either side of 1970.</summary>
    public const long EarliestTime = EdgeKey.MinTime;
    public const long LatestTime = EdgeKey.MaxTime;

    /// <summary>So many edges at any one time are retained; those beyond may not be.</summary>
    public const int MostEdgesAtOneTime = EdgeLabels.End - EdgeLabels.Sorted;

    private readonly SlotPool<EdgeRecord> _edges = new();
    private readonly SlotPool<Vertex> _vertices = new();
    private readonly AdjacencyArena _arena = new();
    private readonly PairCounts _heavyPairs = new();
    private readonly EdgeLog _log = new();
    private readonly IComparer<long>? _tieBreaker;
    private long _relabelled;

    /// <summary>Vertex slot + 1 by account; 0 for an account without edges.</summary>
    private int[] _slotOfAccount = [];

    /// <param name="window">How far behind the newest edge an edge may be and still be retained (inclusive), ≥ 0, in the edges' unit of time.</param>
    /// <param name="tieBreaker">Orders the tags of edges whose time and tie are equal; null leaves them in order of insertion.</param>
    public TemporalGraph(long window, IComparer<long>? tieBreaker)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(window);
        Window = window;
        _tieBreaker = tieBreaker;
    }

    /// <summary>How long edges are retained, in the edges' unit of time.</summary>
    public long Window { get; }

    /// <summary>Time of the newest edge or of the last <see cref="AdvanceTo"/>; <see cref="long.MinValue"/> before the first.</summary>
    public long Newest { get; private set; } = long.MinValue;

    public int EdgeCount => _log.Count;

    /// <summary>Accounts with at least one retained edge.</summary>
    public int VertexCount => _vertices.Count;

    /// <summary>Whether the edge inserted last is the only one retained from its giver to its receiver.</summary>
    public bool LastPairIsNew { get; private set; }

    /// <summary>Labels and list entries moved so far to keep edges in order: the work that their order of arrival can cause.</summary>
    internal long Moves => _relabelled + _arena.Moves;

    internal int VertexCapacity => _vertices.Capacity;

    /// <summary>The largest key of all retained edges.</summary>
    internal long LastKey => _log.Count == 0 ? long.MinValue : _edges[_log.Last].Key;

    /// <summary>The edge with a number that <see cref="Insert"/> returned and that is still retained.</summary>
    public GraphEdge this[int edge]
    {
        get
        {
            ref EdgeRecord record = ref _edges[edge];
            return new GraphEdge(
                _vertices[record.From].Account, _vertices[record.To].Account,
                EdgeKey.TimeOf(record.Key), record.Tie, record.Coins, record.Tag);
        }
    }

    /// <summary>Adds an edge in its place and drops what its time puts out of the window.</summary>
    /// <returns>The edge's number, or <see cref="NotRetained"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A negative account, or a time beyond <see cref="EarliestTime"/> and <see cref="LatestTime"/>.</exception>
    /// <exception cref="ArgumentException">A gift to oneself.</exception>
    public int Insert(in GraphEdge edge)
    {
        Check(edge);
        AdvanceTo(edge.OccurredAt);
        if (edge.OccurredAt < EdgeKey.Before(Newest, Window))
        {
            return NotRetained;
        }

        int slot = _edges.Take();
        ref EdgeRecord record = ref _edges[slot];
        record.Tie = edge.Tie;
        record.Coins = edge.Coins;
        record.Tag = edge.Tag;
        if (!TryPutInLog(slot, edge.OccurredAt))
        {
            _edges.Give(slot);
            return NotRetained;
        }

        record.From = SlotFor(edge.From);
        record.To = SlotFor(edge.To);
        Connect(slot, record);
        return slot;
    }

    /// <summary>Drops what is out of the window at a time; an earlier time than <see cref="Newest"/> changes nothing.</summary>
    public void AdvanceTo(long time)
    {
        if (time <= Newest)
        {
            return;
        }

        Newest = time;
        long floor = EdgeKey.FirstAt(EdgeKey.Before(time, Window));
        while (_log.Count > 0 && _edges[_log.First].Key < floor)
        {
            Disconnect(_log.First);
            _log.DropFirst();
        }
    }

    /// <summary>Distinct givers to an account within the window.</summary>
    public int FanIn(int account) => TrySlotOf(account, out int slot) ? _vertices[slot].FanIn : 0;

    /// <summary>Distinct receivers from an account within the window.</summary>
    public int FanOut(int account) => TrySlotOf(account, out int slot) ? _vertices[slot].FanOut : 0;

    /// <summary>Gifts to an account within the window.</summary>
    public int InDegree(int account) => TrySlotOf(account, out int slot) ? _vertices[slot].In.Count : 0;

    /// <summary>Gifts from an account within the window.</summary>
    public int OutDegree(int account) => TrySlotOf(account, out int slot) ? _vertices[slot].Out.Count : 0;

    /// <summary>Givers to an account who gift nobody else within the window.</summary>
    public int SoleGivers(int account) => TrySlotOf(account, out int slot) ? _vertices[slot].SoleGivers : 0;

    /// <summary>Receivers from an account whom nobody else gifts within the window.</summary>
    public int SoleReceivers(int account) => TrySlotOf(account, out int slot) ? _vertices[slot].SoleReceivers : 0;

    /// <summary>Coins gifted to an account within the window.</summary>
    public long InCoins(int account) => TrySlotOf(account, out int slot) ? _vertices[slot].InCoins : 0;

    /// <summary>Coins gifted by an account within the window.</summary>
    public long OutCoins(int account) => TrySlotOf(account, out int slot) ? _vertices[slot].OutCoins : 0;

    /// <summary>Gifts from an account, oldest first. Valid until the graph changes.</summary>
    public AccountEdges EdgesFrom(int account) =>
        TrySlotOf(account, out int slot) ? new AccountEdges(this, OutOf(slot)) : default;

    /// <summary>Gifts to an account, oldest first. Valid until the graph changes.</summary>
    public AccountEdges EdgesTo(int account) =>
        TrySlotOf(account, out int slot) ? new AccountEdges(this, InOf(slot)) : default;

    internal ref readonly EdgeRecord Record(int edge) => ref _edges[edge];

    internal int AccountOf(int vertex) => _vertices[vertex].Account;

    internal ref readonly Vertex VertexAt(int vertex) => ref _vertices[vertex];

    internal bool TryVertexOf(int account, out int vertex) => TrySlotOf(account, out vertex);

    internal ReadOnlySpan<AdjacencyEntry> OutOf(int vertex) => _arena.Entries(_vertices[vertex].Out);

    internal ReadOnlySpan<AdjacencyEntry> InOf(int vertex) => _arena.Entries(_vertices[vertex].In);

    private static void Check(in GraphEdge edge)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(edge.From);
        ArgumentOutOfRangeException.ThrowIfNegative(edge.To);
        ArgumentOutOfRangeException.ThrowIfLessThan(edge.OccurredAt, EdgeKey.MinTime);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(edge.OccurredAt, EdgeKey.MaxTime);
        if (edge.From == edge.To)
        {
            throw new ArgumentException($"A gift goes from one account to another; this one goes from account {edge.From} to itself.", nameof(edge));
        }
    }

    private bool TrySlotOf(int account, out int slot)
    {
        slot = (uint)account < (uint)_slotOfAccount.Length ? _slotOfAccount[account] - 1 : -1;
        return slot >= 0;
    }

    private int SlotFor(int account)
    {
        if (TrySlotOf(account, out int slot))
        {
            return slot;
        }

        if (account >= _slotOfAccount.Length)
        {
            int size = Math.Max(account + 1, (int)Math.Min(Array.MaxLength, _slotOfAccount.Length * 3L / 2));
            Array.Resize(ref _slotOfAccount, Math.Max(64, size));
        }

        slot = _vertices.Take();
        _vertices[slot].Account = account;
        _slotOfAccount[account] = slot + 1;
        return slot;
    }

    /// <summary>False when its time has no label left.</summary>
    private bool TryPutInLog(int slot, long time)
    {
        LogPosition end = EndOf(time);
        LogPosition last = end;
        bool follows = _log.TryPrevious(ref last) && EdgeKey.TimeOf(_edges[_log.At(last)].Key) == time;
        int label = follows ? EdgeKey.LabelOf(_edges[_log.At(last)].Key) : -1;
        if (label < EdgeLabels.Sorted)
        {
            LogPosition position = follows && ComesBefore(slot, time, _log.At(last)) ? PlaceInLog(slot, time) : end;
            if (TryLabel(position, time, out int between) || TryRelabel(position, time, out between))
            {
                Put(slot, position, EdgeKey.Of(time, between));
                return true;
            }

            label = EdgeLabels.Sorted - 1;
        }

        if (label + 1 == EdgeLabels.End)
        {
            return false;
        }

        Put(slot, end, EdgeKey.Of(time, label + 1));
        return true;
    }

    private void Put(int slot, LogPosition position, long key)
    {
        _edges[slot].Key = key;
        _log.Insert(position, slot);
    }

    /// <summary>The place behind all edges of a time and of those before.</summary>
    private LogPosition EndOf(long time) => _log.Count == 0 || EdgeKey.TimeOf(_edges[_log.Last].Key) <= time ? _log.End : PlaceBehind(time);

    private LogPosition PlaceBehind(long time) => _log.Find(other => EdgeKey.TimeOf(_edges[other].Key) > time);

    private LogPosition PlaceInLog(int slot, long time) => _log.Find(other => ComesBefore(slot, time, other));

    /// <summary>Whether the new edge, whose key is not known yet, comes before one that is in the log.</summary>
    private bool ComesBefore(int slot, long time, int other)
    {
        ref EdgeRecord there = ref _edges[other];
        int byTime = time.CompareTo(EdgeKey.TimeOf(there.Key));
        int byTie = byTime != 0 ? byTime : _edges[slot].Tie.CompareTo(there.Tie);
        return byTie != 0 ? byTie < 0 : _tieBreaker?.Compare(_edges[slot].Tag, there.Tag) < 0;
    }

    /// <summary>A label between those of the same time on both sides; false when there is no room.</summary>
    private bool TryLabel(LogPosition position, long time, out int label)
    {
        LogPosition previous = position;
        bool follows = _log.TryPrevious(ref previous) && EdgeKey.TimeOf(_edges[_log.At(previous)].Key) == time;
        bool precedes = position != _log.End && EdgeKey.TimeOf(_edges[_log.At(position)].Key) == time;
        int low = follows ? EdgeKey.LabelOf(_edges[_log.At(previous)].Key) : -1;
        int high = precedes ? EdgeKey.LabelOf(_edges[_log.At(position)].Key) : EdgeLabels.Sorted;
        label = precedes || !follows ? EdgeLabels.Between(low, high) : EdgeLabels.After(low);
        return label < high && label > low;
    }

    /// <summary>
    /// Spreads the labels of all edges at a time anew, leaving one free at a position; false when there are too many to do so again and
    /// again. Their order stays, so no list changes but for the keys.
    /// </summary>
    private bool TryRelabel(LogPosition position, long time, out int label)
    {
        LogPosition first = position;
        int before = 0;
        for (LogPosition p = position; _log.TryPrevious(ref p) && EdgeKey.TimeOf(_edges[_log.At(p)].Key) == time; before++)
        {
            first = p;
        }

        List<int> edges = [];
        for (LogPosition p = first; p != _log.End && EdgeKey.TimeOf(_edges[_log.At(p)].Key) == time;)
        {
            edges.Add(_log.At(p));
            if (!_log.TryNext(ref p))
            {
                break;
            }
        }

        _relabelled += edges.Count;
        int spacing = EdgeLabels.Spacing(edges.Count + 1);
        label = spacing * (before + 1);
        if (edges.Count >= EdgeLabels.AlwaysSorted)
        {
            return false;
        }

        (int Out, int In)[] places = edges.ConvertAll(PlacesOf).ToArray();
        for (int i = 0; i < places.Length; i++)
        {
            long key = EdgeKey.Of(time, spacing * (i < before ? i + 1 : i + 2));
            SetKey(edges[i], places[i], key);
        }

        return true;
    }

    private (int Out, int In) PlacesOf(int edge)
    {
        ref EdgeRecord record = ref _edges[edge];
        return (AdjacencyArena.LowerBound(OutOf(record.From), record.Key), AdjacencyArena.LowerBound(InOf(record.To), record.Key));
    }

    private void SetKey(int edge, (int Out, int In) places, long key)
    {
        ref EdgeRecord record = ref _edges[edge];
        record.Key = key;
        _arena.MutableEntries(_vertices[record.From].Out)[places.Out] = new AdjacencyEntry(key, record.To, edge);
        _arena.MutableEntries(_vertices[record.To].In)[places.In] = new AdjacencyEntry(key, record.From, edge);
    }

    private void Connect(int slot, in EdgeRecord record)
    {
        ref Vertex from = ref _vertices[record.From];
        ref Vertex to = ref _vertices[record.To];
        LastPairIsNew = !AreConnected(record.From, record.To);
        if (LastPairIsNew)
        {
            CountNewPair(record.From, record.To);
        }

        from.OutCoins += record.Coins;
        to.InCoins += record.Coins;
        _arena.Insert(ref from.Out, new AdjacencyEntry(record.Key, record.To, slot));
        _arena.Insert(ref to.In, new AdjacencyEntry(record.Key, record.From, slot));
        if (from.OutIsHeavy && to.InIsHeavy)
        {
            _heavyPairs.Add(record.From, record.To);
        }

        UpdateHeaviness(record.From);
        UpdateHeaviness(record.To);
    }

    private void Disconnect(int slot)
    {
        EdgeRecord record = _edges[slot];
        ref Vertex from = ref _vertices[record.From];
        ref Vertex to = ref _vertices[record.To];
        _arena.RemoveFirst(ref from.Out);
        _arena.RemoveFirst(ref to.In);
        if (from.OutIsHeavy && to.InIsHeavy)
        {
            _heavyPairs.Remove(record.From, record.To);
        }

        from.OutCoins -= record.Coins;
        to.InCoins -= record.Coins;
        if (!AreConnected(record.From, record.To))
        {
            CountLostPair(record.From, record.To);
        }

        UpdateHeaviness(record.From);
        UpdateHeaviness(record.To);
        _edges.Give(slot);
        ReleaseIfIdle(record.From);
        ReleaseIfIdle(record.To);
    }

    private void ReleaseIfIdle(int vertex)
    {
        ref Vertex idle = ref _vertices[vertex];
        if (idle.Out.Count == 0 && idle.In.Count == 0)
        {
            _slotOfAccount[idle.Account] = 0;
            _vertices.Give(vertex);
        }
    }
}
