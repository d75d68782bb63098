using System.IO.Hashing;
using System.Text;
using FraudWatch.Detection.State;

namespace FraudWatch.Detection.Identity;

/// <summary>What <see cref="SeenEvents.Admit"/> found.</summary>
public enum Admission : byte
{
    /// <summary>Never seen within the memory.</summary>
    New,

    /// <summary>The same event again; it changes nothing.</summary>
    Duplicate,

    /// <summary>Other content under an id that was seen; the first wins, this one changes nothing.</summary>
    Conflict,
}

/// <summary>
/// Remembers event ids, exactly, for 35 days of the detector's clock (contract §1). Ids live in chunks in order of
/// arrival; a chunk is dropped as a whole once its newest id is old enough, so an id is kept at least 35 days.
/// </summary>
public sealed class SeenEvents : ISavedState
{
    /// <summary>How long an id is remembered, in milliseconds.</summary>
    public const long Memory = 35L * 24 * 60 * 60 * 1000;

    private const int ChunkSize = 1 << 14;

    private readonly Queue<Chunk> _chunks = new();
    private Chunk _newest = new(0);
    // Full chunks by number, the first of them starting at _indexFirst.
    private readonly List<Chunk> _chunkIndex = [];
    private long _indexFirst;
    private long[] _slots = new long[1 << 15];
    private long _next;
    private long _oldest;
    private long _inSlots;

    public SeenEvents() => _chunks.Enqueue(_newest);

    /// <summary>Ids remembered now.</summary>
    public long Count => _next - _oldest;

    /// <summary>Admits an event id at a clock. <paramref name="reference"/> finds the id's text while it is remembered.</summary>
    public Admission Admit(ReadOnlySpan<byte> eventId, ulong content, long clock, out long reference)
    {
        Forget(clock);
        ulong hash = XxHash3.HashToUInt64(eventId);
        int mask = _slots.Length - 1;
        int slot = (int)hash & mask;
        for (; _slots[slot] != 0; slot = (slot + 1) & mask)
        {
            long candidate = _slots[slot] - 1;
            if (candidate < _oldest)
            {
                continue;
            }

            Chunk chunk = ChunkOf(candidate);
            int index = (int)(candidate - chunk.First);
            if (chunk.Hashes[index] == hash && chunk.TextOf(index).SequenceEqual(eventId))
            {
                reference = candidate;
                return chunk.Contents[index] == content ? Admission.Duplicate : Admission.Conflict;
            }
        }

        reference = Append(eventId, hash, content, clock);
        _slots[slot] = reference + 1;
        if (++_inSlots * 2 > _slots.Length)
        {
            RebuildSlots();
        }

        return Admission.New;
    }

    /// <summary>The id's text, or null when it is no longer remembered.</summary>
    public string? TextOf(long reference) =>
        reference < _oldest || reference >= _next ? null : Encoding.UTF8.GetString(BytesOf(reference));

    /// <summary>The id's bytes; empty when it is no longer remembered.</summary>
    public ReadOnlySpan<byte> BytesOf(long reference)
    {
        if (reference < _oldest || reference >= _next)
        {
            return [];
        }

        Chunk chunk = ChunkOf(reference);
        return chunk.TextOf((int)(reference - chunk.First));
    }

    void ISavedState.Save(StateWriter to)
    {
        to.Number(_oldest);
        to.Count(_chunks.Count);
        foreach (Chunk chunk in _chunks)
        {
            chunk.Save(to);
        }
    }

    void ISavedState.Load(StateReader from)
    {
        _next = _oldest = _indexFirst = from.Number();
        int chunks = from.Count();
        _chunks.Clear();
        for (int i = 0; i < chunks; i++)
        {
            var chunk = Chunk.Load(_next, from);
            if (i > 0)
            {
                _chunkIndex.Add(_newest);
            }

            _newest = chunk;
            _chunks.Enqueue(chunk);
            _next += chunk.Count;
        }

        if (chunks == 0)
        {
            throw from.Damaged("expected a chunk of event ids, found none");
        }

        RebuildSlots();
    }

