using FraudWatch.Detection.Graph;

namespace FraudWatch.Testing.Graph;

/// <summary>
/// The slow twin of the sender pools: a greedy peel of the whole graph of givers and receivers (Charikar 2000, weights as in FRAUDAR,
/// Hooi et al. 2016). The densest group is taken out, with its accounts, and the rest peeled again for the next.
/// </summary>
public sealed class WholePeel
{
    private readonly List<(int Other, long Weight)>[] _pairs;
    private readonly int[] _accounts;
    private readonly int _givers;
    private readonly bool[] _taken;

    public WholePeel(IEnumerable<(int From, int To)> gifts)
    {
        (int From, int To)[] pairs = [.. gifts.Distinct()];
        int[] givers = [.. pairs.Select(p => p.From).Distinct()];
        int[] receivers = [.. pairs.Select(p => p.To).Distinct()];
        _givers = givers.Length;
        _accounts = [.. givers, .. receivers];
        _taken = new bool[_accounts.Length];
        _pairs = [.. _accounts.Select(_ => new List<(int, long)>())];
        Dictionary<int, int> placeOfGiver = givers.Index().ToDictionary(g => g.Item, g => g.Index);
        Dictionary<int, int> placeOfReceiver = receivers.Index().ToDictionary(r => r.Item, r => r.Index + _givers);
        Dictionary<int, int> fanIn = pairs.CountBy(p => p.To).ToDictionary();
        foreach ((int from, int to) in pairs)
        {
            long weight = SenderPoolSearch.WeightOf(fanIn[to]);
            _pairs[placeOfGiver[from]].Add((placeOfReceiver[to], weight));
            _pairs[placeOfReceiver[to]].Add((placeOfGiver[from], weight));
        }
    }

    /// <summary>The densest group of what is left; its accounts take no part from then on.</summary>
    public DenseGroup TakeDensest()
    {
        long[] strength = [.. _pairs.Select((pairs, place) => _taken[place] ? 0 : pairs.Where(p => !_taken[p.Other]).Sum(p => p.Weight))];
        PriorityQueue<int, long> weakest = new(Enumerable.Range(0, strength.Length).Where(place => !_taken[place]).Select(place => (place, strength[place])));
        bool[] isPeeled = [.. _taken];
        List<int> order = [];
        long total = strength.Sum() / 2;
        int left = weakest.Count;
        (double densest, int peeledBefore) = ((double)total / left, 0);
        while (weakest.TryDequeue(out int place, out long asQueued))
        {
            if (isPeeled[place] || asQueued != strength[place])
            {
                continue;
            }

            isPeeled[place] = true;
            order.Add(place);
            total -= strength[place];
            left--;
            foreach ((int other, long weight) in _pairs[place].Where(p => !isPeeled[p.Other]))
            {
                strength[other] -= weight;
                weakest.Enqueue(other, strength[other]);
            }

            (densest, peeledBefore) = left > 0 && (double)total / left > densest ? ((double)total / left, order.Count) : (densest, peeledBefore);
        }

        int[] group = [.. order.Skip(peeledBefore)];
        Array.ForEach(group, place => _taken[place] = true);
        return new DenseGroup([.. group.Where(place => place < _givers).Select(place => _accounts[place])], [.. group.Where(place => place >= _givers).Select(place => _accounts[place])]);
    }
}
