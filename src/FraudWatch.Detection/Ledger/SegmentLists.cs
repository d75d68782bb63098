namespace FraudWatch.Detection.Ledger;

/// <summary>One account's append-only list of record numbers. Holds no memory of its own; see <see cref="SegmentLists"/>.</summary>
internal struct SegmentList
{
    /// <summary>Where its block starts in the pool.</summary>
    public int Offset;

    public int Count;

    /// <summary>Its block holds 2 to this power.</summary>
    public byte SizeClass;
}

/// <summary>
/// All accounts' lists of record numbers in one pool: blocks of 1, 2, 4, 8 … numbers, reused by size when a list outgrows
/// its own. Appending is O(1) amortised, reading is an array access.
/// </summary>
internal sealed class SegmentLists
{
    private const int SizeClasses = 31;

    private readonly List<int>[] _free = new List<int>[SizeClasses];
    private int[] _pool = new int[1024];
    private int _used;

    public SegmentLists()
    {
        for (int i = 0; i < SizeClasses; i++)
        {
            _free[i] = [];
        }
    }

    public ReadOnlySpan<int> Of(in SegmentList list) => _pool.AsSpan(list.Offset, list.Count);

    public void Add(ref SegmentList list, int number)
    {
        if (list.Count == 0)
        {
            list.Offset = Take(0);
        }
        else if (list.Count == 1 << list.SizeClass)
        {
            int wider = Take(list.SizeClass + 1);
            Of(list).CopyTo(_pool.AsSpan(wider));
            _free[list.SizeClass].Add(list.Offset);
            list.Offset = wider;
            list.SizeClass++;
        }

        _pool[list.Offset + list.Count++] = number;
    }

    private int Take(int sizeClass)
    {
        List<int> free = _free[sizeClass];
        if (free.Count > 0)
        {
            int offset = free[^1];
            free.RemoveAt(free.Count - 1);
            return offset;
        }

        int size = 1 << sizeClass;
        if (_used + size > _pool.Length)
        {
            Array.Resize(ref _pool, checked(Math.Max(_pool.Length * 2, _used + size)));
        }

        _used += size;
        return _used - size;
    }
}
