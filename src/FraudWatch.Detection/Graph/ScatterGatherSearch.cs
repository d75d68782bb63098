using System.Runtime.InteropServices;

namespace FraudWatch.Detection.Graph;

/// <summary>
/// Scatter-gather as a gift completes it: a source gives to several intermediaries, each of which passes it on to the same
/// sink. An intermediary counts when its last gift from the source came before its first to the sink, when what it passed
/// on fits the flow rule, and when it passes on most of what it gets from anybody.
/// </summary>
/// <remarks>
/// After GFP (Blanuša et al., 2024, Algorithm 1), which has neither order nor value: without them every popular
/// receiver matches. The intermediary of the new gift is tried first, so that the walk along the source's and the
/// sink's gifts is only paid for where that one fits; then the shorter of the two lists is walked. One thread.
/// </remarks>
public sealed class ScatterGatherSearch(TemporalGraph graph, long workBudget)
{
    /// <summary>Fewest intermediaries that make the shape.</summary>
    public const int LeastIntermediaries = 2;

    private readonly VertexMarks _sourceSeen = new();
    private readonly VertexMarks _middleSeen = new();
    private readonly List<ScatterGather> _found = [];
    private readonly List<int> _intermediaries = [];
    private FlowRule _rule;

    public ShapeWork Work { get; } = new(workBudget);

    /// <summary>What the last search found, in the order of the first gifts between the new one's intermediary and the other end. Valid until the next.</summary>
    public IReadOnlyList<ScatterGather> Found => _found;

    /// <summary>The accounts of a finding's intermediaries, in the order of their gifts.</summary>
    public ReadOnlySpan<int> IntermediariesOf(in ScatterGather found) =>
        CollectionsMarshal.AsSpan(_intermediaries).Slice(found.First, found.Count);

    /// <summary>Finds every source and sink with at least two intermediaries of which this gift's is one.</summary>
    public void Through(int edge, in FlowRule rule)
    {
        _found.Clear();
        _intermediaries.Clear();
        _rule = rule;
        Work.Begin();
        ref readonly EdgeRecord record = ref graph.Record(edge);
        FindAsGatherLeg(record.From, record.To);
        if (record.Key != graph.LastKey)
        {
            FindAsScatterLeg(record.From, record.To);
        }
    }

    private void FindAsGatherLeg(int middle, int sink)
    {
        ReadOnlySpan<AdjacencyEntry> gifts = graph.InOf(middle);
        if (gifts.IsEmpty || !PassesOn(middle) || !Work.TryLookAt(gifts.Length))
        {
            return;
        }

        _sourceSeen.Forget(graph.VertexCapacity);
        foreach (AdjacencyEntry gift in gifts)
        {
            if (gift.Neighbour != sink && !_sourceSeen.TryGet(gift.Neighbour, out _))
            {
                _sourceSeen.Set(gift.Neighbour, 0);
                Try(gift.Neighbour, middle, sink);
            }
        }
    }

    /// <summary>A late gift may be the scattering one: the gathering one is there already.</summary>
    private void FindAsScatterLeg(int source, int middle)
    {
        ReadOnlySpan<AdjacencyEntry> gifts = graph.OutOf(middle);
        if (gifts.IsEmpty || !PassesOn(middle) || !Work.TryLookAt(gifts.Length))
        {
            return;
        }

        _sourceSeen.Forget(graph.VertexCapacity);
        foreach (AdjacencyEntry gift in gifts)
        {
            if (gift.Neighbour != source && !_sourceSeen.TryGet(gift.Neighbour, out _))
            {
                _sourceSeen.Set(gift.Neighbour, 0);
                Try(source, middle, gift.Neighbour);
            }
        }
    }

    private void Try(int source, int middle, int sink)
    {
        if (!TryFit(source, middle, sink, out _, out _))
        {
            return;
        }

        bool walkSource = graph.OutOf(source).Length <= graph.InOf(sink).Length;
        ReadOnlySpan<AdjacencyEntry> gifts = walkSource ? graph.OutOf(source) : graph.InOf(sink);
        if (!Work.TryLookAt(gifts.Length))
        {
            return;
        }

        int first = _intermediaries.Count;
        long scattered = 0;
        long gathered = 0;
        _middleSeen.Forget(graph.VertexCapacity);
        foreach (AdjacencyEntry gift in gifts)
        {
            if (_middleSeen.TryGet(gift.Neighbour, out _))
            {
                continue;
            }

            _middleSeen.Set(gift.Neighbour, 0);
            if (gift.Neighbour != source && gift.Neighbour != sink && TryFit(source, gift.Neighbour, sink, out long into, out long outOf))
            {
                _intermediaries.Add(graph.AccountOf(gift.Neighbour));
                scattered += into;
                gathered += outOf;
            }
        }

        int count = _intermediaries.Count - first;
        if (count >= LeastIntermediaries)
        {
            _found.Add(new ScatterGather(graph.AccountOf(source), graph.AccountOf(sink), first, count, scattered, gathered));
        }
        else
        {
            _intermediaries.RemoveRange(first, count);
        }
    }

    private bool TryFit(int source, int middle, int sink, out long into, out long outOf)
    {
        outOf = 0;
        return Sum(source, middle, out into, out _, out long lastIn)
            && PassesOn(middle)
            && Sum(middle, sink, out outOf, out long firstOut, out _)
            && lastIn < firstOut
            && _rule.Matches(into, outOf);
    }

    private bool PassesOn(int vertex)
    {
        ref readonly Vertex middle = ref graph.VertexAt(vertex);
        return _rule.IsEnough(middle.InCoins, middle.OutCoins);
    }

    /// <summary>Coins of all gifts of a pair, and the keys of its first and last; false without any, or when the budget does not allow a look.</summary>
    private bool Sum(int from, int to, out long coins, out long first, out long last)
    {
        (coins, first, last) = (0, long.MaxValue, long.MinValue);
        bool fromGiver = graph.OutOf(from).Length <= graph.InOf(to).Length;
        ReadOnlySpan<AdjacencyEntry> gifts = fromGiver ? graph.OutOf(from) : graph.InOf(to);
        if (!Work.TryLookAt(gifts.Length))
        {
            return false;
        }

        int other = fromGiver ? to : from;
        foreach (AdjacencyEntry gift in gifts)
        {
            if (gift.Neighbour == other)
            {
                coins += graph.Record(gift.Edge).Coins;
                first = Math.Min(first, gift.Key);
                last = Math.Max(last, gift.Key);
            }
        }

        return last != long.MinValue;
    }
}

/// <summary>A source, a sink, and how much went from one to the other through how many intermediaries.</summary>
/// <param name="Source">Account that scatters.</param>
/// <param name="Sink">Account that gathers.</param>
/// <param name="First">Where its intermediaries begin in the search's list.</param>
/// <param name="Count">Intermediaries.</param>
/// <param name="Scattered">Coins from the source to them.</param>
/// <param name="Gathered">Coins from them to the sink.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ScatterGather(int Source, int Sink, int First, int Count, long Scattered, long Gathered);
