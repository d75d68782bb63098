namespace FraudWatch.Worker.Kafka.Logs;

/// <summary>A message as it stands in the log.</summary>
/// <param name="Offset">Where it stands.</param>
/// <param name="Hash">Of its bytes.</param>
/// <param name="PublishedAt">Its Kafka timestamp, Unix milliseconds; null when it has none.</param>
public readonly record struct LoggedMessage(long Offset, ulong Hash, long? PublishedAt);
