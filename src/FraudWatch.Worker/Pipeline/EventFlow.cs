using FraudWatch.Worker.Kafka;

namespace FraudWatch.Worker.Pipeline;

/// <summary>What the consume thread and the detection thread share.</summary>
/// <param name="Pool">Events on their way from the one to the other and back.</param>
/// <param name="Backlog">What was read and is not yet processed.</param>
internal sealed record EventFlow(ParsedEventPool Pool, PartitionBacklog Backlog);
