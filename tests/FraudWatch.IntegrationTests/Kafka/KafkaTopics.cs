using Confluent.Kafka;
using Confluent.Kafka.Admin;
using FraudWatch.Detection.Events;

namespace FraudWatch.IntegrationTests.Kafka;

/// <summary>The contract's topics on a real broker, under a prefix of one test's own.</summary>
internal sealed class KafkaTopics
{
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private KafkaTopics(KafkaCluster cluster, string prefix, int partitions)
    {
        Cluster = cluster;
        Names = new TopicNames(prefix);
        Partitions = partitions;
    }

    public KafkaCluster Cluster { get; }

    public TopicNames Names { get; }

    /// <summary>Of every topic but the dead letters', which has one.</summary>
    public int Partitions { get; }

    /// <summary>What our programs need to work on these topics, as environment names and values.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>(Cluster.Environment)
    {
        ["FRAUDWATCH__KAFKA__TOPICPREFIX"] = Names.Prefix,
        ["FRAUDWATCH__KAFKA__GROUPID"] = Names.Prefix + "worker",
    };

    public static async Task<KafkaTopics> CreateAsync(KafkaCluster cluster, string prefix, int partitions, params string[] settings)
    {
        var topics = new KafkaTopics(cluster, prefix, partitions);
        string[] names = [.. Topics.All.Select(Topics.NameOf), Topics.Decisions, Topics.DeadLetters];
        await topics.CreateAsync(names, settings);
        return topics;
    }

    /// <summary>Makes topics of the contract; again, after <see cref="DeleteAsync"/>.</summary>
    public async Task CreateAsync(IReadOnlyList<string> contractNames, params string[] settings)
    {
        using IAdminClient admin = Admin();
        Dictionary<string, string> configs = settings.Select(s => s.Split('=', 2)).ToDictionary(s => s[0], s => s[1]);
        await admin.CreateTopicsAsync(contractNames.Select(name => new TopicSpecification
        {
            Name = Names.Of(name),
            NumPartitions = name == Topics.DeadLetters ? 1 : Partitions,
            Configs = configs,
        }));
    }

    public async Task DeleteAsync(params string[] contractNames)
    {
        using IAdminClient admin = Admin();
        await admin.DeleteTopicsAsync(contractNames.Select(Names.Of));
    }

    /// <summary>Sends one message and waits for its acknowledgement.</summary>
    public async Task<TopicPartitionOffset> SendAsync(string contractName, string? key, byte[]? value, int? partition = null)
    {
        using IProducer<string?, byte[]?> producer = Producer();
        var message = new Message<string?, byte[]?> { Key = key, Value = value };
        DeliveryResult<string?, byte[]?> sent = partition is int to
            ? await producer.ProduceAsync(new TopicPartition(Names.Of(contractName), to), message)
            : await producer.ProduceAsync(Names.Of(contractName), message);
        return sent.TopicPartitionOffset;
    }

    /// <summary>A producer for these topics; <paramref name="configure"/> may make it transactional.</summary>
    public IProducer<string?, byte[]?> Producer(Action<ProducerConfig>? configure = null)
    {
        var config = new ProducerConfig(Cluster.Client()) { Partitioner = Partitioner.Murmur2Random, MessageMaxBytes = 4_000_000 };
        configure?.Invoke(config);
        return new ProducerBuilder<string?, byte[]?>(config).SetLogHandler(static (_, _) => { }).Build();
    }

    /// <summary>All committed messages of a topic, partition after partition, each in order.</summary>
    public IReadOnlyList<ConsumeResult<string?, byte[]?>> Read(string contractName)
    {
        var config = new ConsumerConfig(Cluster.Client()) { GroupId = Names.Prefix + "reader", EnablePartitionEof = true, EnableAutoCommit = false };
        using IConsumer<string?, byte[]?> consumer = new ConsumerBuilder<string?, byte[]?>(config).SetLogHandler(static (_, _) => { }).Build();
        int partitions = contractName == Topics.DeadLetters ? 1 : Partitions;
        consumer.Assign(Enumerable.Range(0, partitions).Select(p => new TopicPartitionOffset(Names.Of(contractName), p, Offset.Beginning)));
        var messages = new List<ConsumeResult<string?, byte[]?>>();
        for (int ended = 0; ended < partitions;)
        {
            ConsumeResult<string?, byte[]?> result = consumer.Consume(Patience) ?? throw new TimeoutException($"{Names.Of(contractName)} did not end");
            if (result.IsPartitionEOF)
            {
                ended++;
            }
            else
            {
                messages.Add(result);
            }
        }

        return [.. messages.OrderBy(m => m.Partition.Value).ThenBy(m => m.Offset.Value)];
    }

    public IAdminClient Admin() => new AdminClientBuilder(new AdminClientConfig(Cluster.Client())).SetLogHandler(static (_, _) => { }).Build();
}
