namespace FraudWatch.Storage;

/// <summary>A row of the outbox: one message to publish.</summary>
/// <param name="Id">Its place in the order of publication.</param>
/// <param name="Topic">Topic to publish to: <c>fraud-decisions</c> or <c>fraud-actions</c>.</param>
/// <param name="Key">Message key.</param>
/// <param name="Payload">One JSON object.</param>
/// <param name="CreatedAt">Wall time of the transaction that wrote it.</param>
public readonly record struct OutboxMessage(long Id, string Topic, string Key, string Payload, DateTimeOffset CreatedAt);
