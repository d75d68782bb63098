using System.Runtime.CompilerServices;

namespace FraudWatch.Detection.Ledger;

/// <summary>An interval of one account's spent coins or received diamonds, still to be followed.</summary>
internal readonly record struct Parcel(int Account, long From, long Until, bool IsCoins);

/// <summary>
/// Parcels by size, the largest first, of equal ones the first found: a binary heap in one array that is reused. Compiled
/// with optimisation at once, because a large chargeback is rare: it must not be slow the first times, while the runtime
/// still makes up its mind.
/// </summary>
internal sealed class ParcelQueue
{
    private Entry[] _heap = new Entry[16];
    private int _count;
    private int _found;

    public void Clear() => _count = _found = 0;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(in Parcel parcel)
    {
        if (_count == _heap.Length)
        {
            Array.Resize(ref _heap, _count * 2);
        }

        var entry = new Entry(parcel, _found++);
        int place = _count++;
        while (place > 0 && entry.IsBefore(_heap[(place - 1) / 2]))
        {
            _heap[place] = _heap[(place - 1) / 2];
            place = (place - 1) / 2;
        }

        _heap[place] = entry;
    }

    /// <summary>Takes the largest; false when there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryTake(out Parcel largest)
    {
        if (_count == 0)
        {
            largest = default;
            return false;
        }

        largest = _heap[0].Parcel;
        Entry last = _heap[--_count];
        int place = 0;
        for (int child = 1; child < _count; child = (2 * place) + 1)
        {
            child += child + 1 < _count && _heap[child + 1].IsBefore(_heap[child]) ? 1 : 0;
            if (!_heap[child].IsBefore(last))
            {
                break;
            }

            _heap[place] = _heap[child];
            place = child;
        }

        _heap[place] = last;
        return true;
    }

    private readonly record struct Entry(Parcel Parcel, int Found)
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool IsBefore(in Entry other)
        {
            long size = Parcel.Until - Parcel.From;
            long others = other.Parcel.Until - other.Parcel.From;
            return size != others ? size > others : Found < other.Found;
        }
    }
}
