using Confluent.Kafka;

namespace FraudWatch.Worker.Kafka;

/// <summary>Which failures are Kafka's, for those who only tell them.</summary>
internal static class KafkaFailures
{
    public static bool Is(Exception failure) => failure is KafkaException;
}
