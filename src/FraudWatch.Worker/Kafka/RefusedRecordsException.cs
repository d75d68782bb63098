namespace FraudWatch.Worker.Kafka;

/// <summary>The broker refused messages, but may take them later (a topic that does not exist yet, for example). Some may have been written.</summary>
internal sealed class RefusedRecordsException(string reason, Exception inner)
    : Exception($"the broker refused messages: {reason}", inner);
