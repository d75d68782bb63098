namespace FraudWatch.Detection.Graph;

/// <summary>Which accounts gift which: distinct pairs within the window, and who has nobody else.</summary>
public sealed partial class TemporalGraph
{
    /// <summary>Counts a pair that no retained edge connected, before its first edge is put into the lists.</summary>
    private void CountNewPair(int from, int to)
    {
        ref Vertex giver = ref _vertices[from];
        ref Vertex receiver = ref _vertices[to];
        giver.FanOut++;
        receiver.FanIn++;
        if (giver.FanOut == 1)
        {
            receiver.SoleGivers++;
        }
        else if (giver.FanOut == 2)
        {
            _vertices[OutOf(from)[0].Neighbour].SoleGivers--;
        }

        if (receiver.FanIn == 1)
        {
            giver.SoleReceivers++;
        }
        else if (receiver.FanIn == 2)
        {
            _vertices[InOf(to)[0].Neighbour].SoleReceivers--;
        }
    }

    /// <summary>Takes back a pair whose last edge has just left the lists.</summary>
    private void CountLostPair(int from, int to)
    {
        ref Vertex giver = ref _vertices[from];
        ref Vertex receiver = ref _vertices[to];
        giver.FanOut--;
        receiver.FanIn--;
        if (giver.FanOut == 0)
        {
            receiver.SoleGivers--;
        }
        else if (giver.FanOut == 1)
        {
            _vertices[OutOf(from)[0].Neighbour].SoleGivers++;
        }

        if (receiver.FanIn == 0)
        {
            giver.SoleReceivers--;
        }
        else if (receiver.FanIn == 1)
        {
            _vertices[InOf(to)[0].Neighbour].SoleReceivers++;
        }
    }

    private bool AreConnected(int from, int to)
    {
        ref Vertex giver = ref _vertices[from];
        ref Vertex receiver = ref _vertices[to];
        if (giver.OutIsHeavy && receiver.InIsHeavy)
        {
            return _heavyPairs.Count(from, to) > 0;
        }

        return giver.Out.Count <= receiver.In.Count
            ? Reaches(_arena.Entries(giver.Out), to)
            : Reaches(_arena.Entries(receiver.In), from);
    }

    private static bool Reaches(ReadOnlySpan<AdjacencyEntry> entries, int neighbour)
    {
        for (int i = entries.Length - 1; i >= 0; i--)
        {
            if (entries[i].Neighbour == neighbour)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Keeps <see cref="PairCounts"/> to the pairs of two heavy sides: a side becomes heavy at 64 edges and stops being
    /// so at 32, so that the work of a change is paid by the 32 edges that led to it.
    /// </summary>
    private void UpdateHeaviness(int vertex)
    {
        const int BecomesHeavy = 64;
        const int StopsBeingHeavy = 32;
        ref Vertex changed = ref _vertices[vertex];
        if (changed.OutIsHeavy ? changed.Out.Count < StopsBeingHeavy : changed.Out.Count >= BecomesHeavy)
        {
            changed.OutIsHeavy = !changed.OutIsHeavy;
            foreach (AdjacencyEntry entry in _arena.Entries(changed.Out))
            {
                CountHeavyPair(_vertices[entry.Neighbour].InIsHeavy, changed.OutIsHeavy, vertex, entry.Neighbour);
            }
        }

        if (changed.InIsHeavy ? changed.In.Count < StopsBeingHeavy : changed.In.Count >= BecomesHeavy)
        {
            changed.InIsHeavy = !changed.InIsHeavy;
            foreach (AdjacencyEntry entry in _arena.Entries(changed.In))
            {
                CountHeavyPair(_vertices[entry.Neighbour].OutIsHeavy, changed.InIsHeavy, entry.Neighbour, vertex);
            }
        }
    }

    private void CountHeavyPair(bool otherIsHeavy, bool add, int from, int to)
    {
        if (!otherIsHeavy)
        {
            return;
        }

        if (add)
        {
            _heavyPairs.Add(from, to);
        }
        else
        {
            _heavyPairs.Remove(from, to);
        }
    }
}
