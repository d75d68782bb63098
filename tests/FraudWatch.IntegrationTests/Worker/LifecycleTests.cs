using System.Diagnostics;
using System.Net;
using System.Text;
using Confluent.Kafka;
using FraudWatch.Sandbox.Broker;
using Xunit;

namespace FraudWatch.IntegrationTests.Worker;

/// <summary>Starting, stopping, refusing.</summary>
public sealed class LifecycleTests(ITestOutputHelper output)
{
    [Fact]
    public async Task SIGTERM_at_full_rate_finishes_what_is_in_hand_within_ten_seconds_and_loses_nothing()
    {
        using SimulatedStream stream = await SimulatedStream.MakeAsync(payers: 1500, days: 10);
        await using LiveSystem system = await LiveSystem.StartAsync();
        await system.PublishAsync(stream.Files);
        using ProgramProcess worker = system.StartWorker();
        await system.WaitUntilCommittedAsync(worker, stream.Lines / 4);
        WorkerStatusView before = await system.WaitForStatusAsync(worker, status => status.ProcessedBeyond(status.Committed) > 0);

        var watch = Stopwatch.StartNew();
        worker.Terminate();
        int status = await worker.WaitAsync(TimeSpan.FromSeconds(30));

        IReadOnlyDictionary<string, long> committed = await system.CommittedAsync();
        output.WriteLine($"ended with {status} after {watch.Elapsed.TotalSeconds:F2} s, {committed.Values.Sum()} of {stream.Lines} messages committed");
        Assert.Equal(0, status);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Assert.Equal(0, before.ProcessedBeyond(committed));
        Assert.InRange(committed.Values.Sum(), 1, stream.Lines - 1);
        using ProgramProcess next = system.StartWorker();
        await Undisturbed.AssertAsync(system, stream, await system.WaitUntilCommittedAsync(next, stream.Lines), output);
    }

    [Fact]
    public async Task Poison_goes_to_the_dead_letters_with_its_reason_and_stops_nothing()
    {
        using SimulatedStream stream = await SimulatedStream.MakeAsync(payers: 500, days: 5);
        string poison = Path.Combine(stream.Folder, "gift-events-poison.jsonl");
        string[] broken = ["not json at all", "{\"type\":\"gift.sent\"}", "{\"event_id\":\"e1\",\"type\":\"coin.eaten\",\"occurred_at\":\"2026-01-01T00:00:00.000Z\",\"account_id\":\"u1\"}"];
        string ahead = "{\"event_id\":\"e2\",\"type\":\"account.signed_in\",\"occurred_at\":\"2199-01-01T00:00:00.000Z\",\"account_id\":\"u1\"}";
        await File.WriteAllLinesAsync(poison, [.. broken, ahead]);
        await using LiveSystem system = await LiveSystem.StartAsync();
        await system.PublishAsync([.. stream.Files, poison]);

        using ProgramProcess worker = system.StartWorker();
        WorkerStatusView end = await system.WaitUntilCommittedAsync(worker, stream.Lines + 4);

        Assert.Equal(4, end.Rejected);
        IReadOnlyList<ConsumeResult<string?, byte[]>> letters = system.ReadTopic("fraudwatch-dead-letters");
        Assert.Equal(broken.Append(ahead).Order(StringComparer.Ordinal), letters.Select(l => Encoding.UTF8.GetString(l.Message.Value)).Order(StringComparer.Ordinal));
        Assert.Equal(
            ["clock_ahead coin-events", "missing_field gift-events", "not_json gift-events", "unknown_type coin-events"],
            letters.Select(l => $"{Header(l, "reason")} {Header(l, "topic")}").Order(StringComparer.Ordinal));
        foreach (ConsumeResult<string?, byte[]> letter in letters)
        {
            ConsumeResult<string?, byte[]> origin = system.ReadTopic(Header(letter, "topic"))
                .Single(m => m.Partition.Value == int.Parse(Header(letter, "partition")) && m.Offset.Value == long.Parse(Header(letter, "offset")));
            Assert.Equal(origin.Message.Value, letter.Message.Value);
            Assert.NotEmpty(Header(letter, "detail"));
        }

        Assert.Equal(
            WrittenDecisions.Of(stream.Replay(system.Models, LiveSystem.Partitions)),
            await WrittenDecisions.InPostgresAsync(system.Postgres.ConnectionString));
    }

    [Fact]
    public async Task A_second_worker_takes_over_and_the_first_stops_with_an_error()
    {
        using SimulatedStream stream = await SimulatedStream.MakeAsync(payers: 500, days: 5);
        await using LiveSystem system = await LiveSystem.StartAsync();
        using ProgramProcess first = system.StartWorker();
        await system.PublishAsync([stream.CoinEvents]);
        await system.WaitForStatusAsync(first, status => status.CommittedMessages > 0 && status.State == "ready");

        int port = LiveSystem.FreePort();
        using ProgramProcess second = system.StartWorker(("FRAUDWATCH__HEALTH__PORT", $"{port}"));
        await system.WaitForStatusAsync(second, status => status.State == "ready", port);
        await system.PublishAsync([stream.GiftEvents]);

        Assert.Equal(1, await first.WaitAsync(TimeSpan.FromMinutes(1)));
        Assert.Contains("was refused", first.Said, StringComparison.Ordinal);
        Assert.False(second.HasExited, second.Said);
    }

