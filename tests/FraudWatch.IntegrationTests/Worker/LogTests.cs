using System.Net;
using System.Text;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using FraudWatch.Detection.Events;
using FraudWatch.IntegrationTests.Kafka;
using Xunit;

namespace FraudWatch.IntegrationTests.Worker;

/// <summary>What a real broker does to logs, and what the worker says and does then.</summary>
public sealed class LogTests(RealKafka kafka)
{
    private const string HeldBackSoon = "00:00:00.500";

    private int _events;

    /// <summary>A commit's marker takes an offset behind the last message; an open transaction hides what others send behind it.</summary>
    [Fact(Skip = RealKafka.Absent, SkipType = typeof(RealKafka), SkipUnless = nameof(RealKafka.IsThere))]
    public async Task Readiness_and_lag_go_by_what_can_be_read_and_what_an_open_transaction_hides_is_said()
    {
        KafkaTopics topics = await kafka.NewTopicsAsync(partitions: 2);
        await using LiveSystem system = await LiveSystem.StartOnAsync(topics);
        using (IProducer<string?, byte[]?> done = Transactional(topics, "done"))
        {
            done.BeginTransaction();
            done.Produce(At(topics, 0), Gift());
            done.CommitTransaction(LiveSystem.Patience);
        }

        using ProgramProcess worker = system.StartWorker(Quick, ("FRAUDWATCH__LOGS__HELDBACKAFTER", HeldBackSoon));
        WorkerStatusView ready = await system.WaitForStatusAsync(worker, status => status.State == "ready" && status.CommittedMessages == 2);
        Assert.Equal((1, 0), (ready.Events, ready.Lag));

        using IProducer<string?, byte[]?> open = Transactional(topics, "open");
        open.BeginTransaction();
        DeliveryResult<string?, byte[]?> first = await open.ProduceAsync(At(topics, 1), Gift());
        await SendAsync(topics, partition: 1, count: 30);
        WorkerStatusView held = await system.WaitForStatusAsync(worker, status => status.State == "held_back" && status.HeldBack.Any(h => h.Offsets == 31));
        (string partition, long from, long offsets, string? since) = Assert.Single(held.HeldBack);
        Assert.Equal(("gift-events[1]", 0), (partition, from));
        Assert.Equal(WireTime.Format(first.Timestamp.UnixTimestampMs), since);
        Assert.Contains(held.LogAlarms, alarm => alarm.StartsWith("HeldBack: gift-events[1] cannot be read beyond offset 0", StringComparison.Ordinal));
        Assert.Equal((0, 1), (held.Lag, held.Events));
        Assert.Equal(HttpStatusCode.OK, (await system.ReadinessAsync())?.Code);

        open.CommitTransaction(LiveSystem.Patience);
        WorkerStatusView over = await system.WaitForStatusAsync(worker, status => status.State == "ready" && status.Events == 32 && status.CommittedMessages == 34);
        Assert.Equal(0, over.Lag);
        Assert.Empty(over.LogAlarms);

        // The same after a restart: nothing new comes, and the markers are behind the last messages.
        worker.Terminate();
        Assert.Equal(0, await worker.WaitAsync(LiveSystem.Patience));
        using ProgramProcess second = system.StartWorker(Quick);
        await system.WaitForStatusAsync(second, status => status.State == "ready" && status.Lag == 0);
    }