    private Chunk ChunkOf(long reference) => reference >= _newest.First
        ? _newest
        : _chunkIndex[(int)((reference - _indexFirst) / ChunkSize)];

    private long Append(ReadOnlySpan<byte> eventId, ulong hash, ulong content, long clock)
    {
        if (_newest.Count == ChunkSize)
        {
            _chunkIndex.Add(_newest);
            _newest = new Chunk(_next);
            _chunks.Enqueue(_newest);
        }

        _newest.Append(eventId, hash, content, clock);
        return _next++;
    }

    private void Forget(long clock)
    {
        while (_chunks.Count > 1 && _chunks.Peek().NewestClock < clock - Memory)
        {
            Chunk dropped = _chunks.Dequeue();
            _oldest = dropped.First + dropped.Count;
            _chunkIndex.RemoveAt(0);
            _indexFirst = _oldest;
        }
    }

    /// <summary>Leaves forgotten ids behind and makes room.</summary>
    private void RebuildSlots()
    {
        int size = _slots.Length;
        while (Count * 4 > size)
        {
            size *= 2;
        }

        var slots = new long[size];
        int mask = size - 1;
        foreach (Chunk chunk in _chunks)
        {
            for (int index = 0; index < chunk.Count; index++)
            {
                int slot = (int)chunk.Hashes[index] & mask;
                while (slots[slot] != 0)
                {
                    slot = (slot + 1) & mask;
                }

                slots[slot] = chunk.First + index + 1;
            }
        }

        _slots = slots;
        _inSlots = Count;
    }

    private sealed class Chunk(long first)
    {
        private readonly int[] _ends = new int[ChunkSize];
        private byte[] _text = new byte[ChunkSize * 24];

        public long First { get; } = first;

        public int Count { get; private set; }

        public long NewestClock { get; private set; } = long.MinValue;

        public ulong[] Hashes { get; } = new ulong[ChunkSize];

        public ulong[] Contents { get; } = new ulong[ChunkSize];

        public static Chunk Load(long first, StateReader from)
        {
            var chunk = new Chunk(first) { NewestClock = from.Time(), Count = from.Count(ChunkSize) };
            from.Memory(chunk._ends.AsSpan(0, chunk.Count));
            from.Memory(chunk.Contents.AsSpan(0, chunk.Count));
            byte[] text = from.Bytes();
            Array.Resize(ref text, Math.Max(text.Length, chunk._text.Length));
            chunk._text = text;
            for (int index = 0; index < chunk.Count; index++)
            {
                chunk.Hashes[index] = XxHash3.HashToUInt64(chunk.TextOf(index));
            }

            return chunk;
        }

        /// <summary>The hashes are left out: they follow from the ids.</summary>
        public void Save(StateWriter to)
        {
            to.Time(NewestClock);
            to.Count(Count);
            to.Memory<int>(_ends.AsSpan(0, Count));
            to.Memory<ulong>(Contents.AsSpan(0, Count));
            to.Bytes(_text.AsSpan(0, Count == 0 ? 0 : _ends[Count - 1]));
        }

        public ReadOnlySpan<byte> TextOf(int index)
        {
            int start = index == 0 ? 0 : _ends[index - 1];
            return _text.AsSpan(start, _ends[index] - start);
        }

        public void Append(ReadOnlySpan<byte> eventId, ulong hash, ulong content, long clock)
        {
            int start = Count == 0 ? 0 : _ends[Count - 1];
            if (start + eventId.Length > _text.Length)
            {
                Array.Resize(ref _text, _text.Length * 2);
            }

            eventId.CopyTo(_text.AsSpan(start));
            _ends[Count] = start + eventId.Length;
            Hashes[Count] = hash;
            Contents[Count] = content;
            NewestClock = Math.Max(NewestClock, clock);
            Count++;
        }
    }
}
