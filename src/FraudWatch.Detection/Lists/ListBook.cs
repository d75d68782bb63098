using System.Text;
using FraudWatch.Detection.Events;
using FraudWatch.Detection.Identity;
using FraudWatch.Detection.State;

namespace FraudWatch.Detection.Lists;

/// <summary>
/// The allow- and deny-lists as people wrote them into the log (<c>action.taken</c> with action <c>listed</c>; <c>undone</c>
/// with the same list and subject takes an entry back). Entries expire by the detector's clock. One owner: the detector.
/// </summary>
public sealed class ListBook : ISavedState
{
    private static readonly int Kinds = Enum.GetValues<SubjectKind>().Length;

    private readonly TokenTable _subjects = new();
    private readonly List<ListEntry> _entries = [];
    private int _denied;
    private int _allowed;

    /// <summary>The detector's clock, by which entries expire; set before each event.</summary>
    public long Clock { get; set; } = long.MinValue;

    /// <summary>Whether anything was ever denied: else nobody needs to look.</summary>
    public bool HasDenied => _denied > 0;

    public bool HasAllowed => _allowed > 0;

    /// <summary>Enters, replaces or takes back what the action says.</summary>
    public void Apply(ParsedEvent action)
    {
        int place = PlaceOf(action.List, action.SubjectKind, action.Text(TextField.Subject), isNew: true);
        _denied += action.List == ListName.Deny ? 1 : 0;
        _allowed += action.List == ListName.Allow ? 1 : 0;
        _entries[place] = action.Action == ActionKind.Undone
            ? default
            : new ListEntry
            {
                Until = action.Until == ParsedEvent.NotGiven ? long.MaxValue : action.Until,
                Purpose = action.Purpose,
                Owner = Encoding.UTF8.GetString(action.Text(TextField.Owner)),
            };
    }

    /// <summary>The allow-list's entry for a subject, if it holds now.</summary>
    public bool TryGetAllowed(SubjectKind kind, ReadOnlySpan<byte> subject, out ListEntry entry)
    {
        entry = default;
        return HasAllowed && TryGet(ListName.Allow, kind, subject, out entry);
    }

    /// <summary>Whether the subject is on the deny-list now.</summary>
    public bool IsDenied(SubjectKind kind, ReadOnlySpan<byte> subject) => HasDenied && TryGet(ListName.Deny, kind, subject, out _);

    void ISavedState.Save(StateWriter to)
    {
        to.Part(_subjects);
        to.Items(_entries);
        to.Small(_denied);
        to.Small(_allowed);
        to.Time(Clock);
    }

    void ISavedState.Load(StateReader from)
    {
        from.Part(_subjects);
        from.Items(_entries);
        _denied = from.Small();
        _allowed = from.Small();
        Clock = from.Time();
        if (_entries.Count != _subjects.Count)
        {
            throw from.Damaged($"expected an entry for each of {_subjects.Count} subjects, found {_entries.Count}");
        }
    }

    private bool TryGet(ListName list, SubjectKind kind, ReadOnlySpan<byte> subject, out ListEntry entry)
    {
        int place = PlaceOf(list, kind, subject, isNew: false);
        entry = place < 0 ? default : _entries[place];
        return entry.Until > Clock;
    }

    /// <summary>Subjects of all lists and kinds share one table: a byte before the token tells them apart.</summary>
    private int PlaceOf(ListName list, SubjectKind kind, ReadOnlySpan<byte> subject, bool isNew)
    {
        Span<byte> key = stackalloc byte[1 + (EventParser.MaxIdLength * 4)];
        key[0] = (byte)(((int)list * Kinds) + (int)kind);
        subject.CopyTo(key[1..]);
        key = key[..(1 + subject.Length)];
        if (!isNew)
        {
            return _subjects.Find(key);
        }

        int place = _subjects.Intern(key);
        if (place == _entries.Count)
        {
            _entries.Add(default);
        }

        return place;
    }
}
