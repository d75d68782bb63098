using System.IO.Hashing;
using System.Text;
using FraudWatch.Detection.State;

namespace FraudWatch.Detection.Identity;

/// <summary>
/// Gives every distinct token (an account, device, instrument … id) a small number, in order of first appearance in
/// processing order, so that the number is a function of the log alone. Decisions still never depend on the number.
/// Grows with the tokens seen; nothing is ever removed.
/// </summary>
public sealed class TokenTable : ISavedState
{
    private const int PageBits = 16;
    private const int PageSize = 1 << PageBits;

    private readonly List<byte[]> _pages = [];
    private long[] _starts = new long[64];
    private int[] _slots = new int[128];
    private uint[] _hashes = new uint[64];
    private long _used;

    /// <summary>Tokens known.</summary>
    public int Count { get; private set; }

    /// <summary>The token's number; a new token gets the next one.</summary>
    public int Intern(ReadOnlySpan<byte> token)
    {
        uint hash = Hash(token);
        int slot = FindSlot(token, hash);
        return _slots[slot] > 0 ? _slots[slot] - 1 : Append(token, hash, slot);
    }

    /// <summary>The token's number, or -1 for one never seen.</summary>
    public int Find(ReadOnlySpan<byte> token) => _slots[FindSlot(token, Hash(token))] - 1;

    /// <summary>The token's bytes.</summary>
    public ReadOnlySpan<byte> BytesOf(int index) => BytesAt(_starts[index]);

    public string TextOf(int index) => Encoding.UTF8.GetString(BytesOf(index));

    /// <summary>The pages as they lie in memory, each up to its last token; all else follows from them.</summary>
    void ISavedState.Save(StateWriter to)
    {
        to.Count(_pages.Count);
        int next = 0;
        for (int page = 0; page < _pages.Count; page++)
        {
            long end = (long)(page + 1) << PageBits;
            int after = Array.BinarySearch(_starts, next, Count - next, end);
            next = after < 0 ? ~after : after;
            int last = (int)(_starts[next - 1] & (PageSize - 1));
            to.Bytes(_pages[page].AsSpan(0, last + BytesOf(next - 1).Length + 2));
        }
    }

    void ISavedState.Load(StateReader from)
    {
        int pages = from.Count();
        for (int i = 0; i < pages; i++)
        {
            byte[] page = from.Bytes();
            int used = page.Length;
            if (used is 0 or > PageSize)
            {
                throw from.Damaged($"expected a page of 1 to {PageSize} bytes, found {used}");
            }

            Array.Resize(ref page, PageSize);
            _pages.Add(page);
            _used = (long)i << PageBits;
            for (long end = _used + used; _used < end;)
            {
                AppendStored(BytesAt(_used));
            }
        }

        FillSlots();
    }

    private static uint Hash(ReadOnlySpan<byte> token)
    {
        ulong hash = XxHash3.HashToUInt64(token);
        return (uint)(hash ^ (hash >> 32));
    }

    private int FindSlot(ReadOnlySpan<byte> token, uint hash)
    {
        int mask = _slots.Length - 1;
        int slot = (int)hash & mask;
        while (_slots[slot] > 0)
        {
            int index = _slots[slot] - 1;
            if (_hashes[index] == hash && BytesOf(index).SequenceEqual(token))
            {
                return slot;
            }

            slot = (slot + 1) & mask;
        }

        return slot;
    }

    private ReadOnlySpan<byte> BytesAt(long start)
    {
        ReadOnlySpan<byte> page = _pages[(int)(start >> PageBits)].AsSpan((int)(start & (PageSize - 1)));
        return page.Slice(2, page[0] | (page[1] << 8));
    }

    private int Append(ReadOnlySpan<byte> token, uint hash, int slot)
    {
        int index = Place(Store(token), hash);
        _slots[slot] = index + 1;
        if (Count * 2 > _slots.Length)
        {
            GrowSlots();
        }

        return index;
    }

    private int Place(long start, uint hash)
    {
        int index = Count++;
        if (index == _starts.Length)
        {
            Array.Resize(ref _starts, index * 2);
            Array.Resize(ref _hashes, index * 2);
        }

        _starts[index] = start;
        _hashes[index] = hash;
        return index;
    }

    /// <summary>Numbers a token that lies in its page already.</summary>
    private void AppendStored(ReadOnlySpan<byte> token)
    {
        Place(_used, Hash(token));
        _used += token.Length + 2;
    }

    private long Store(ReadOnlySpan<byte> token)
    {
        int size = token.Length + 2;
        if (_pages.Count == 0 || (_used & (PageSize - 1)) + size > PageSize || _used >> PageBits >= _pages.Count)
        {
            _used = (long)_pages.Count << PageBits;
            _pages.Add(new byte[PageSize]);
        }

        long start = _used;
        Span<byte> room = _pages[^1].AsSpan((int)(start & (PageSize - 1)));
        room[0] = (byte)token.Length;
        room[1] = (byte)(token.Length >> 8);
        token.CopyTo(room[2..]);
        _used += size;
        return start;
    }

    private void GrowSlots() => FillSlots(_slots.Length * 2);

    private void FillSlots()
    {
        int size = _slots.Length;
        while (Count * 2L > size)
        {
            size *= 2;
        }

        FillSlots(size);
    }

    private void FillSlots(int size)
    {
        var slots = new int[size];
        int mask = slots.Length - 1;
        for (int index = 0; index < Count; index++)
        {
            int slot = (int)_hashes[index] & mask;
            while (slots[slot] > 0)
            {
                slot = (slot + 1) & mask;
            }

            slots[slot] = index + 1;
        }

        _slots = slots;
    }
}
