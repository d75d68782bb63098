using System.Text;
using Confluent.Kafka;
using FraudWatch.Sandbox.Broker;
using Xunit;

namespace FraudWatch.IntegrationTests.Sandbox;

public sealed class EmbeddedBrokerTests : IAsyncLifetime
{
    private const short ProduceRequest = 0;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private EmbeddedBroker _broker = null!;

    public async ValueTask InitializeAsync() =>
        _broker = await EmbeddedBroker.StartAsync(
            new EmbeddedBrokerOptions { Topics = [new BrokerTopic("coin-events", 8), new BrokerTopic("gift-events", 3)] }, CancellationToken.None);

    public async ValueTask DisposeAsync() => await _broker.DisposeAsync();

    [Fact]
    public void Topics_have_the_partitions_that_were_asked_for()
    {
        using IAdminClient admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = _broker.BootstrapServers }).Build();
        Metadata metadata = admin.GetMetadata(Patience);
        Assert.Equal(8, metadata.Topics.Single(t => t.Topic == "coin-events").Partitions.Count);
        Assert.Equal(3, metadata.Topics.Single(t => t.Topic == "gift-events").Partitions.Count);
    }

    [Fact]
    public async Task What_is_published_comes_out_with_key_value_and_headers()
    {
        using IProducer<string, string> producer = NewProducer();
        Message<string, string> sent = new() { Key = "account-1", Value = "a gift", Headers = [new Header("reason", Encoding.UTF8.GetBytes("late"))] };
        DeliveryResult<string, string> delivered = await producer.ProduceAsync("gift-events", sent);

        ConsumeResult<string, string> received = ReadFirst(delivered.TopicPartition);

        Assert.Equal(("account-1", "a gift"), (received.Message.Key, received.Message.Value));
        Assert.Equal("late", Encoding.UTF8.GetString(received.Message.Headers.GetLastBytes("reason")));
    }

    [Fact]
    public async Task While_it_is_down_nothing_is_delivered_and_nothing_is_lost()
    {
        using IProducer<string, string> producer = NewProducer();
        await producer.ProduceAsync("coin-events", new Message<string, string> { Key = "k", Value = "before" });
        await _broker.TakeDownAsync(1, CancellationToken.None);
        Task<DeliveryResult<string, string>> waiting = producer.ProduceAsync("coin-events", new Message<string, string> { Key = "k", Value = "after" });
        Assert.NotSame(waiting, await Task.WhenAny(waiting, Task.Delay(TimeSpan.FromSeconds(1))));

        await _broker.BringUpAsync(1, CancellationToken.None);

        DeliveryResult<string, string> delivered = await waiting.WaitAsync(Patience);
        Assert.Equal(1, delivered.Offset.Value);
    }

    [Fact]
    public async Task An_injected_error_is_met_once_and_changes_no_log()
    {
        using IProducer<string, string> producer = NewProducer(retries: 0);
        await _broker.FailRequestsAsync(ProduceRequest, (int)ErrorCode.MsgSizeTooLarge, count: 1, CancellationToken.None);
        ProduceException<string, string> failure = await Assert.ThrowsAsync<ProduceException<string, string>>(
            () => producer.ProduceAsync("coin-events", new Message<string, string> { Key = "k", Value = "first" }));
        Assert.Equal(ErrorCode.MsgSizeTooLarge, failure.Error.Code);

        DeliveryResult<string, string> second = await producer.ProduceAsync("coin-events", new Message<string, string> { Key = "k", Value = "second" });
        Assert.Equal(0, second.Offset.Value);
    }

    [Fact]
    public async Task Every_answer_takes_the_round_trip_longer()
    {
        using IProducer<string, string> producer = NewProducer();
        await producer.ProduceAsync("coin-events", new Message<string, string> { Key = "k", Value = "warm" });
        await _broker.SetRoundTripAsync(1, TimeSpan.FromMilliseconds(700), CancellationToken.None);
        long start = TimeProvider.System.GetTimestamp();
        await producer.ProduceAsync("coin-events", new Message<string, string> { Key = "k", Value = "slow" });
        Assert.True(TimeProvider.System.GetElapsedTime(start) >= TimeSpan.FromMilliseconds(600));
    }

    [Fact]
    public async Task A_group_of_the_new_protocol_reads_what_was_published()
    {
        using IProducer<string, string> producer = NewProducer();
        await producer.ProduceAsync("coin-events", new Message<string, string> { Key = "k", Value = "hello" });
        using IConsumer<string, string> consumer = NewConsumer(new ConsumerConfig { GroupId = "g", GroupProtocol = GroupProtocol.Consumer });
        consumer.Subscribe("coin-events");
        Assert.Equal("hello", Poll(consumer).Message.Value);
    }

    [Fact]
    public async Task A_fault_of_a_broker_that_does_not_exist_is_refused()
    {
        InvalidOperationException refused = await Assert.ThrowsAsync<InvalidOperationException>(() => _broker.TakeDownAsync(9, CancellationToken.None));
        Assert.Contains("broker 9", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Disposed_its_process_is_gone()
    {
        int host = _broker.ProcessId;
        await _broker.DisposeAsync();
        Assert.False(RunningProcess.Exists(host));
    }

    [Fact]
    public async Task A_host_that_cannot_start_says_why()
    {
        EmbeddedBrokerOptions broken = new() { Topics = [new BrokerTopic("no spaces allowed", 0)] };
        InvalidOperationException failure = await Assert.ThrowsAsync<InvalidOperationException>(() => EmbeddedBroker.StartAsync(broken, CancellationToken.None));
        Assert.Contains("name:partitions", failure.Message, StringComparison.Ordinal);
    }

    private IProducer<string, string> NewProducer(int retries = int.MaxValue) =>
        new ProducerBuilder<string, string>(new ProducerConfig
        {
            BootstrapServers = _broker.BootstrapServers,
            CompressionType = CompressionType.Lz4,
            MessageSendMaxRetries = retries,
            RetryBackoffMs = 20,
            ReconnectBackoffMs = 20,
            ReconnectBackoffMaxMs = 100,
        }).SetLogHandler((_, _) => { }).Build();

    private IConsumer<string, string> NewConsumer(ConsumerConfig config)
    {
        config.BootstrapServers = _broker.BootstrapServers;
        config.AutoOffsetReset = AutoOffsetReset.Earliest;
        config.EnableAutoCommit = false;
        return new ConsumerBuilder<string, string>(config).Build();
    }

    private ConsumeResult<string, string> ReadFirst(TopicPartition partition)
    {
        using IConsumer<string, string> consumer = NewConsumer(new ConsumerConfig { GroupId = "reader" });
        consumer.Assign(new TopicPartitionOffset(partition, Offset.Beginning));
        return Poll(consumer);
    }

    private static ConsumeResult<string, string> Poll(IConsumer<string, string> consumer) =>
        consumer.Consume(Patience) ?? throw new TimeoutException($"Nothing was consumed within {Patience.TotalSeconds} s.");
}
