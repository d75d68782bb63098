namespace FraudWatch.Detection.Events;

/// <summary>
/// An event's clock against the time the platform received it (contract §1, Rejected and Order). More than a day ahead it is
/// rejected; more than ten minutes ahead it is <i>ahead</i>: it counts, but moves no clock and takes its place by the time it was
/// received. A person's phone may say what it likes; it must not make others' events late.
/// </summary>
public static class ReceivedClock
{
    /// <summary>Milliseconds after it was received up to which an event is taken for what it says.</summary>
    public const long AheadAfter = 10L * 60 * 1000;

    /// <summary>Milliseconds after it was received up to which an event is taken at all.</summary>
    public const long MostAhead = 24L * 60 * 60 * 1000;

    /// <summary>
    /// Judges a valid event by its <see cref="ParsedEvent.ReceivedAt"/>: marks it when it is ahead, and says why when it is to be
    /// rejected. Nothing is known of one without.
    /// </summary>
    public static Rejection Judge(ParsedEvent message)
    {
        if (message.ReceivedAt == ParsedEvent.NotGiven)
        {
            return Rejection.None;
        }

        long ahead = message.OccurredAt - message.ReceivedAt;
        message.IsAhead = ahead > AheadAfter;
        return ahead <= MostAhead
            ? Rejection.None
            : new Rejection(
                RejectReason.ClockAhead,
                $"expected occurred_at at most 1 day after the event was received at {WireTime.Format(message.ReceivedAt)}, found {WireTime.Format(message.OccurredAt)}");
    }
}
