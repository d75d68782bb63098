using FraudWatch.Worker.Kafka;
using FraudWatch.Worker.Kafka.Logs;

namespace FraudWatch.Worker.Pipeline;

/// <summary>What reading is watched by.</summary>
/// <param name="Watch">Looks at the logs beside the stages.</param>
/// <param name="Causes">Why brokers cannot be reached.</param>
/// <param name="Audit">Which actions count.</param>
internal sealed record ReadSide(LogWatch Watch, KafkaCauses Causes, ActionAudit Audit);
