using FraudWatch.Worker.Kafka;

namespace FraudWatch.Worker.Pipeline;

/// <summary>The settings of a pipeline, validated.</summary>
internal sealed record WorkerSettings(KafkaOptions Kafka, PipelineOptions Pipeline, ModelOptions Models);
