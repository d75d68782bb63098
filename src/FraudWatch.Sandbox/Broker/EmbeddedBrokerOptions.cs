namespace FraudWatch.Sandbox.Broker;

/// <summary>What an <see cref="EmbeddedBroker"/> starts with.</summary>
public sealed class EmbeddedBrokerOptions
{
    /// <summary>The topics of the wire contract; events come in the same number of partitions on each.</summary>
    public static IReadOnlyList<BrokerTopic> ContractTopics(int partitions) =>
    [
        new("coin-events", partitions),
        new("gift-events", partitions),
        new("fraud-actions", partitions),
        new("fraud-decisions", partitions),
        new("fraudwatch-dead-letters", 1),
    ];

    /// <summary>Others come into being when first used, with four partitions.</summary>
    public IReadOnlyList<BrokerTopic> Topics { get; init; } = ContractTopics(partitions: 8);

    /// <summary>Brokers in the cluster; their ids count from 1.</summary>
    public int Brokers { get; init; } = 1;

    /// <summary>The Sandbox program's dll, which hosts the broker in a process of its own.</summary>
    public string Program { get; init; } = typeof(EmbeddedBroker).Assembly.Location;
}
