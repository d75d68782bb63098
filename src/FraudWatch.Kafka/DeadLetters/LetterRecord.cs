namespace FraudWatch.Kafka.DeadLetters;

/// <summary>One message of the dead-letter topic: a rejected message, or the note that one was sent again.</summary>
/// <param name="Reason">Why it was rejected, or <see cref="LetterHeaders.Requeued"/>.</param>
/// <param name="Detail">The rejection in words.</param>
/// <param name="At">Where it stood when it was rejected; of a note, where it was sent to.</param>
/// <param name="Origin">Where it stood when it was first rejected.</param>
/// <param name="Message">When it came to the topic, and its bytes unchanged.</param>
public sealed record LetterRecord(string Reason, string Detail, LetterOrigin At, LetterOrigin Origin, LetterMessage Message)
{
    public bool IsNote => Reason == LetterHeaders.Requeued;
}

/// <summary>Time and bytes of a message of the dead-letter topic.</summary>
/// <param name="WrittenAt">Kafka's timestamp, Unix milliseconds.</param>
/// <param name="Bytes">The rejected message, unchanged; empty in a note.</param>
public sealed record LetterMessage(long WrittenAt, byte[] Bytes);