    [Fact(Skip = RealKafka.Absent, SkipType = typeof(RealKafka), SkipUnless = nameof(RealKafka.IsThere))]
    public async Task A_topic_made_anew_under_a_running_worker_is_never_taken_for_the_old_one()
    {
        KafkaTopics topics = await kafka.NewTopicsAsync(partitions: 2);
        await using LiveSystem system = await LiveSystem.StartOnAsync(topics);
        await SendAsync(topics, partition: 0, count: 10);
        using ProgramProcess worker = system.StartWorker(Quick);
        await system.WaitUntilCommittedAsync(worker, 10);

        await topics.DeleteAsync(Topics.GiftEvents);
        await system.WaitForStatusAsync(worker, status => status.WaitingFor?.Contains($"do not exist: {topics.Names.Of(Topics.GiftEvents)}", StringComparison.Ordinal) == true);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await system.ReadinessAsync())?.Code);

        await CreateAgainAsync(topics);
        await SendAsync(topics, partition: 0, count: 25);
        await AssertRefusedAsync(system, worker);
        Assert.DoesNotContain("   at ", worker.Said, StringComparison.Ordinal);
        await worker.KillAsync();

        using ProgramProcess second = system.StartWorker(Quick);
        await AssertRefusedAsync(system, second);
        Assert.Equal(10, (await system.CommittedAsync()).Values.Sum());
    }

    [Fact(Skip = RealKafka.Absent, SkipType = typeof(RealKafka), SkipUnless = nameof(RealKafka.IsThere))]
    public async Task Added_partitions_are_read_from_their_first_message_and_the_snapshot_stays_good()
    {
        KafkaTopics topics = await kafka.NewTopicsAsync(partitions: 2);
        await using LiveSystem system = await LiveSystem.StartOnAsync(topics);
        await SendAsync(topics, partition: 0, count: 10);
        string snapshots = Directory.CreateTempSubdirectory("fraudwatch-snapshots-").FullName;
        using ProgramProcess worker = system.StartWorker(Quick, ("FRAUDWATCH__SNAPSHOTS__FOLDER", snapshots));
        await system.WaitUntilCommittedAsync(worker, 10);

        await WidenAsync(topics, Topics.GiftEvents);
        await SendAsync(topics, partition: 2, count: 5);
        WorkerStatusView differ = await system.WaitForStatusAsync(worker, status => status.State == "stopped");
        Assert.Contains(differ.LogAlarms, alarm => alarm.Contains("found 2, 2, 3", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await system.ReadinessAsync())?.Code);

        // What was known before is read on meanwhile.
        await SendAsync(topics, partition: 1, count: 4);
        await system.WaitUntilCommittedAsync(worker, 14);
        await WidenAsync(topics, Topics.CoinEvents);
        await WidenAsync(topics, Topics.FraudActions);

        WorkerStatusView wide = await system.WaitForStatusAsync(worker, status => status.State == "ready" && status.CommittedMessages == 19);
        Assert.Equal(0, wide.Lag);
        Assert.Equal(5, wide.Committed["gift-events[2]"]);
        Assert.NotNull(wide.LoadedFrom);
        Assert.Empty(wide.LogAlarms);
        Directory.Delete(snapshots, recursive: true);
    }

    /// <summary>The same topic id, and a log that is shorter than what is committed; then, written on, one that has other messages there.</summary>
    [Fact(Skip = RealKafka.Absent, SkipType = typeof(RealKafka), SkipUnless = nameof(RealKafka.IsThere))]
    [Trait("Category", "Long")]
    public async Task A_broker_that_came_back_with_an_older_copy_is_never_taken_for_the_one_that_was_read()
    {
        await using KafkaCluster cluster = await KafkaCluster.StartAsync(new KafkaClusterOptions());
        KafkaTopics topics = await KafkaTopics.CreateAsync(cluster, "older-", partitions: 2);
        await using LiveSystem system = await LiveSystem.StartOnAsync(topics);
        await SendAsync(topics, partition: 0, count: 20);
        string copy = Directory.CreateTempSubdirectory("fraudwatch-kafka-copy-").FullName;
        await cluster.StopAsync();
        Copy(Path.Combine(cluster.Folder, "1"), copy);
        await cluster.StartAgainAsync();
        await SendAsync(topics, partition: 0, count: 20);
        using ProgramProcess worker = system.StartWorker(Quick);
        await system.WaitUntilCommittedAsync(worker, 40);

        await cluster.StopAsync();
        Directory.Delete(Path.Combine(cluster.Folder, "1"), recursive: true);
        Copy(copy, Path.Combine(cluster.Folder, "1"));
        await cluster.StartAgainAsync();
        await system.WaitForStatusAsync(
            worker, status => status.WaitingFor?.Contains("gift-events[0]: messages up to offset 39 are decided, found a log that ends at 20", StringComparison.Ordinal) == true);

        await SendAsync(topics, partition: 0, count: 30);
        await system.WaitForStatusAsync(worker, status => status.WaitingFor?.Contains("the message at offset 39 is another one", StringComparison.Ordinal) == true);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await system.ReadinessAsync())?.Code);
        Assert.DoesNotContain("   at ", worker.Said, StringComparison.Ordinal);
        Assert.Equal(40, (await system.CommittedAsync()).Values.Sum());
        Directory.Delete(copy, recursive: true);
    }

    private static (string, string) Quick => ("FRAUDWATCH__PIPELINE__MAXIDLE", "00:00:00.050");

    private static async Task AssertRefusedAsync(LiveSystem system, ProgramProcess worker)
    {
        await system.WaitForStatusAsync(worker, status => status.WaitingFor?.Contains("the topic gift-events that the database stands for", StringComparison.Ordinal) == true);
        (HttpStatusCode Code, string Text)? readiness = await system.ReadinessAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, readiness?.Code);
        Assert.Contains("it was made anew, and nothing of it has been decided", readiness?.Text, StringComparison.Ordinal);
        Assert.Contains((await system.StatusAsync())!.LogAlarms, alarm => alarm.StartsWith("OtherLog: ", StringComparison.Ordinal));
    }

    private static IProducer<string?, byte[]?> Transactional(KafkaTopics topics, string name)
    {
        IProducer<string?, byte[]?> producer = topics.Producer(config => config.TransactionalId = topics.Names.Prefix + name);
        producer.InitTransactions(LiveSystem.Patience);
        return producer;
    }

    private static TopicPartition At(KafkaTopics topics, int partition) => new(topics.Names.Of(Topics.GiftEvents), partition);

    private Message<string?, byte[]?> Gift()
    {
        int number = _events++;
        string at = WireTime.Format(1_700_000_000_000 + (number * 1000L));
        return new Message<string?, byte[]?>
        {
            Key = "a",
            Value = Encoding.UTF8.GetBytes(
                $$"""{"event_id":"e{{number}}","type":"gift.sent","occurred_at":"{{at}}","account_id":"a{{number}}","recipient_id":"b","gift_id":"g","quantity":1,"coins":5,"diamonds":2}"""),
        };
    }

    private async Task SendAsync(KafkaTopics topics, int partition, int count)
    {
        using IProducer<string?, byte[]?> producer = topics.Producer();
        await Task.WhenAll(Enumerable.Range(0, count).Select(_ => producer.ProduceAsync(At(topics, partition), Gift())));
    }

    /// <summary>The brokers forget a topic in their own time; until then its name is taken.</summary>
    private static async Task CreateAgainAsync(KafkaTopics topics)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                await topics.CreateAsync([Topics.GiftEvents]);
                return;
            }
            catch (CreateTopicsException) when (attempt < 100)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), TestContext.Current.CancellationToken);
            }
        }
    }

    private static async Task WidenAsync(KafkaTopics topics, string contractName)
    {
        using IAdminClient admin = topics.Admin();
        await admin.CreatePartitionsAsync([new PartitionsSpecification { Topic = topics.Names.Of(contractName), IncreaseTo = topics.Partitions + 1 }]);

        // The brokers tell it in their own time, and a producer believes what it heard first.
        while (admin.GetMetadata(topics.Names.Of(contractName), LiveSystem.Patience).Topics[0].Partitions.Count <= topics.Partitions)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TestContext.Current.CancellationToken);
        }
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string folder in Directory.EnumerateDirectories(from, "*", SearchOption.AllDirectories))
        {
            Directory.CreateDirectory(folder.Replace(from, to, StringComparison.Ordinal));
        }

        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            File.Copy(file, file.Replace(from, to, StringComparison.Ordinal));
        }
    }
}
