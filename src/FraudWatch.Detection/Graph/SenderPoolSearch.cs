using System.Numerics;

namespace FraudWatch.Detection.Graph;

/// <summary>
/// The densest group of givers and receivers around one receiver: a pool of givers who share several receivers. Each pair
/// weighs 1 / log2(givers of the receiver + 5), so that sharing a famous receiver means little.
/// </summary>
/// <remarks>
/// Greedy peeling (Charikar 2000; weights as in FRAUDAR, Hooi et al. 2016) of the receiver's neighbourhood: at least half as
/// dense as the densest group in it. Spade (Jiang et al. 2022) keeps one peel order of the whole graph instead; that gives the one densest
/// group only, glues equal ones together, and its order would be state to keep. See docs/decisions/0011. One thread.
/// </remarks>
public sealed class SenderPoolSearch(TemporalGraph graph)
{
    /// <summary>Givers of the neighbourhood; newest first. One bit each.</summary>
    public const int MostGivers = 48;

    /// <summary>Receivers of the neighbourhood; with more, only those that more of the givers share are taken.</summary>
    public const int MostReceivers = 64;

    /// <summary>A giver with more receivers than this gifts everyone and is in nobody's pool.</summary>
    public const int MostReceiversOfGiver = 32;

    private const int MostGiftsIn = 256;
    private const int MostGiftsOut = 128;
    private const long WeightUnit = 1_000_000;

    private readonly VertexMarks _seen = new();
    private readonly int[] _givers = new int[MostGivers];
    private readonly List<int> _receivers = [];
    private readonly List<ulong> _sharedBy = [];
    private readonly List<long> _weights = [];
    private readonly long[] _strength = new long[MostGivers + MostReceivers];
    private readonly bool[] _peeled = new bool[MostGivers + MostReceivers];
    private readonly int[] _order = new int[MostGivers + MostReceivers];
    private readonly List<int> _poolGivers = [];
    private readonly List<int> _poolReceivers = [];
    private int _giverCount;

    /// <summary>Accounts of the densest group, in the order in which they were met, newest gifts first.</summary>
    public IReadOnlyList<int> Givers => _poolGivers;

    public IReadOnlyList<int> Receivers => _poolReceivers;

    /// <summary>Weight of the group's pairs over its accounts, in millionths.</summary>
    public long Density { get; private set; }

    /// <summary>Of the coins that the group's givers gave within the window, as far as looked at: how much stayed in it, in thousandths.</summary>
    public int ExclusiveShare { get; private set; }

    /// <summary>How much of the coins that the receiver looked around got within the window came from the group, in thousandths.</summary>
    public int IncomeShare { get; private set; }

    public bool Truncated { get; private set; }

    /// <summary>Looks around a receiver; false when its givers share no other receiver.</summary>
    public bool Around(int account)
    {
        Density = 0;
        ExclusiveShare = 0;
        IncomeShare = 0;
        Truncated = false;
        _poolGivers.Clear();
        _poolReceivers.Clear();
        if (!graph.TryVertexOf(account, out int centre))
        {
            return false;
        }

        CollectGivers(centre);
        if (_giverCount < 2)
        {
            return false;
        }

        CollectReceivers();
        KeepShared();
        if (_receivers.Count < 2)
        {
            return false;
        }

        TakeBest(Peel());
        MeasureExclusiveness(centre);
        return _poolGivers.Count >= 2 && _poolReceivers.Count >= 2;
    }

    /// <summary>What a pair weighs whose receiver has so many givers, in millionths. Integer, so that replicas agree.</summary>
    public static long WeightOf(int givers)
    {
        // log2(n) in 1024ths: the bits, and the rest as a straight line between powers of two.
        uint n = (uint)givers + 5;
        int bits = BitOperations.Log2(n);
        long log = (bits * 1024L) + ((n - (1L << bits)) * 1024 >> bits);
        return WeightUnit * 1024 / log;
    }

    private void CollectGivers(int centre)
    {
        _giverCount = 0;
        _seen.Forget(graph.VertexCapacity);
        ReadOnlySpan<AdjacencyEntry> gifts = graph.InOf(centre);
        int oldest = Math.Max(0, gifts.Length - MostGiftsIn);
        Truncated |= oldest > 0;
        for (int i = gifts.Length - 1; i >= oldest && _giverCount < MostGivers; i--)
        {
            int giver = gifts[i].Neighbour;
            if (!_seen.TryGet(giver, out _))
            {
                _seen.Set(giver, 0);
                if (graph.VertexAt(giver).FanOut is > 1 and <= MostReceiversOfGiver)
                {
                    _givers[_giverCount++] = giver;
                }
            }
        }
    }

    private void CollectReceivers()
    {
        _receivers.Clear();
        _sharedBy.Clear();
        _seen.Forget(graph.VertexCapacity);
        for (int g = 0; g < _giverCount; g++)
        {
            ReadOnlySpan<AdjacencyEntry> gifts = graph.OutOf(_givers[g]);
            int oldest = Math.Max(0, gifts.Length - MostGiftsOut);
            Truncated |= oldest > 0;
            for (int i = gifts.Length - 1; i >= oldest; i--)
            {
                if (!_seen.TryGet(gifts[i].Neighbour, out int place))
                {
                    place = _receivers.Count;
                    _seen.Set(gifts[i].Neighbour, place);
                    _receivers.Add(gifts[i].Neighbour);
                    _sharedBy.Add(0);
                }

                _sharedBy[place] |= 1UL << g;
            }
        }
    }

