namespace FraudWatch.Detection.Graph;

/// <summary>
/// Writes out the cycles behind the counts, edge by edge, and offers them as evidence. Every choice leads to a cycle, and
/// ways whose coins can no longer be among the best are left early. Bounded by the work budget on its own account,
/// so that evidence never makes a count inexact.
/// </summary>
internal sealed class CycleWriter(TemporalGraph graph, CycleSearchOptions options)
{
    private readonly int[] _before = new int[CycleSearchOptions.LongestCycle];
    private readonly int[] _after = new int[CycleSearchOptions.LongestCycle];
    private readonly int[] _cycle = new int[CycleSearchOptions.LongestCycle];
    private int _beforeCount;
    private int _afterCount;
    private int _length;
    private CycleFindings _findings = null!;
    private PathSide _forward = null!;
    private PathSide _backward = null!;

    /// <summary>Where the backward paths of the cycles being written start, and their place; -1 without any.</summary>
    private int _backwardNode;
    private int _backwardPlace;

    /// <summary>Edges that every cycle has beside the path.</summary>
    internal int Surrounding => _beforeCount + _afterCount;

    internal void Surround(ReadOnlySpan<int> before, ReadOnlySpan<int> after)
    {
        before.CopyTo(_before);
        after.CopyTo(_after);
        (_beforeCount, _afterCount) = (before.Length, after.Length);
    }

    /// <summary>Offers all cycles of a forward node and a backward node that meet.</summary>
    internal void OfferJoined(PathSide forward, int forwardNode, PathSide backward, int backwardNode, CycleFindings findings)
    {
        if (!findings.BestCycles.AreKept)
        {
            return;
        }

        (_forward, _backward) = (forward, backward);
        long coins = Begin(forward[forwardNode].Depth + backward[backwardNode].Depth, findings);
        (_backwardNode, _backwardPlace) = (backwardNode, _beforeCount + forward[forwardNode].Depth);
        WriteForward(forwardNode, _backwardPlace - 1, backward.StepsOf(backwardNode)[0].Key, coins);
    }

    /// <summary>Offers all cycles that one side completed alone.</summary>
    internal void OfferHit(PathSide side, in PathHit hit, CycleFindings findings)
    {
        if (!findings.BestCycles.AreKept)
        {
            return;
        }

        long coins = Math.Min(Begin(hit.Length, findings), graph.Record(hit.Edge).Coins);
        long key = graph.Record(hit.Edge).Key;
        if (side.Forward)
        {
            (_forward, _backwardNode) = (side, -1);
            _cycle[_beforeCount + hit.Length - 1] = hit.Edge;
            WriteForward(hit.Node, _beforeCount + hit.Length - 2, key, coins);
        }
        else
        {
            _backward = side;
            _cycle[_beforeCount] = hit.Edge;
            WriteBackward(hit.Node, _beforeCount + 1, key, coins);
        }
    }

    /// <summary>Returns the smallest coins of the surrounding edges.</summary>
    private long Begin(int pathLength, CycleFindings findings)
    {
        _findings = findings;
        _length = Surrounding + pathLength;
        _before.AsSpan(0, _beforeCount).CopyTo(_cycle);
        _after.AsSpan(0, _afterCount).CopyTo(_cycle.AsSpan(_length - _afterCount));
        long coins = long.MaxValue;
        for (int i = 0; i < Surrounding; i++)
        {
            int edge = i < _beforeCount ? _before[i] : _after[i - _beforeCount];
            coins = Math.Min(coins, graph.Record(edge).Coins);
        }

        return coins;
    }

    /// <summary>Writes a forward node's paths from their end to the root, each step before the one after it.</summary>
    private void WriteForward(int node, int place, long before, long coins)
    {
        if (_forward[node].Parent < 0)
        {
            WriteBackward(_backwardNode, _backwardPlace, KeyBefore(_backwardPlace), coins);
            return;
        }

        ReadOnlySpan<PathStep> steps = _forward.StepsOf(node);
        for (int i = 0; i < steps.Length && Precedes(steps[i].Key, before); i++)
        {
            long smallest = Math.Min(coins, graph.Record(steps[i].Edge).Coins);
            if (MayWrite(smallest))
            {
                _cycle[place] = steps[i].Edge;
                WriteForward(_forward[node].Parent, place - 1, steps[i].Key, smallest);
            }
        }
    }

    /// <summary>Writes a backward node's paths from their start to the root, each step after the one before it.</summary>
    private void WriteBackward(int node, int place, long after, long coins)
    {
        if (node < 0 || _backward[node].Parent < 0)
        {
            _findings.BestCycles.Offer(_cycle.AsSpan(0, _length));
            return;
        }

        ReadOnlySpan<PathStep> steps = _backward.StepsOf(node);
        for (int i = 0; i < steps.Length && Precedes(after, steps[i].Key); i++)
        {
            long smallest = Math.Min(coins, graph.Record(steps[i].Edge).Coins);
            if (MayWrite(smallest))
            {
                _cycle[place] = steps[i].Edge;
                WriteBackward(_backward[node].Parent, place + 1, steps[i].Key, smallest);
            }
        }
    }

    private long KeyBefore(int place) => _backwardNode < 0 ? long.MinValue : graph.Record(_cycle[place - 1]).Key;

    private bool Precedes(long first, long second) => (options.Strict ? first | EdgeKey.LabelMask : first) < second;

    private bool MayWrite(long smallestCoins)
    {
        if (_findings.StepsWritten >= options.WorkBudget)
        {
            _findings.BestIsPartial = true;
            return false;
        }

        _findings.StepsWritten++;
        return _findings.BestCycles.MayKeep(smallestCoins);
    }
}
