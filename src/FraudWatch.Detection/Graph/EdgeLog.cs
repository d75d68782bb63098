namespace FraudWatch.Detection.Graph;

/// <summary>
/// Edge slots in their total order, oldest first, in chunks: appending and dropping the oldest cost O(1), a late edge
/// moves at most one chunk's worth.
/// </summary>
internal sealed class EdgeLog
{
    private const int ChunkSize = 512;
    private int[][] _chunks = new int[4][];
    private int[] _counts = new int[4];
    private int _firstChunk;
    private int _endChunk;

    /// <summary>Places already dropped from the front of the first chunk.</summary>
    private int _dropped;

    internal int Count { get; private set; }

    internal int First => _chunks[_firstChunk][_dropped];

    internal int Last => _chunks[_endChunk - 1][_counts[_endChunk - 1] - 1];

    internal LogPosition Start => new(_firstChunk, _dropped);

    internal LogPosition End => _endChunk == _firstChunk ? Start : new(_endChunk - 1, _counts[_endChunk - 1]);

    internal int At(LogPosition position) => _chunks[position.Chunk][position.Index];

    internal bool TryPrevious(ref LogPosition position)
    {
        if (position == Start)
        {
            return false;
        }

        position = position.Index > 0
            ? position with { Index = position.Index - 1 }
            : new(position.Chunk - 1, _counts[position.Chunk - 1] - 1);
        return true;
    }

    internal bool TryNext(ref LogPosition position)
    {
        if (_endChunk == _firstChunk)
        {
            return false;
        }

        LogPosition next = position.Index + 1 < _counts[position.Chunk]
            ? position with { Index = position.Index + 1 }
            : new(position.Chunk + 1, 0);
        if (next.Chunk >= _endChunk)
        {
            return false;
        }

        position = next;
        return true;
    }

    internal void Append(int edge)
    {
        if (_endChunk == _firstChunk || _counts[_endChunk - 1] == ChunkSize)
        {
            InsertChunk(_endChunk);
        }

        _chunks[_endChunk - 1][_counts[_endChunk - 1]++] = edge;
        Count++;
    }

    /// <summary>Puts an edge before the one at <paramref name="position"/>.</summary>
    internal void Insert(LogPosition position, int edge)
    {
        if (position == End)
        {
            Append(edge);
            return;
        }

        int[] chunk = _chunks[position.Chunk];
        if (position.Chunk == _firstChunk && _dropped > 0)
        {
            Array.Copy(chunk, _dropped, chunk, _dropped - 1, position.Index - _dropped);
            chunk[position.Index - 1] = edge;
            _dropped--;
        }
        else if (_counts[position.Chunk] < ChunkSize)
        {
            Array.Copy(chunk, position.Index, chunk, position.Index + 1, _counts[position.Chunk] - position.Index);
            chunk[position.Index] = edge;
            _counts[position.Chunk]++;
        }
        else
        {
            Insert(Split(position), edge);
            return;
        }

        Count++;
    }

    internal void DropFirst()
    {
        Count--;
        _dropped++;
        if (_dropped == _counts[_firstChunk])
        {
            _dropped = 0;
            _chunks[_firstChunk] = null!;
            _firstChunk++;
        }
    }

    /// <summary>The first position whose edge fulfils a condition that, once true along the log, stays true.</summary>
    internal LogPosition Find(Func<int, bool> holds)
    {
        int low = _firstChunk;
        int high = _endChunk;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            (low, high) = holds(_chunks[middle][_counts[middle] - 1]) ? (low, middle) : (middle + 1, high);
        }

        if (low == _endChunk)
        {
            return End;
        }

        int from = low == _firstChunk ? _dropped : 0;
        int to = _counts[low] - 1;
        while (from < to)
        {
            int middle = (from + to) >>> 1;
            (from, to) = holds(_chunks[low][middle]) ? (from, middle) : (middle + 1, to);
        }

        return new(low, from);
    }

    /// <summary>Halves a full chunk; returns where the edge at <paramref name="position"/> is now.</summary>
    private LogPosition Split(LogPosition position)
    {
        const int Half = ChunkSize / 2;
        int upper = InsertChunk(position.Chunk + 1);
        Array.Copy(_chunks[upper - 1], Half, _chunks[upper], 0, ChunkSize - Half);
        _counts[upper - 1] = Half;
        _counts[upper] = ChunkSize - Half;
        return position.Index < Half ? new(upper - 1, position.Index) : new(upper, position.Index - Half);
    }

    /// <summary>Makes an empty chunk at a place in the directory; returns the place, which compaction may have shifted.</summary>
    private int InsertChunk(int at)
    {
        if (_endChunk == _chunks.Length)
        {
            int live = _endChunk - _firstChunk;
            int[][] chunks = new int[Math.Max(4, live * 2)][];
            int[] counts = new int[chunks.Length];
            Array.Copy(_chunks, _firstChunk, chunks, 0, live);
            Array.Copy(_counts, _firstChunk, counts, 0, live);
            at -= _firstChunk;
            (_chunks, _counts, _firstChunk, _endChunk) = (chunks, counts, 0, live);
        }

        Array.Copy(_chunks, at, _chunks, at + 1, _endChunk - at);
        Array.Copy(_counts, at, _counts, at + 1, _endChunk - at);
        _chunks[at] = new int[ChunkSize];
        _counts[at] = 0;
        _endChunk++;
        return at;
    }
}
