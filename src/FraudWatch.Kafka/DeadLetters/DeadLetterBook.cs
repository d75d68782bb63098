namespace FraudWatch.Kafka.DeadLetters;

/// <summary>All dead letters of the topic by origin, made by reading it from its start. Not thread-safe.</summary>
public sealed class DeadLetterBook
{
    private readonly Dictionary<LetterOrigin, DeadLetter> _letters = [];

    /// <summary>By the time of their last rejection, oldest first.</summary>
    public IReadOnlyList<DeadLetter> Letters => [.. _letters.Values.OrderBy(l => l.Last.Message.WrittenAt).ThenBy(l => l.Origin.ToString(), StringComparer.Ordinal)];

    public DeadLetter? Find(LetterOrigin origin) => _letters.GetValueOrDefault(origin);

    /// <summary>The topic's next message. A note whose letter the topic no longer has is dropped.</summary>
    public void Take(LetterRecord record)
    {
        if (_letters.TryGetValue(record.Origin, out DeadLetter? known))
        {
            known.Take(record);
        }
        else if (!record.IsNote)
        {
            _letters.Add(record.Origin, new DeadLetter(record));
        }
    }
}
