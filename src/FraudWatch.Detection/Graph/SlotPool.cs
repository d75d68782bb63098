namespace FraudWatch.Detection.Graph;

/// <summary>
/// Fixed-size records addressed by a small number, in pages, so that growth never copies what is there and a released
/// slot is the next one taken.
/// </summary>
internal sealed class SlotPool<T>
    where T : struct
{
    private const int PageBits = 10;
    private const int PageSize = 1 << PageBits;
    private T[][] _pages = [];
    private int[] _free = [];
    private int _freeCount;

    /// <summary>Slots ever in use at once: every slot is below this.</summary>
    internal int Capacity { get; private set; }

    internal int Count => Capacity - _freeCount;

    internal ref T this[int slot] => ref _pages[slot >> PageBits][slot & (PageSize - 1)];

    internal int Take()
    {
        if (_freeCount > 0)
        {
            return _free[--_freeCount];
        }

        int page = Capacity >> PageBits;
        if (page == _pages.Length)
        {
            Array.Resize(ref _pages, Math.Max(4, _pages.Length * 2));
        }

        _pages[page] ??= new T[PageSize];
        return Capacity++;
    }

    internal void Give(int slot)
    {
        this[slot] = default;
        if (_freeCount == _free.Length)
        {
            Array.Resize(ref _free, Math.Max(16, _free.Length * 2));
        }

        _free[_freeCount++] = slot;
    }
}
