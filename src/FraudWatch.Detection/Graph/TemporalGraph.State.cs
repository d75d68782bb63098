using FraudWatch.Detection.State;

namespace FraudWatch.Detection.Graph;

/// <content>
/// What survives a restart: the retained edges in their order, with their keys. Vertices, lists, counts and labels' order
/// follow from them; which slot an edge or vertex has does not matter to any search.
/// </content>
public sealed partial class TemporalGraph : ISavedState
{
    /// <summary>Edges whose columns are written together.</summary>
    private const int ColumnLength = 4096;

    void ISavedState.Save(StateWriter to)
    {
        to.Time(Newest);
        to.Count(EdgeCount);
        var columns = new EdgeColumns();
        LogPosition position = _log.Start;
        for (int left = EdgeCount; left > 0;)
        {
            int count = Math.Min(left, ColumnLength);
            for (int i = 0; i < count; i++)
            {
                ref EdgeRecord record = ref _edges[_log.At(position)];
                columns.Set(i, record, _vertices[record.From].Account, _vertices[record.To].Account);
                _log.TryNext(ref position);
            }

            columns.Save(to, count);
            left -= count;
        }
    }

    void ISavedState.Load(StateReader from)
    {
        Newest = from.Time();
        long floor = EdgeKey.FirstAt(EdgeKey.Before(Newest, Window));
        long last = long.MinValue;
        var columns = new EdgeColumns();
        for (int left = from.Count(); left > 0;)
        {
            int count = Math.Min(left, ColumnLength);
            columns.Load(from, count);
            for (int i = 0; i < count; i++)
            {
                long key = columns.Keys[i];
                if (key <= last)
                {
                    throw from.Damaged($"expected gifts in order, found key {key} after {last}");
                }

                last = key;
                if (key >= floor)
                {
                    // Below it only when the window was made smaller since.
                    Append(columns, i);
                }
            }

            left -= count;
        }
    }

    private void Append(EdgeColumns columns, int i)
    {
        int slot = _edges.Take();
        ref EdgeRecord record = ref _edges[slot];
        columns.Get(i, ref record);
        record.From = SlotFor(columns.From[i]);
        record.To = SlotFor(columns.To[i]);
        _log.Append(slot);
        Connect(slot, record);
    }

    /// <summary>Some edges, one array a field, as they are written.</summary>
    private sealed class EdgeColumns
    {
        private readonly ulong[] _ties = new ulong[ColumnLength];
        private readonly long[] _coins = new long[ColumnLength];
        private readonly long[] _tags = new long[ColumnLength];

        public long[] Keys { get; } = new long[ColumnLength];

        public int[] From { get; } = new int[ColumnLength];

        public int[] To { get; } = new int[ColumnLength];

        public void Set(int i, in EdgeRecord record, int from, int to)
        {
            Keys[i] = record.Key;
            _ties[i] = record.Tie;
            _coins[i] = record.Coins;
            _tags[i] = record.Tag;
            From[i] = from;
            To[i] = to;
        }

        public void Get(int i, ref EdgeRecord record)
        {
            record.Key = Keys[i];
            record.Tie = _ties[i];
            record.Coins = _coins[i];
            record.Tag = _tags[i];
        }

        public void Save(StateWriter to, int count)
        {
            to.Memory<long>(Keys.AsSpan(0, count));
            to.Memory<ulong>(_ties.AsSpan(0, count));
            to.Memory<long>(_coins.AsSpan(0, count));
            to.Memory<long>(_tags.AsSpan(0, count));
            to.Memory<int>(From.AsSpan(0, count));
            to.Memory<int>(To.AsSpan(0, count));
        }

        public void Load(StateReader from, int count)
        {
            from.Memory(Keys.AsSpan(0, count));
            from.Memory(_ties.AsSpan(0, count));
            from.Memory(_coins.AsSpan(0, count));
            from.Memory(_tags.AsSpan(0, count));
            from.Memory(From.AsSpan(0, count));
            from.Memory(To.AsSpan(0, count));
        }
    }
}
