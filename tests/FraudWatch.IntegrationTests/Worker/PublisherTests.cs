using Confluent.Kafka;
using FraudWatch.Detection.Events;
using Xunit;

namespace FraudWatch.IntegrationTests.Worker;

public sealed class PublisherTests
{
    [Fact]
    public async Task Lines_lie_where_offline_dealing_puts_them_in_the_order_of_their_file()
    {
        using SimulatedStream stream = await SimulatedStream.MakeAsync(payers: 200, days: 3);
        await using LiveSystem system = await LiveSystem.StartAsync();

        await system.PublishAsync(stream.Files, "--partitions", $"{LiveSystem.Partitions}");

        var logs = new List<byte[]>[LiveSystem.Partitions];
        Array.ForEach(Enumerable.Range(0, LiveSystem.Partitions).ToArray(), p => logs[p] = []);
        var parsed = new ParsedEvent();
        foreach (byte[] line in File.ReadLines(stream.GiftEvents).Select(System.Text.Encoding.UTF8.GetBytes))
        {
            Assert.True(EventParser.TryParse(line, parsed));
            logs[PartitionHash.Of(parsed.Text(TextField.AccountId), LiveSystem.Partitions)].Add(line);
        }

        ILookup<int, byte[]> found = system.ReadTopic("gift-events").ToLookup(m => m.Partition.Value, m => m.Message.Value);
        for (int partition = 0; partition < LiveSystem.Partitions; partition++)
        {
            Assert.NotEmpty(logs[partition]);
            Assert.Equal(logs[partition], found[partition]);
        }
    }

    [Fact]
    public async Task Held_back_it_waits_for_the_worker()
    {
        using SimulatedStream stream = await SimulatedStream.MakeAsync(payers: 1500, days: 10);
        await using LiveSystem system = await LiveSystem.StartAsync();
        using ProgramProcess publisher = system.StartPublisher(stream.Files, "--hold-back", "fraudwatch-worker");
        long sent = await WaitUntilStillAsync(system);
        Assert.False(publisher.HasExited, publisher.Said);
        Assert.InRange(sent, 1, stream.Lines - 1);

        using ProgramProcess worker = system.StartWorker();

        Assert.Equal(0, await publisher.WaitAsync(LiveSystem.Patience));
        await system.WaitUntilCommittedAsync(worker, stream.Lines);
    }

    [Fact]
    public async Task A_missing_file_and_a_wrong_partition_count_are_named()
    {
        await using LiveSystem system = await LiveSystem.StartAsync();
        using ProgramProcess missing = system.StartPublisher(["/nowhere/coin-events.jsonl"]);
        Assert.Equal(1, await missing.WaitAsync(LiveSystem.Patience));
        Assert.Contains("/nowhere/coin-events.jsonl", missing.Said, StringComparison.Ordinal);

        using SimulatedStream stream = await SimulatedStream.MakeAsync(payers: 10, days: 1);
        using ProgramProcess other = system.StartPublisher(stream.Files, "--partitions", "3");
        Assert.Equal(1, await other.WaitAsync(LiveSystem.Patience));
        Assert.Contains($"expected 3 partitions of coin-events, found {LiveSystem.Partitions}", other.Said, StringComparison.Ordinal);
    }

    /// <summary>Messages in the logs once they have not grown for three seconds.</summary>
    private static async Task<long> WaitUntilStillAsync(LiveSystem system)
    {
        using IConsumer<Ignore, Ignore> reader = new ConsumerBuilder<Ignore, Ignore>(
            new ConsumerConfig { BootstrapServers = system.Broker.BootstrapServers, GroupId = "test-watcher" }).Build();
        using var patience = new CancellationTokenSource(LiveSystem.Patience);
        long last = -1;
        int stillFor = 0;
        while (stillFor < 30)
        {
            long now = Enumerable.Range(0, LiveSystem.Partitions).Sum(p =>
                reader.QueryWatermarkOffsets(new TopicPartition("gift-events", p), LiveSystem.Patience).High.Value
                + reader.QueryWatermarkOffsets(new TopicPartition("coin-events", p), LiveSystem.Patience).High.Value);
            stillFor = now == last && now > 0 ? stillFor + 1 : 0;
            last = now;
            await Task.Delay(TimeSpan.FromMilliseconds(100), patience.Token);
        }

        return last;
    }
}
