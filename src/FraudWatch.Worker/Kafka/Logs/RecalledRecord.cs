using FraudWatch.Detection.Decisions;

namespace FraudWatch.Worker.Kafka.Logs;

/// <summary>What the database knows, for a state that has lost it.</summary>
/// <param name="Known">Flags and holds.</param>
/// <param name="Clock">The detector's clock, Unix milliseconds; the least there is when there was none.</param>
internal sealed record RecalledRecord(Recall Known, long Clock);
