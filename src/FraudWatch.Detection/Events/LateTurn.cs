namespace FraudWatch.Detection.Events;

/// <summary>
/// A message that the merge took later than the logs alone would have it, because its partition was left out when its turn was: not before
/// <paramref name="After"/> was taken. With these, and only these, the order of processing is a function of the logs again.
/// Offsets find both in Kafka's log; the numbers of events find them in files, where rejected lines and markers have no place.
/// </summary>
/// <param name="Message">The first message of its partition that came late; those behind it follow it anyway.</param>
/// <param name="Event">Events of its partition before it.</param>
/// <param name="After">The last event taken before it came.</param>
/// <param name="AfterEvent">Events of that one's partition before it.</param>
public readonly record struct LateTurn(LogPosition Message, long Event, LogPosition After, long AfterEvent)
{
    /// <summary>The same by numbers of events instead of offsets.</summary>
    public LateTurn ByEvents => new(Message with { Offset = Event }, Event, After with { Offset = AfterEvent }, AfterEvent);
}
