using FraudWatch.Detection.State;

namespace FraudWatch.Detection.Ledger;

/// <summary>
/// Records by number, in pages, so that growth copies no record and a record's place never moves.
/// </summary>
internal sealed class FlatTable<T> : ISavedState
    where T : unmanaged
{
    private const int PageBits = 13;
    private const int PageSize = 1 << PageBits;
    private const int Mask = PageSize - 1;

    private T[][] _pages = [];

    /// <summary>Records held; they have the numbers 0 to Count - 1.</summary>
    public int Count { get; private set; }

    public ref T this[int number] => ref _pages[number >> PageBits][number & Mask];

    /// <summary>Appends a record and returns its number.</summary>
    public int Add(in T record)
    {
        MakeRoom(Count + 1);
        this[Count] = record;
        return Count++;
    }

    /// <summary>Makes sure that numbers below <paramref name="count"/> exist; new ones hold <paramref name="empty"/>.</summary>
    public void EnsureCount(int count, in T empty)
    {
        while (Count < count)
        {
            Add(empty);
        }
    }

    /// <summary>Writes the records as they lie in memory: they have no gaps and name each other by number.</summary>
    void ISavedState.Save(StateWriter to)
    {
        to.Count(Count);
        for (int first = 0; first < Count; first += PageSize)
        {
            to.Memory<T>(_pages[first >> PageBits].AsSpan(0, Math.Min(PageSize, Count - first)));
        }
    }

    void ISavedState.Load(StateReader from)
    {
        int count = from.Count();
        for (int first = 0; first < count; first += PageSize)
        {
            // Page by page: a wrong count runs into the section's end before it takes memory.
            MakeRoom(first + 1);
            from.Memory(_pages[first >> PageBits].AsSpan(0, Math.Min(PageSize, count - first)));
        }

        Count = count;
    }

    private void MakeRoom(int count)
    {
        int page = (count - 1) >> PageBits;
        if (page >= _pages.Length)
        {
            Array.Resize(ref _pages, Math.Max(4, Math.Max(page + 1, _pages.Length * 2)));
        }

        _pages[page] ??= new T[PageSize];
    }
}
