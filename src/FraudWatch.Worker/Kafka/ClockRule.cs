using FraudWatch.Detection.Events;

namespace FraudWatch.Worker.Kafka;

/// <summary>
/// The live clock rule of contract §1: an event's own <c>received_at</c> goes before its message's Kafka timestamp, which a topic may
/// set to the time of appending; where an event has none, the timestamp stands for it.
/// </summary>
public static class ClockRule
{
    /// <summary>Marks a valid event that is ahead, and says why one is rejected, or <see cref="Rejection.None"/>.</summary>
    /// <param name="message">A valid event.</param>
    /// <param name="publishedAt">The message's Kafka timestamp, Unix milliseconds, or <see cref="ParsedEvent.NotGiven"/>.</param>
    public static Rejection Judge(ParsedEvent message, long publishedAt)
    {
        if (message.ReceivedAt == ParsedEvent.NotGiven)
        {
            message.ReceivedAt = publishedAt;
        }

        return ReceivedClock.Judge(message);
    }
}