    [Fact]
    public async Task A_log_whose_start_is_gone_keeps_the_worker_from_being_ready_and_is_named()
    {
        await using LiveSystem system = await LiveSystem.StartAsync();
        await OverflowAsync(system.Broker, new TopicPartition("gift-events", 2));

        using ProgramProcess worker = system.StartWorker();
        await system.WaitForStatusAsync(worker, status => status.WaitingFor?.Contains("gift-events[2]", StringComparison.Ordinal) == true);

        (HttpStatusCode Code, string Text)? readiness = await system.ReadinessAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, readiness?.Code);
        Assert.Matches("offsets 0 to [0-9]+ are gone", readiness?.Text);
    }

    /// <summary>Offsets of topics made anew count from 0 again, so that a state of the old ones seems to join.</summary>
    [Fact]
    public async Task A_snapshot_of_topics_that_were_made_anew_keeps_the_worker_from_being_ready()
    {
        using SimulatedStream stream = await SimulatedStream.MakeAsync(payers: 300, days: 5);
        await using LiveSystem system = await LiveSystem.StartAsync();
        (string, string) setting = ("FRAUDWATCH__SNAPSHOTS__FOLDER", Path.Combine(stream.Folder, "snapshots"));
        using (ProgramProcess first = system.StartWorker(setting))
        {
            await system.PublishAsync(stream.Files);
            await system.WaitUntilCommittedAsync(first, stream.Lines);
            first.Terminate();
            Assert.Equal(0, await first.WaitAsync(LiveSystem.Patience));
        }

        // As many messages in every partition, of the same accounts: only what they say is another thing.
        await using LiveSystem anew = await LiveSystem.StartAsync();
        await anew.PublishAsync(stream.Files.Select(WithOtherDevices));

        using ProgramProcess second = system.StartWorker(setting, ("FRAUDWATCH__KAFKA__BOOTSTRAPSERVERS", anew.Broker.BootstrapServers));
        await system.WaitForStatusAsync(second, status => status.WaitingFor?.Contains("is another one", StringComparison.Ordinal) == true);
        (HttpStatusCode Code, string Text)? readiness = await system.ReadinessAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, readiness?.Code);
        Assert.Matches("the log of .* that was decided: the message at offset [0-9]+ is another one", readiness?.Text);
    }

    private static string WithOtherDevices(string file)
    {
        string other = file + ".other.jsonl";
        File.WriteAllText(other, File.ReadAllText(file).Replace("\"device_id\":\"", "\"device_id\":\"z", StringComparison.Ordinal));
        return other;
    }

    [Fact]
    public async Task Missing_topics_are_named_and_waited_for()
    {
        await using LiveSystem system = await LiveSystem.StartAsync();
        await using EmbeddedBroker bare = await EmbeddedBroker.StartAsync(
            new EmbeddedBrokerOptions { Topics = [new BrokerTopic("coin-events", 2)] }, CancellationToken.None);

        using ProgramProcess worker = system.StartWorker(("FRAUDWATCH__KAFKA__BOOTSTRAPSERVERS", bare.BootstrapServers));

        await system.WaitForStatusAsync(
            worker, status => status.WaitingFor == "topics that do not exist: fraud-actions, gift-events, fraud-decisions, fraudwatch-dead-letters");
    }

    [Fact]
    public async Task Wrong_settings_are_all_named_and_stop_the_start()
    {
        using ProgramProcess worker = ProgramProcess.Start("FraudWatch.Worker", [], new Dictionary<string, string>
        {
            ["FRAUDWATCH__KAFKA__BOOTSTRAPSERVERS"] = "",
            ["FRAUDWATCH__HEALTH__PORT"] = "70000",
            ["FRAUDWATCH__PIPELINE__BATCHEVENTS"] = "0",
        });

        Assert.Equal(1, await worker.WaitAsync(TimeSpan.FromMinutes(1)));
        Assert.Contains("BootstrapServers", worker.Said, StringComparison.Ordinal);
        Assert.Contains("Port", worker.Said, StringComparison.Ordinal);
        Assert.Contains("BatchEvents", worker.Said, StringComparison.Ordinal);
    }

    /// <summary>The embedded broker keeps 5 MiB of a partition and drops what came first.</summary>
    private static async Task OverflowAsync(EmbeddedBroker broker, TopicPartition partition)
    {
        using IProducer<Null, byte[]> producer = new ProducerBuilder<Null, byte[]>(new ProducerConfig { BootstrapServers = broker.BootstrapServers }).Build();
        byte[] large = new byte[900_000];
        for (int i = 0; i < 8; i++)
        {
            await producer.ProduceAsync(partition, new Message<Null, byte[]> { Value = large });
        }
    }

    private static string Header(ConsumeResult<string?, byte[]> message, string name) => Encoding.UTF8.GetString(message.Message.Headers.GetLastBytes(name));
}