    /// <summary>Keeps the receivers that two or more of the givers share; when there are too many, those that more do.</summary>
    private void KeepShared()
    {
        int least = 2;
        while (CountSharedBy(least) > MostReceivers)
        {
            Truncated = true;
            least++;
        }

        int kept = 0;
        _weights.Clear();
        for (int r = 0; r < _receivers.Count; r++)
        {
            if (BitOperations.PopCount(_sharedBy[r]) >= least)
            {
                (_receivers[kept], _sharedBy[kept]) = (_receivers[r], _sharedBy[r]);
                _weights.Add(WeightOf(graph.VertexAt(_receivers[r]).FanIn));
                kept++;
            }
        }

        _receivers.RemoveRange(kept, _receivers.Count - kept);
    }

    private int CountSharedBy(int least)
    {
        int count = 0;
        foreach (ulong givers in _sharedBy)
        {
            count += BitOperations.PopCount(givers) >= least ? 1 : 0;
        }

        return count;
    }

    /// <summary>Peels the weakest account until none is left; returns how many were peeled when the rest was densest.</summary>
    private int Peel()
    {
        int count = _giverCount + _receivers.Count;
        long total = Strengthen();
        Array.Clear(_peeled);
        int best = 0;
        (long bestTotal, int bestCount) = (total, count);
        for (int step = 0; step < count - 1; step++)
        {
            int weakest = Weakest(count);
            total -= _strength[weakest];
            _peeled[weakest] = true;
            _order[step] = weakest;
            Weaken(weakest);
            int left = count - step - 1;
            if ((Int128)total * bestCount > (Int128)bestTotal * left)
            {
                (best, bestTotal, bestCount) = (step + 1, total, left);
            }
        }

        Density = bestTotal / bestCount;
        return best;
    }

    private long Strengthen()
    {
        long total = 0;
        Array.Clear(_strength);
        for (int r = 0; r < _receivers.Count; r++)
        {
            for (ulong givers = _sharedBy[r]; givers != 0; givers &= givers - 1)
            {
                _strength[BitOperations.TrailingZeroCount(givers)] += _weights[r];
                _strength[_giverCount + r] += _weights[r];
                total += _weights[r];
            }
        }

        return total;
    }

    private int Weakest(int count)
    {
        int weakest = -1;
        for (int i = 0; i < count; i++)
        {
            // Of equals the one met last goes first.
            weakest = !_peeled[i] && (weakest < 0 || _strength[i] <= _strength[weakest]) ? i : weakest;
        }

        return weakest;
    }

    private void Weaken(int peeled)
    {
        if (peeled < _giverCount)
        {
            for (int r = 0; r < _receivers.Count; r++)
            {
                _strength[_giverCount + r] -= (_sharedBy[r] >> peeled & 1) != 0 ? _weights[r] : 0;
            }

            return;
        }

        for (ulong givers = _sharedBy[peeled - _giverCount]; givers != 0; givers &= givers - 1)
        {
            _strength[BitOperations.TrailingZeroCount(givers)] -= _weights[peeled - _giverCount];
        }
    }

    private void TakeBest(int peeledBefore)
    {
        Array.Clear(_peeled);
        foreach (int gone in _order.AsSpan(0, peeledBefore))
        {
            _peeled[gone] = true;
        }

        for (int i = 0; i < _giverCount + _receivers.Count; i++)
        {
            if (!_peeled[i])
            {
                List<int> pool = i < _giverCount ? _poolGivers : _poolReceivers;
                pool.Add(graph.AccountOf(i < _giverCount ? _givers[i] : _receivers[i - _giverCount]));
            }
        }
    }

    private void MeasureExclusiveness(int centre)
    {
        long toCentre = 0;
        long inside = 0;
        long all = 0;
        _seen.Forget(graph.VertexCapacity);
        for (int r = 0; r < _receivers.Count; r++)
        {
            if (!_peeled[_giverCount + r])
            {
                _seen.Set(_receivers[r], 0);
            }
        }

        for (int g = 0; g < _giverCount; g++)
        {
            ReadOnlySpan<AdjacencyEntry> gifts = _peeled[g] ? [] : graph.OutOf(_givers[g]);
            foreach (AdjacencyEntry gift in gifts[Math.Max(0, gifts.Length - MostGiftsOut)..])
            {
                long coins = graph.Record(gift.Edge).Coins;
                all += coins;
                inside += _seen.TryGet(gift.Neighbour, out _) ? coins : 0;
                toCentre += gift.Neighbour == centre ? coins : 0;
            }
        }

        ExclusiveShare = all == 0 ? 0 : (int)((Int128)inside * 1000 / all);
        IncomeShare = (int)((Int128)toCentre * 1000 / Math.Max(1, graph.VertexAt(centre).InCoins));
    }
}
