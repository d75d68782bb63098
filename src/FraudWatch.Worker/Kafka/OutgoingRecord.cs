namespace FraudWatch.Worker.Kafka;

/// <summary>A message to be sent.</summary>
/// <param name="Topic">Its topic's name in the contract.</param>
/// <param name="Key">Its key, which chooses the partition; null for any.</param>
/// <param name="Value">Its bytes; null for a tombstone.</param>
/// <param name="Headers">Names and values, in order.</param>
internal sealed record OutgoingRecord(string Topic, byte[]? Key, byte[]? Value, IReadOnlyList<(string Name, byte[] Value)> Headers);
