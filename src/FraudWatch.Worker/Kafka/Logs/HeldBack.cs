namespace FraudWatch.Worker.Kafka.Logs;

/// <summary>A partition whose messages cannot be read beyond an offset, because the transaction that begins there is open.</summary>
/// <param name="Partition">Its name, such as <c>gift-events[3]</c>.</param>
/// <param name="From">The first offset held back.</param>
/// <param name="Offsets">How many offsets are held back so far.</param>
/// <param name="Since">When the first of them was published, Unix milliseconds; null when the message does not say.</param>
public sealed record HeldBack(string Partition, long From, long Offsets, long? Since);
