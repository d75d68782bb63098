using FraudWatch.Detection.Decisions;
using FraudWatch.Detection.State;

namespace FraudWatch.Detection.Shapes;

/// <summary>
/// What was found, by account and shape: the largest finding of the window, and the members of a finding at its anchor.
/// Flat arrays; only accounts with a finding take room. One owner: the detector.
/// </summary>
public sealed class ShapeBook(long window) : ISavedState
{
    /// <summary>Members kept of a finding, the anchor first.</summary>
    public const int MostMembers = 48;

    private static readonly int Shapes = Enum.GetValues<Shape>().Length;

    /// <summary>Place + 1 by account; 0 for an account without findings.</summary>
    private int[] _placeOfAccount = [];
    private ShapeNote[] _notes = [];

    /// <summary>Block + 1 of <see cref="_members"/> by place and shape; 0 for none.</summary>
    private int[] _blockOf = [];
    private ShapeMember[] _members = [];
    private byte[] _memberCounts = [];
    private int _places;
    private int _blocks;

    /// <summary>Sees every finding that is news; null for none.</summary>
    public IShapeObserver? Observer { get; set; }

    /// <summary>Findings noted so far that were news.</summary>
    public long Findings { get; private set; }

    /// <summary>The account's part in the largest finding of a shape, if that is no older than the window at a time.</summary>
    public bool TryGet(int account, Shape shape, long now, out ShapeNote note)
    {
        note = default;
        if ((uint)account >= (uint)_placeOfAccount.Length || _placeOfAccount[account] == 0)
        {
            return false;
        }

        note = _notes[IndexOf(_placeOfAccount[account] - 1, shape)];
        return IsCurrent(note, now);
    }

    /// <summary>Whom the finding at an anchor names, the anchor first.</summary>
    public ReadOnlySpan<ShapeMember> MembersAt(int anchor, Shape shape)
    {
        if ((uint)anchor >= (uint)_placeOfAccount.Length || _placeOfAccount[anchor] == 0)
        {
            return [];
        }

        int block = _blockOf[IndexOf(_placeOfAccount[anchor] - 1, shape)] - 1;
        return block < 0 ? [] : _members.AsSpan(block * MostMembers, _memberCounts[block]);
    }

    /// <summary>Notes a finding on all of its members. Returns true when it is news at its anchor: larger than before, or the first of the window.</summary>
    public bool Note(Shape shape, in ShapeFinding finding, ReadOnlySpan<ShapeMember> members)
    {
        int place = PlaceOf(finding.Anchor);
        int index = IndexOf(place, shape);
        bool isFirst = !IsCurrent(_notes[index], finding.At) || _notes[index].Anchor != finding.Anchor;
        bool isNews = isFirst || finding.Size > _notes[index].Size;
        if (isNews || finding.Size == _notes[index].Size)
        {
            Keep(index, members);
        }

        foreach (ShapeMember member in members)
        {
            NoteOn(member, shape, finding);
        }

        if (isNews)
        {
            Findings++;
            Observer?.Saw(shape, finding, members);
        }

        return isNews;
    }

    private void NoteOn(in ShapeMember member, Shape shape, in ShapeFinding finding)
    {
        int index = IndexOf(PlaceOf(member.Account), shape);
        ref ShapeNote note = ref _notes[index];
        if (!IsCurrent(note, finding.At) || finding.Size >= note.Size)
        {
            note = new ShapeNote
            {
                At = Math.Max(note.At, finding.At),
                Size = finding.Size,
                Clarity = finding.Clarity,
                Anchor = finding.Anchor,
                Role = member.Role,
            };
        }
    }

    private bool IsCurrent(in ShapeNote note, long now) => note.Size > 0 && now - note.At <= window;

    private void Keep(int index, ReadOnlySpan<ShapeMember> members)
    {
        if (_blockOf[index] == 0)
        {
            _blockOf[index] = TakeBlock() + 1;
        }

        int block = _blockOf[index] - 1;
        int kept = Math.Min(members.Length, MostMembers);
        Span<ShapeMember> room = _members.AsSpan(block * MostMembers, MostMembers);
        members[..kept].CopyTo(room);
        room[kept..].Clear();
        _memberCounts[block] = (byte)kept;
    }

    private int TakeBlock()
    {
        if (_blocks == _memberCounts.Length)
        {
            Array.Resize(ref _memberCounts, Math.Max(16, _blocks * 2));
            Array.Resize(ref _members, _memberCounts.Length * MostMembers);
        }

        return _blocks++;
    }

    void ISavedState.Save(StateWriter to)
    {
        to.Number(Findings);
        to.Count(_places);
        int[] accounts = new int[_places];
        for (int account = 0; account < _placeOfAccount.Length; account++)
        {
            if (_placeOfAccount[account] > 0)
            {
                accounts[_placeOfAccount[account] - 1] = account;
            }
        }

        for (int place = 0; place < _places; place++)
        {
            to.Small(accounts[place]);
            for (int index = place * Shapes; index < (place + 1) * Shapes; index++)
            {
                to.Figures(ref _notes[index]);
                to.Small(_blockOf[index]);
            }
        }

        to.Count(_blocks);
        for (int block = 0; block < _blocks; block++)
        {
            to.Count(_memberCounts[block]);
            foreach (ShapeMember member in _members.AsSpan(block * MostMembers, _memberCounts[block]))
            {
                to.Small(member.Account);
                to.Choice(member.Role);
            }
        }
    }

    void ISavedState.Load(StateReader from)
    {
        Findings = from.Number();
        for (int left = from.Count(); left > 0; left--)
        {
            int account = from.Small();
            if (account < 0)
            {
                throw from.Damaged($"expected the number of an account, found {account}");
            }

            int place = PlaceOf(account);
            for (int index = place * Shapes; index < (place + 1) * Shapes; index++)
            {
                from.Figures(ref _notes[index]);
                _blockOf[index] = from.Small();
            }
        }

        for (int left = from.Count(); left > 0; left--)
        {
            int block = TakeBlock();
            _memberCounts[block] = (byte)from.Count(MostMembers);
            for (int i = 0; i < _memberCounts[block]; i++)
            {
                _members[(block * MostMembers) + i] = new ShapeMember(from.Small(), from.Choice<AccountRole>());
            }
        }
    }

    private static int IndexOf(int place, Shape shape) => (place * Shapes) + (int)shape;

    private int PlaceOf(int account)
    {
        if (account >= _placeOfAccount.Length)
        {
            Array.Resize(ref _placeOfAccount, Math.Max(64, Math.Max(account + 1, _placeOfAccount.Length * 2)));
        }

        if (_placeOfAccount[account] == 0)
        {
            int needed = (_places + 1) * Shapes;
            if (needed > _notes.Length)
            {
                Array.Resize(ref _notes, Math.Max(64 * Shapes, _notes.Length * 2));
                Array.Resize(ref _blockOf, _notes.Length);
            }

            _placeOfAccount[account] = ++_places;
        }

        return _placeOfAccount[account] - 1;
    }
}

/// <summary>A shape as it was found: its anchor, when, how large and how clear.</summary>
/// <param name="Anchor">The collector, hub or payout owner.</param>
/// <param name="At">Event time, Unix milliseconds.</param>
/// <param name="Size">Above 0; what it counts is the shape's own.</param>
/// <param name="Clarity">In thousandths.</param>
public readonly record struct ShapeFinding(int Anchor, long At, int Size, int Clarity);
