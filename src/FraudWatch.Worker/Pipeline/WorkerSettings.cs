using FraudWatch.Worker.Kafka;
using FraudWatch.Worker.Snapshots;

namespace FraudWatch.Worker.Pipeline;

/// <summary>The settings of a pipeline, validated.</summary>
internal sealed record WorkerSettings(KafkaOptions Kafka, PipelineOptions Pipeline, ModelOptions Models)
{
    public DetectionOptions Detection { get; init; } = new();

    public SnapshotOptions Snapshots { get; init; } = new();
}
