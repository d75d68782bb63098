using System.Runtime.CompilerServices;
using FraudWatch.Detection.Lists;

namespace FraudWatch.Detection.Events;

/// <summary>
/// One message read from a log: a valid event, or a rejected one that keeps its place so that its offset moves in order.
/// Reused from event to event: texts are UTF-8 slices of one buffer, so a steady stream makes no garbage.
/// Not thread-safe; one owner at a time.
/// </summary>
public sealed class ParsedEvent
{
    /// <summary>Stands for a number that the event does not carry.</summary>
    public const long NotGiven = -1;

    private const int FieldCount = (int)TextField.Owner + 1;

    /// <summary>Room for the texts of an ordinary event; events that wait for their turn are many, so no more.</summary>
    private const int FirstTextBytes = 256;

    private FieldPlaces _starts;
    private FieldPlaces _lengths;
    private byte[] _text = new byte[FirstTextBytes];
    private int _used;

    /// <summary>Where the message stands in the logs. Set by whoever reads the log.</summary>
    public LogPosition Position { get; set; }

    /// <summary>Why this is not an event; <see cref="Rejection.None"/> for a valid one.</summary>
    public Rejection Rejection { get; set; }

    public EventType Type { get; set; }

    /// <summary>Event time, Unix milliseconds.</summary>
    public long OccurredAt { get; set; }

    /// <summary>When the platform received it, Unix milliseconds, or <see cref="NotGiven"/>. What stands for it where the event has none is set by whoever reads the log.</summary>
    public long ReceivedAt { get; set; } = NotGiven;

    /// <summary>
    /// Its clock is ahead of the time it was received (<see cref="ReceivedClock"/>): it moves no clock, and its place is that of
    /// <see cref="ReceivedAt"/>. Set by whoever reads the log.
    /// </summary>
    public bool IsAhead { get; set; }

    /// <summary>The largest event time of its partition up to this event, Unix milliseconds. Set by the merge.</summary>
    public long PartitionClock { get; set; }

    /// <summary>Unix milliseconds, or <see cref="NotGiven"/>.</summary>
    public long AccountCreatedAt { get; set; } = NotGiven;

    /// <summary>Coins moved; above 0 where the type requires them.</summary>
    public long Coins { get; set; }

    public long Diamonds { get; set; }

    /// <summary>Price in millionths of a US dollar.</summary>
    public long PriceMicros { get; set; }

    /// <summary>Withdrawn amount in millionths of a US dollar.</summary>
    public long AmountMicros { get; set; }

    public long Quantity { get; set; }

    /// <summary>Viewers in the room, or <see cref="NotGiven"/>.</summary>
    public long RoomViewers { get; set; } = NotGiven;

    /// <summary>Seconds the sender had watched before the gift, or <see cref="NotGiven"/>.</summary>
    public long WatchedSeconds { get; set; } = NotGiven;

    public PurchaseChannel Channel { get; set; }

    public ActionKind Action { get; set; }

    /// <summary>When a person acted, wall time, Unix milliseconds, or <see cref="NotGiven"/>.</summary>
    public long ActedAt { get; set; } = NotGiven;

    /// <summary>The detector's version of the flag that a decision is about: members of later ones stay undecided.</summary>
    public long FlagVersion { get; set; } = NotGiven;

    /// <summary>Of a hold acted on: when it was placed, Unix milliseconds, or <see cref="NotGiven"/>.</summary>
    public long PlacedAt { get; set; } = NotGiven;

    /// <summary>Of a hold acted on: when it ends by itself, Unix milliseconds, or <see cref="NotGiven"/>.</summary>
    public long ExpiresAt { get; set; } = NotGiven;

    /// <summary>Of a hold acted on: when it was ended, Unix milliseconds, or <see cref="NotGiven"/>.</summary>
    public long EndedAt { get; set; } = NotGiven;

    /// <summary>For a listing: which list, what kind of subject, and why an allowed one is allowed.</summary>
    public ListName List { get; set; }

    public SubjectKind SubjectKind { get; set; }

    public ListPurpose Purpose { get; set; }

    /// <summary>When a list's entry ends, Unix milliseconds of the detector's clock, or <see cref="NotGiven"/>.</summary>
    public long Until { get; set; } = NotGiven;

    /// <summary>When the log took the message in, wall time, Unix milliseconds, or <see cref="NotGiven"/>. For latency figures; nothing is decided by it.</summary>
    public long PublishedAt { get; set; }

    /// <summary>Length of the message in bytes, for accounting.</summary>
    public int MessageBytes { get; set; }

    /// <summary>Optional tokens too long to be read; they are as good as absent.</summary>
    public int LongTokens { get; set; }

    /// <summary>A hash of what was read (<see cref="EventContent"/>): tells a repeated event from other content under the same id.</summary>
    public ulong ContentHash { get; set; }

    /// <summary>A hash of the message's bytes as they stand in the log, valid or not; 0 where nobody asked. Set by whoever reads the log.</summary>
    public ulong MessageHash { get; set; }

    /// <summary>The message's bytes, kept only for a rejected message (the dead letter carries them unchanged); null for a tombstone.</summary>
    public byte[]? RejectedBytes { get; set; }

    /// <summary>Where a rejected message stood when it was first rejected, if it was sent again since; null otherwise. Set by whoever reads the log.</summary>
    public string? RejectedOrigin { get; set; }

    /// <summary>UTF-8 text of a field; empty when the event does not carry it.</summary>
    public ReadOnlySpan<byte> Text(TextField field) => _text.AsSpan(_starts[(int)field], _lengths[(int)field]);

    public bool Has(TextField field) => _lengths[(int)field] > 0;

    /// <summary>Sets a text field; <paramref name="utf8"/> is copied. An empty text is as good as none.</summary>
    /// <exception cref="OverflowException">The event's texts together are longer than 65,535 bytes, far more than its fields may hold.</exception>
    public void SetText(TextField field, ReadOnlySpan<byte> utf8)
    {
        if (_used + utf8.Length > _text.Length)
        {
            Array.Resize(ref _text, Math.Max(_text.Length * 2, _used + utf8.Length));
        }

        utf8.CopyTo(_text.AsSpan(_used));
        _starts[(int)field] = checked((ushort)_used);
        _lengths[(int)field] = checked((ushort)utf8.Length);
        _used += utf8.Length;
    }

    /// <summary>Makes the object as new, keeping its buffer.</summary>
    public void Clear()
    {
        _lengths = default;
        _used = 0;
        Position = default;
        Rejection = Rejection.None;
        Type = EventType.None;
        OccurredAt = PartitionClock = 0;
        AccountCreatedAt = RoomViewers = WatchedSeconds = FlagVersion = ActedAt = Until = PublishedAt = ReceivedAt = NotGiven;
        IsAhead = false;
        LongTokens = 0;
        PlacedAt = ExpiresAt = EndedAt = NotGiven;
        Coins = Diamonds = PriceMicros = AmountMicros = Quantity = 0;
        Channel = PurchaseChannel.None;
        Action = ActionKind.None;
        List = ListName.None;
        SubjectKind = SubjectKind.None;
        Purpose = ListPurpose.None;
        MessageBytes = 0;
        ContentHash = MessageHash = 0;
        RejectedBytes = null;
        RejectedOrigin = null;
    }

    /// <summary>Inside the object instead of arrays of their own: an event that waits for its turn stays small.</summary>
    [InlineArray(FieldCount)]
    private struct FieldPlaces
    {
        private ushort _first;
    }
}
