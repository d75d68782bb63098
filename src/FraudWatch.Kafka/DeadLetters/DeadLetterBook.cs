namespace FraudWatch.Kafka.DeadLetters;

/// <summary>
/// All dead letters of the topic by origin. Whose letter a rejection is says the note that was left when the message was sent again, never the
/// message: whoever writes to an event topic can put any origin on it. In whatever order letters and notes are read, the book is the same.
/// </summary>
public sealed class DeadLetterBook
{
    private readonly Dictionary<LetterOrigin, DeadLetter> _letters = [];

    /// <param name="records">All that the topic has. A note whose letter is no longer among them is nothing.</param>
    public DeadLetterBook(IReadOnlyCollection<LetterRecord> records)
    {
        Dictionary<LetterOrigin, LetterOrigin> origins = [];
        foreach (LetterRecord note in records.Where(record => record.IsNote))
        {
            origins[note.At] = note.Origin;
        }

        foreach (LetterRecord rejection in records.Where(record => !record.IsNote))
        {
            Take(origins.GetValueOrDefault(rejection.At, rejection.At), rejection);
        }

        foreach (LetterRecord note in records.Where(record => record.IsNote))
        {
            Find(note.Origin)?.SentTo(note.At);
        }
    }

    /// <summary>By the time of their last rejection, oldest first.</summary>
    public IReadOnlyList<DeadLetter> Letters => [.. _letters.Values.OrderBy(l => l.Last.Message.WrittenAt).ThenBy(l => l.Origin.ToString(), StringComparer.Ordinal)];

    public DeadLetter? Find(LetterOrigin origin) => _letters.GetValueOrDefault(origin);

    private void Take(LetterOrigin origin, LetterRecord rejection)
    {
        if (_letters.TryGetValue(origin, out DeadLetter? known))
        {
            known.Rejected(rejection);
        }
        else
        {
            _letters.Add(origin, new DeadLetter(origin, rejection));
        }
    }
}
