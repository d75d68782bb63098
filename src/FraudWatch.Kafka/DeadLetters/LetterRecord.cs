namespace FraudWatch.Kafka.DeadLetters;

/// <summary>One message of the dead-letter topic: a rejected message, or the note that one was sent again.</summary>
/// <param name="Reason">Why it was rejected, or <see cref="LetterHeaders.Requeued"/>.</param>
/// <param name="Detail">The rejection in words.</param>
/// <param name="At">Where it stood when it was rejected; of a note, where it was sent to.</param>
/// <param name="Origin">Where it stood when it was first rejected; to be believed of a note only.</param>
/// <param name="Message">When it came to the topic, and its bytes.</param>
public sealed record LetterRecord(string Reason, string Detail, LetterOrigin At, LetterOrigin Origin, LetterMessage Message)
{
    public bool IsNote => Reason == LetterHeaders.Requeued;
}

/// <summary>Time and bytes of a message of the dead-letter topic.</summary>
/// <param name="WrittenAt">Kafka's timestamp, Unix milliseconds.</param>
/// <param name="Bytes">The rejected message, unchanged, or its beginning; null for a tombstone; empty in a note.</param>
/// <param name="CutFrom">How many bytes the message has, when these are only the first of them; otherwise null.</param>
public sealed record LetterMessage(long WrittenAt, byte[]? Bytes, int? CutFrom = null)
{
    /// <summary>True when these can be all of the message, of which the letter has only a part.</summary>
    public bool IsWhole(byte[] candidate) => candidate.Length == CutFrom && candidate.AsSpan().StartsWith(Bytes);
}
