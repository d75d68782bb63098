using System.Globalization;

namespace FraudWatch.Sandbox.Broker;

/// <summary>A topic of the embedded broker, made before the first client comes (the mock cluster serves no CreateTopics).</summary>
/// <param name="Name">As Kafka allows it.</param>
/// <param name="Partitions">At least 1.</param>
public sealed record BrokerTopic(string Name, int Partitions)
{
    /// <summary>Reads <c>name:partitions</c>.</summary>
    public static bool TryParse(string text, out BrokerTopic topic)
    {
        int colon = text.LastIndexOf(':');
        topic = new BrokerTopic("", 0);
        if (colon <= 0 || !int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int partitions) || partitions < 1)
        {
            return false;
        }

        topic = new BrokerTopic(text[..colon], partitions);
        return true;
    }

    public override string ToString() => $"{Name}:{Partitions}";
}
