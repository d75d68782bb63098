using FraudWatch.Detection.State;

namespace FraudWatch.Detection.Shapes;

/// <summary>
/// The last matches and who gave to which of their two hosts. Flat arrays, the oldest match makes room for a new one. One owner.
/// </summary>
public sealed class MatchLedger : ISavedState
{
    /// <summary>Matches remembered; a live match is over long before so many others began.</summary>
    public const int MostMatches = 8192;

    /// <summary>Givers remembered of a match, first come.</summary>
    public const int MostGivers = 24;

    private const int None = -1;
    private const byte BothSides = 3;

    private readonly Dictionary<ulong, int> _placeOf = [];
    private ulong[] _idAt = [];
    private int[] _hosts = [];
    private int[] _givers = [];
    private byte[] _sides = [];
    private byte[] _giverCounts = [];
    private int _next;
    private bool _isFull;

    /// <summary>Notes a gift to one of a match's hosts. A third host is ignored.</summary>
    /// <param name="match">Hash of the match's id.</param>
    /// <param name="host">Account given to.</param>
    /// <param name="giver">Account that gave.</param>
    /// <param name="bothSided">Whether the giver has now given to both hosts.</param>
    /// <returns>The opponent, or -1 while only one host is known.</returns>
    public int Note(ulong match, int host, int giver, out bool bothSided)
    {
        bothSided = false;
        int place = PlaceOf(match);
        int side = SideOf(place, host);
        if (side < 0)
        {
            return None;
        }

        int first = place * MostGivers;
        int count = _giverCounts[place];
        int known = _givers.AsSpan(first, count).IndexOf(giver);
        if (known < 0 && count < MostGivers)
        {
            known = count;
            _givers[first + known] = giver;
            _sides[first + known] = 0;
            _giverCounts[place]++;
        }

        if (known >= 0)
        {
            _sides[first + known] |= (byte)(1 << side);
            bothSided = _sides[first + known] == BothSides;
        }

        return _hosts[(place * 2) + 1 - side];
    }

    /// <summary>The accounts that gave to both hosts of a match, in the order in which they first gave.</summary>
    public void CollectBothSided(ulong match, List<int> into)
    {
        into.Clear();
        if (!_placeOf.TryGetValue(match, out int place))
        {
            return;
        }

        for (int i = place * MostGivers; i < (place * MostGivers) + _giverCounts[place]; i++)
        {
            if (_sides[i] == BothSides)
            {
                into.Add(_givers[i]);
            }
        }
    }

    private int SideOf(int place, int host)
    {
        for (int side = 0; side < 2; side++)
        {
            ref int there = ref _hosts[(place * 2) + side];
            if (there == None || there == host)
            {
                there = host;
                return side;
            }
        }

        return None;
    }

    private int PlaceOf(ulong match)
    {
        if (_placeOf.TryGetValue(match, out int place))
        {
            return place;
        }

        place = _next;
        MakeRoomFor(place);
        if (_isFull)
        {
            _placeOf.Remove(_idAt[place]);
        }

        _next = place + 1 < MostMatches ? place + 1 : 0;
        _isFull |= _next == 0;
        _placeOf.Add(match, place);
        _idAt[place] = match;
        _hosts[place * 2] = _hosts[(place * 2) + 1] = None;
        _giverCounts[place] = 0;
        _givers.AsSpan(place * MostGivers, MostGivers).Clear();
        _sides.AsSpan(place * MostGivers, MostGivers).Clear();
        return place;
    }

    private void MakeRoomFor(int place)
    {
        if (place == _idAt.Length)
        {
            int size = Math.Min(MostMatches, Math.Max(64, place * 2));
            Array.Resize(ref _idAt, size);
            Array.Resize(ref _hosts, size * 2);
            Array.Resize(ref _givers, size * MostGivers);
            Array.Resize(ref _sides, size * MostGivers);
            Array.Resize(ref _giverCounts, size);
        }
    }

    void ISavedState.Save(StateWriter to)
    {
        int matches = _placeOf.Count;
        to.Count(matches);
        to.Small(_next);
        for (int place = 0; place < matches; place++)
        {
            to.Number((long)_idAt[place]);
            to.Small(_hosts[place * 2]);
            to.Small(_hosts[(place * 2) + 1]);
            to.Count(_giverCounts[place]);
            for (int i = place * MostGivers; i < (place * MostGivers) + _giverCounts[place]; i++)
            {
                to.Small(_givers[i]);
                to.Small(_sides[i]);
            }
        }
    }

    void ISavedState.Load(StateReader from)
    {
        int matches = from.Count(MostMatches);
        _next = from.Small();
        _isFull = matches == MostMatches;
        for (int place = 0; place < matches; place++)
        {
            MakeRoomFor(place);
            _idAt[place] = (ulong)from.Number();
            if (!_placeOf.TryAdd(_idAt[place], place))
            {
                throw from.Damaged($"expected each match once, found {_idAt[place]} twice");
            }

            _hosts[place * 2] = from.Small();
            _hosts[(place * 2) + 1] = from.Small();
            _giverCounts[place] = (byte)from.Count(MostGivers);
            for (int i = place * MostGivers; i < (place * MostGivers) + _giverCounts[place]; i++)
            {
                _givers[i] = from.Small();
                _sides[i] = (byte)from.Small();
            }
        }
    }
}
