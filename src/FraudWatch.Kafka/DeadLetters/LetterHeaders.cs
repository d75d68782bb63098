namespace FraudWatch.Kafka.DeadLetters;

/// <summary>Names of the headers on the dead-letter topic. <c>reason</c>, <c>topic</c>, <c>partition</c> and <c>offset</c> are the wire contract's.</summary>
public static class LetterHeaders
{
    public const string Reason = "reason";
    public const string Detail = "detail";
    public const string Topic = "topic";
    public const string Partition = "partition";
    public const string Offset = "offset";

    /// <summary>On a message that was sent again, and on its dead letter if it fails again: <see cref="LetterOrigin"/> of the first.</summary>
    public const string Origin = "origin";

    /// <summary>On a letter that was too large for the topic: how many bytes the message has. The letter has the first of them, Postgres all.</summary>
    public const string CutFrom = "cut_from";

    /// <summary>The reason of a note, without bytes, that the letter of its origin was sent again.</summary>
    public const string Requeued = "requeued";
}
