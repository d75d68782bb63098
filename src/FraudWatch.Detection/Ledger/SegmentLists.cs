using System.Numerics;

namespace FraudWatch.Detection.Ledger;

/// <summary>One account's append-only list of record numbers. Holds no memory of its own; see <see cref="SegmentLists"/>.</summary>
internal struct SegmentList
{
    /// <summary>Where its newest segment starts in the pool.</summary>
    public int Newest;

    public int Count;
}

/// <summary>
/// All accounts' lists of record numbers in one pool. A list is a chain of segments of 2, 2, 4, 8, 16 … numbers, each with the
/// place of the one before it, so that nothing is ever copied or left behind when a list grows, and a number is found within
/// as many steps as the list has segments: O(log n).
/// </summary>
internal sealed class SegmentLists
{
    /// <summary>Segments grow up to 2 to this power and stay there: a list of a million numbers has some 130.</summary>
    private const int LargestBits = 13;

    private const int PageBits = LargestBits + 2;
    private const int PageSize = 1 << PageBits;

    private int[][] _pages = [];
    private int _used;

    /// <summary>Bytes that the segments take, the room in them that waits for numbers included and the last page's spare room not.</summary>
    public long Bytes => (long)_used * sizeof(int);

    public NumberList Of(scoped in SegmentList list) => new(this, list);

    public void Add(ref SegmentList list, int number)
    {
        int segment = SegmentOf(list.Count);
        int first = FirstOf(segment);
        if (list.Count == first)
        {
            // Every segment but a list's first has the place of the one before it in front.
            int header = segment == 0 ? 0 : 1;
            int offset = Take(SizeOf(segment) + header) + header;
            if (header > 0)
            {
                At(offset - 1) = list.Newest;
            }

            list.Newest = offset;
        }

        At(list.Newest + list.Count++ - first) = number;
    }

    /// <summary>The newest segment of a list that has one.</summary>
    internal static int NewestOf(scoped in SegmentList list) => SegmentOf(list.Count - 1);

    /// <summary>The segment that holds a place of a list, so far as it is filled, and the place of its first number.</summary>
    /// <param name="list">The list.</param>
    /// <param name="place">The place.</param>
    /// <param name="known">A segment at that place or after it, and where it lies; becomes the one found.</param>
    /// <param name="first">The place of its first number.</param>
    internal ReadOnlySpan<int> Segment(scoped in SegmentList list, int place, scoped ref (int Segment, int Offset) known, out int first)
    {
        int wanted = SegmentOf(place);
        for (; known.Segment > wanted; known.Segment--)
        {
            known.Offset = At(known.Offset - 1);
        }

        first = FirstOf(wanted);
        return _pages[known.Offset >> PageBits].AsSpan(known.Offset & (PageSize - 1), Math.Min(SizeOf(wanted), list.Count - first));
    }

    private static int SegmentOf(int place) => place < 1 << LargestBits
        ? BitOperations.Log2((uint)place | 1)
        : LargestBits - 1 + (place >> LargestBits);

    private static int FirstOf(int segment) => segment switch
    {
        0 => 0,
        < LargestBits => 1 << segment,
        _ => (segment - LargestBits + 1) << LargestBits,
    };

    private static int SizeOf(int segment) => segment == 0 ? 2 : 1 << Math.Min(segment, LargestBits);

    private ref int At(int offset) => ref _pages[offset >> PageBits][offset & (PageSize - 1)];

    private int Take(int size)
    {
        if ((_used & (PageSize - 1)) + size > PageSize)
        {
            // A segment lies in one page.
            _used = (_used + PageSize - 1) & ~(PageSize - 1);
        }

        int page = _used >> PageBits;
        if (page >= _pages.Length)
        {
            Array.Resize(ref _pages, Math.Max(4, _pages.Length * 2));
        }

        _pages[page] ??= new int[PageSize];
        _used = checked(_used + size);
        return _used - size;
    }
}

/// <summary>One list, to be read: looks its segments up as they are needed and keeps the last one at hand.</summary>
internal ref struct NumberList(SegmentLists lists, scoped in SegmentList list)
{
    private readonly SegmentLists _lists = lists;
    private readonly SegmentList _list = list;
    private ReadOnlySpan<int> _segment = [];
    private int _first = 0;
    private (int Segment, int Offset) _known = default;

    public readonly int Length => _list.Count;

    /// <summary>The number at a place from 0 to <see cref="Length"/> - 1.</summary>
    public int this[int place]
    {
        get
        {
            if ((uint)(place - _first) >= (uint)_segment.Length)
            {
                Seek(place);
            }

            return _segment[place - _first];
        }
    }

    /// <summary>The first place of the segment that holds a place. Who searches a list backwards segment by segment reads each once.</summary>
    public int SegmentStart(int place)
    {
        _ = this[place];
        return _first;
    }

    private void Seek(int place)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)place, (uint)_list.Count);
        if (_segment.IsEmpty || place >= _first)
        {
            // Segments know the one before them only.
            _known = (SegmentLists.NewestOf(_list), _list.Newest);
        }

        _segment = _lists.Segment(_list, place, ref _known, out _first);
    }
}
