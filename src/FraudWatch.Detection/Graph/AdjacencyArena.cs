namespace FraudWatch.Detection.Graph;

/// <summary>
/// Memory of all adjacency lists. A list is one contiguous block, so that a range of times is a binary search and a
/// straight run. Blocks come in sizes 1, 2, 3, 4, 6, 8, 12, 16 … so that about five sixths are filled; small ones are
/// cut from shared pages and reused by size, large ones are arrays of their own that go back to the runtime.
/// </summary>
internal sealed class AdjacencyArena
{
    private const int SharedPageSize = 4096;
    private const int SmallestPageSize = 256;

    private static readonly int[] Sizes = SizeClasses();
    private static readonly int LargestShared = Array.IndexOf(Sizes, SharedPageSize / 4);

    private readonly BlockStack[] _free = new BlockStack[Sizes.Length];
    private AdjacencyEntry[][] _pages = [];
    private int _pageCount;
    private int[] _freePages = [];
    private int _freePageCount;
    private int _openPage = -1;
    private int _openOffset;

    /// <summary>Entries that had to make way for one before them.</summary>
    internal long Moves { get; private set; }

    internal ReadOnlySpan<AdjacencyEntry> Entries(in AdjacencyList list) =>
        list.Count == 0 ? default : _pages[list.Page].AsSpan(list.Offset + list.Start, list.Count);

    internal Span<AdjacencyEntry> MutableEntries(in AdjacencyList list) =>
        list.Count == 0 ? default : _pages[list.Page].AsSpan(list.Offset + list.Start, list.Count);

    /// <summary>Index of the first entry whose key is not below <paramref name="key"/>.</summary>
    internal static int LowerBound(ReadOnlySpan<AdjacencyEntry> entries, long key)
    {
        int low = 0;
        int high = entries.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (entries[middle].Key < key)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    /// <summary>Puts an entry in its place by key; at the end, where nearly all belong, without a search.</summary>
    internal void Insert(ref AdjacencyList list, AdjacencyEntry entry)
    {
        MakeRoomAtEnd(ref list);
        list.Count++;
        Span<AdjacencyEntry> entries = MutableEntries(list);
        int last = entries.Length - 1;
        if (last == 0 || entries[last - 1].Key < entry.Key)
        {
            entries[last] = entry;
            return;
        }

        int index = LowerBound(entries[..last], entry.Key);
        entries[index..last].CopyTo(entries[(index + 1)..]);
        Moves += last - index;
        entries[index] = entry;
    }

    internal void RemoveFirst(ref AdjacencyList list)
    {
        list.Start++;
        list.Count--;
        if (list.Count == 0)
        {
            Release(list);
            list = default;
        }
        else if (list.SizeClass > 4 && list.Count * 4 <= Sizes[list.SizeClass])
        {
            Move(ref list, list.SizeClass - 2);
        }
    }

    private static int[] SizeClasses()
    {
        int[] sizes = new int[58];
        sizes[0] = 1;
        for (int i = 1; i < sizes.Length; i++)
        {
            sizes[i] = (i & 1) == 1 ? 2 << (i >> 1) : 3 << ((i >> 1) - 1);
        }

        return sizes;
    }

    private void MakeRoomAtEnd(ref AdjacencyList list)
    {
        if (list.Count == 0)
        {
            list = Take(sizeClass: 0);
            return;
        }

        int size = Sizes[list.SizeClass];
        if (list.Start + list.Count < size)
        {
            return;
        }

        if (list.Start >= (size + 3) / 4)
        {
            Span<AdjacencyEntry> block = _pages[list.Page].AsSpan(list.Offset, size);
            block.Slice(list.Start, list.Count).CopyTo(block);
            list.Start = 0;
            return;
        }

        Move(ref list, list.SizeClass + 1);
    }

    private void Move(ref AdjacencyList list, int sizeClass)
    {
        AdjacencyList target = Take(sizeClass);
        target.Count = list.Count;
        Entries(list).CopyTo(MutableEntries(target));
        Release(list);
        list = target;
    }

    private AdjacencyList Take(int sizeClass)
    {
        if (sizeClass > LargestShared)
        {
            return new AdjacencyList { Page = AddPage(Sizes[sizeClass]), SizeClass = sizeClass };
        }

        if (_free[sizeClass].TryPop(out int page, out int offset))
        {
            return new AdjacencyList { Page = page, Offset = offset, SizeClass = sizeClass };
        }

        int size = Sizes[sizeClass];
        if (_openPage < 0 || _openOffset + size > _pages[_openPage].Length)
        {
            CutUpOpenPage();
            _openPage = AddPage(Math.Max(size, Math.Clamp(_pageCount * SmallestPageSize, SmallestPageSize, SharedPageSize)));
            _openOffset = 0;
        }

        _openOffset += size;
        return new AdjacencyList { Page = _openPage, Offset = _openOffset - size, SizeClass = sizeClass };
    }

    /// <summary>What is left of the open page becomes free blocks of the largest sizes that fit, so nothing is lost.</summary>
    private void CutUpOpenPage()
    {
        for (int c = LargestShared; _openPage >= 0 && c >= 0; c--)
        {
            while (_openOffset + Sizes[c] <= _pages[_openPage].Length)
            {
                _free[c].Push(_openPage, _openOffset);
                _openOffset += Sizes[c];
            }
        }
    }

    private void Release(in AdjacencyList list)
    {
        if (list.SizeClass <= LargestShared)
        {
            _free[list.SizeClass].Push(list.Page, list.Offset);
            return;
        }

        _pages[list.Page] = [];
        if (_freePageCount == _freePages.Length)
        {
            Array.Resize(ref _freePages, Math.Max(16, _freePages.Length * 2));
        }

        _freePages[_freePageCount++] = list.Page;
    }

    private int AddPage(int size)
    {
        int page = _freePageCount > 0 ? _freePages[--_freePageCount] : _pageCount++;
        if (page == _pages.Length)
        {
            Array.Resize(ref _pages, Math.Max(16, _pages.Length * 2));
        }

        _pages[page] = new AdjacencyEntry[size];
        return page;
    }
}
