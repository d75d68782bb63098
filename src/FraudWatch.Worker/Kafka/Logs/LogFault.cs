namespace FraudWatch.Worker.Kafka.Logs;

/// <summary>What can be wrong with the logs.</summary>
public enum LogFaultKind
{
    /// <summary>The brokers do not answer.</summary>
    Unreachable,

    /// <summary>A topic is not there.</summary>
    TopicMissing,

    /// <summary>The topics differ in their partition counts. What was known before is read on.</summary>
    PartitionCount,

    /// <summary>The topics have fewer partitions than the record.</summary>
    PartitionsGone,

    /// <summary>A topic was deleted and made anew, or its messages are others than those decided.</summary>
    OtherLog,

    /// <summary>A log ends before what is committed.</summary>
    LogShorter,

    /// <summary>A log begins after messages that nobody has decided.</summary>
    MessagesLost,

    /// <summary>An open transaction holds messages back. The worker is ready all the same.</summary>
    HeldBack,

    /// <summary>A person accepted that messages are lost. The worker is ready all the same.</summary>
    GapAccepted,

    /// <summary>The state began with less than the whole log. The worker is ready all the same.</summary>
    WarmUp,
}

/// <summary>Something wrong with the logs, found at a look.</summary>
/// <param name="Kind">What.</param>
/// <param name="Subject">The topic or partition, or the servers.</param>
/// <param name="Text">One sentence or two: expected, found, and what a person can do.</param>
public sealed record LogFault(LogFaultKind Kind, string Subject, string Text)
{
    /// <summary>True when nothing may be read on until it is mended.</summary>
    public bool Stops => Kind is not (LogFaultKind.HeldBack or LogFaultKind.GapAccepted or LogFaultKind.WarmUp);
}
