using FraudWatch.Detection.Events;

namespace FraudWatch.Simulator.Kafka;

/// <summary>One line on its way to a topic.</summary>
/// <param name="Topic">Where it goes.</param>
/// <param name="Key">Chooses the partition; null for any.</param>
/// <param name="Bytes">The line, unchanged.</param>
/// <param name="ReceivedAt">When the platform received it, Unix milliseconds; null when it tells none.</param>
internal sealed record PublishedLine(Topic Topic, byte[]? Key, byte[] Bytes, long? ReceivedAt);
