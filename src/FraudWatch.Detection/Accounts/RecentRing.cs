using FraudWatch.Detection.State;

namespace FraudWatch.Detection.Accounts;

/// <summary>The last <c>capacity</c> things that happened, oldest first. Grows from 4, so quiet accounts stay small.</summary>
public sealed class RecentRing<T>(int capacity) : ISavedState
    where T : struct, ISavedFigures
{
    private T[] _items = [];
    private int _first;

    /// <summary>Things held: at most the capacity.</summary>
    public int Count { get; private set; }

    /// <summary>The thing at <paramref name="index"/>, 0 being the oldest held.</summary>
    public ref T this[int index] => ref _items[(_first + index) % _items.Length];

    /// <summary>Adds the newest, dropping the oldest when full.</summary>
    public void Add(in T item)
    {
        if (Count == _items.Length && Count < capacity)
        {
            Grow();
        }

        if (Count == capacity)
        {
            _items[_first] = item;
            _first = (_first + 1) % _items.Length;
            return;
        }

        _items[(_first + Count) % _items.Length] = item;
        Count++;
    }

    void ISavedState.Save(StateWriter to)
    {
        to.Count(Count);
        Span<T> newer = _items.AsSpan(0, Math.Max(0, _first + Count - _items.Length));
        foreach (ref T item in _items.AsSpan(_first, Count - newer.Length))
        {
            to.Figures(ref item);
        }

        foreach (ref T item in newer)
        {
            to.Figures(ref item);
        }
    }

    void ISavedState.Load(StateReader from)
    {
        int count = from.Count(capacity);
        while (_items.Length < count)
        {
            Grow();
        }

        for (; Count < count; Count++)
        {
            from.Figures(ref _items[Count]);
        }
    }

    private void Grow()
    {
        var items = new T[Math.Min(capacity, Math.Max(4, _items.Length * 2))];
        for (int i = 0; i < Count; i++)
        {
            items[i] = this[i];
        }

        _items = items;
        _first = 0;
    }
}
