using Confluent.Kafka;

namespace FraudWatch.Worker.Kafka;

/// <summary>The client settings that correctness depends on, in one place.</summary>
internal static class KafkaClients
{
    /// <summary>Messages of all partitions together that the client fetches ahead (librdkafka counts its one queue).</summary>
    private const int FetchAheadMessages = 50_000;

    /// <summary>How soon a partition that was not fetched because of these limits is fetched again; the default of a second starves the merge.</summary>
    private const int FetchAgainAfterMilliseconds = 5;

    private const int FetchAheadKilobytes = 32 * 1024;

    private const int PartitionFetchBytes = 256 * 1024;

    /// <summary>
    /// Partitions are assigned by hand, each from an offset that is known to exist: an offset that is gone is an error, never a jump.
    /// Offsets go to the group only when Postgres holds them (<see cref="EventConsumer"/> stores them).
    /// </summary>
    public static ConsumerConfig Consumer(KafkaOptions options)
    {
        var config = new ConsumerConfig
        {
            GroupId = options.GroupId,
            AutoOffsetReset = AutoOffsetReset.Error,
            EnableAutoOffsetStore = false,
            EnableAutoCommit = true,
            AutoCommitIntervalMs = 250,
            EnablePartitionEof = true,
            AllowAutoCreateTopics = false,
            QueuedMinMessages = FetchAheadMessages,
            QueuedMaxMessagesKbytes = FetchAheadKilobytes,
            MaxPartitionFetchBytes = PartitionFetchBytes,
            FetchQueueBackoffMs = FetchAgainAfterMilliseconds,
            FetchWaitMaxMs = 50,
            FetchErrorBackoffMs = (int)options.RetryBackoff.TotalMilliseconds,
            ConsumeResultFields = "timestamp,topic,headers",
        };
        Connect(config, options);
        return config;
    }

    /// <summary>What a topic takes is the topic's to say; beyond this nothing is sent, so that no broker cuts the connection for it.</summary>
    private const int LargestMessage = 16 * 1024 * 1024;

    /// <summary>Idempotent, and without a time limit of its own: a message waits for the broker as long as the worker runs.</summary>
    public static ProducerConfig Producer(KafkaOptions options)
    {
        var config = new ProducerConfig
        {
            EnableIdempotence = true,
            Acks = Acks.All,
            CompressionType = CompressionType.Lz4,
            LingerMs = 1,
            MessageTimeoutMs = 0,
            MessageMaxBytes = LargestMessage,
            Partitioner = Partitioner.Murmur2Random,
            AllowAutoCreateTopics = false,
            RetryBackoffMs = (int)options.RetryBackoff.TotalMilliseconds,
        };
        Connect(config, options);
        return config;
    }

    public static AdminClientConfig Admin(KafkaOptions options)
    {
        var config = new AdminClientConfig();
        Connect(config, options);
        return config;
    }

    private static void Connect(ClientConfig config, KafkaOptions options)
    {
        config.BootstrapServers = options.BootstrapServers;
        config.SecurityProtocol = options.SecurityProtocol;
        config.SaslMechanism = options.SaslMechanism;
        config.SaslUsername = options.SaslUsername;
        config.SaslPassword = options.SaslPassword;
        config.SslCaLocation = options.SslCaLocation;
        config.SslCertificateLocation = options.SslCertificateLocation;
        config.SslKeyLocation = options.SslKeyLocation;
        config.SslKeyPassword = options.SslKeyPassword;
        config.ReconnectBackoffMaxMs = (int)options.ReconnectBackoffMax.TotalMilliseconds;
        config.ReconnectBackoffMs = Math.Min(100, config.ReconnectBackoffMaxMs.Value);
        config.EnableMetricsPush = false;
    }
}
