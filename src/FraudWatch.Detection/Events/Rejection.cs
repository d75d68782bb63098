namespace FraudWatch.Detection.Events;

/// <summary>Why a message is not an event. The codes go out on the wire (header <c>reason</c>).</summary>
public enum RejectReason : byte
{
    None = 0,
    NotJson = 1,
    MissingField = 2,
    UnknownType = 3,
    ImpossibleValue = 4,
    DuplicateField = 5,
    ClockAhead = 6,
    TooLarge = 7,
    NotVouchedFor = 8,
}

/// <summary>A rejection: its code, and a sentence that says what was expected, what was found and where.</summary>
/// <param name="Reason">The code; <see cref="RejectReason.None"/> means the event is valid.</param>
/// <param name="Detail">For people; empty when valid.</param>
public readonly record struct Rejection(RejectReason Reason, string Detail)
{
    public static Rejection None { get; } = new(RejectReason.None, "");

    public bool IsRejected => Reason != RejectReason.None;

    /// <summary>The code as it stands in headers and files.</summary>
    public string Code => CodeOf(Reason);

    public static string CodeOf(RejectReason reason) => reason switch
    {
        RejectReason.None => "none",
        RejectReason.NotJson => "not_json",
        RejectReason.MissingField => "missing_field",
        RejectReason.UnknownType => "unknown_type",
        RejectReason.ImpossibleValue => "impossible_value",
        RejectReason.DuplicateField => "duplicate_field",
        RejectReason.ClockAhead => "clock_ahead",
        RejectReason.TooLarge => "too_large",
        RejectReason.NotVouchedFor => "not_vouched_for",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "not a reject reason"),
    };
}
