using FraudWatch.Detection.Events;

namespace FraudWatch.Worker.Kafka;

/// <summary>The live clock rule of contract §1: an event more than a day ahead of its message's Kafka timestamp is rejected.</summary>
public static class ClockRule
{
    /// <summary>Milliseconds that an event may be ahead of its message.</summary>
    public const long MostAhead = 24L * 60 * 60 * 1000;

    /// <summary>Says why the event is rejected, or <see cref="Rejection.None"/>. Times are Unix milliseconds.</summary>
    public static Rejection Judge(long occurredAt, long publishedAt) => occurredAt - publishedAt <= MostAhead
        ? Rejection.None
        : new Rejection(
            RejectReason.ClockAhead,
            $"expected occurred_at at most 1 day after the message's timestamp {WireTime.Format(publishedAt)}, found {WireTime.Format(occurredAt)}");
}
