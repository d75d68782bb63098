using System.Numerics;

namespace FraudWatch.Detection.Graph;

/// <summary>
/// How many edges run between a heavy giver and a heavy receiver; every other pair is counted by looking through the
/// shorter of its two short lists. Open addressing with deletion by shifting back, so no tombstones pile up.
/// </summary>
internal sealed class PairCounts
{
    private ulong[] _pairs = new ulong[16];

    /// <summary>0 marks an empty place.</summary>
    private int[] _counts = new int[16];
    private int _used;

    internal int Count(int from, int to) => _counts[PlaceOf(Pair(from, to))];

    internal void Add(int from, int to)
    {
        ulong pair = Pair(from, to);
        int place = PlaceOf(pair);
        if (_counts[place]++ > 0)
        {
            return;
        }

        _pairs[place] = pair;
        if (++_used * 4 > _pairs.Length * 3)
        {
            Resize(_pairs.Length * 2);
        }
    }

    internal void Remove(int from, int to)
    {
        int place = PlaceOf(Pair(from, to));
        if (--_counts[place] > 0)
        {
            return;
        }

        _used--;
        CloseGap(place);
        if (_pairs.Length > 16 && _used * 8 < _pairs.Length)
        {
            Resize(_pairs.Length / 2);
        }
    }

    private static ulong Pair(int from, int to) => ((ulong)(uint)from << 32) | (uint)to;

    private int Home(ulong pair) =>
        (int)((pair * 0x9E3779B97F4A7C15UL) >> (64 - BitOperations.Log2((uint)_pairs.Length)));

    private int PlaceOf(ulong pair)
    {
        int place = Home(pair);
        while (_counts[place] != 0 && _pairs[place] != pair)
        {
            place = (place + 1) & (_pairs.Length - 1);
        }

        return place;
    }

    private void CloseGap(int gap)
    {
        int mask = _pairs.Length - 1;
        for (int next = (gap + 1) & mask; _counts[next] != 0; next = (next + 1) & mask)
        {
            int home = Home(_pairs[next]);
            bool mayMove = ((next - home) & mask) >= ((next - gap) & mask);
            if (mayMove)
            {
                (_pairs[gap], _counts[gap]) = (_pairs[next], _counts[next]);
                _counts[next] = 0;
                gap = next;
            }
        }
    }

    private void Resize(int size)
    {
        (ulong[] pairs, int[] counts) = (_pairs, _counts);
        _pairs = new ulong[size];
        _counts = new int[size];
        for (int i = 0; i < pairs.Length; i++)
        {
            if (counts[i] > 0)
            {
                int place = PlaceOf(pairs[i]);
                (_pairs[place], _counts[place]) = (pairs[i], counts[i]);
            }
        }
    }
}
