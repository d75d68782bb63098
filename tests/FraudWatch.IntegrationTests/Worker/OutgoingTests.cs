using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using FraudWatch.IntegrationTests.Cli;
using Npgsql;
using Xunit;

namespace FraudWatch.IntegrationTests.Worker;

/// <summary>What a topic does not take, or not now, stops neither the stream nor what else goes out, and is said.</summary>
public sealed class OutgoingTests
{
    private const int Produce = 0;
    private const int MessageTooLarge = 10;
    private const int TopicNotAllowed = 29;
    private const int OutOfOrderSequence = 45;
    private const int InvalidRecord = 87;

    [Fact]
    public async Task A_letter_too_large_for_its_topic_is_cut_and_says_so_and_Postgres_has_the_whole()
    {
        await using LiveSystem system = await LiveSystem.StartAsync();
        string rejected = "{\"event_id\":\"e1\",\"type\":\"coin.eaten\",\"note\":\"" + new string('x', 5000) + "\"}";
        await PublishAsync(system, rejected);
        await system.Broker.FailRequestsAsync(Produce, MessageTooLarge, count: 1, CancellationToken.None);

        using ProgramProcess worker = StartWorker(system);
        await system.WaitUntilCommittedAsync(worker, 1);
        WorkerStatusView status = await system.WaitForStatusAsync(worker, s => s.Outgoing("dead_letters_cut") == 1);

        ConsumeResult<string?, byte[]> letter = Assert.Single(system.ReadTopic("fraudwatch-dead-letters"));
        Assert.Equal(rejected[..(rejected.Length / 2)], Encoding.UTF8.GetString(letter.Message.Value));
        Assert.Equal($"{rejected.Length}", Header(letter, "cut_from"));
        Assert.Equal(1, status.DeadLetters);
        string origin = $"{Header(letter, "topic")}/{Header(letter, "partition")}/{Header(letter, "offset")}";

        CommandOutcome part = await DeadLettersAsync(system, connection: null, "show", origin);
        Assert.Equal((0, rejected[..(rejected.Length / 2)]), (part.Status, part.Output));
        Assert.Contains($"of its {rejected.Length} bytes", part.Error, StringComparison.Ordinal);
        Assert.Equal(4, (await DeadLettersAsync(system, connection: null, "requeue", origin)).Status);

        string postgres = system.Postgres.ConnectionString;
        Assert.Equal(rejected, (await DeadLettersAsync(system, postgres, "show", origin)).Output);
        Assert.Equal(0, (await DeadLettersAsync(system, postgres, "requeue", origin)).Status);
        await system.WaitUntilCommittedAsync(worker, 2);
        Assert.All(system.ReadTopic(Header(letter, "topic")), message => Assert.Equal(rejected, Encoding.UTF8.GetString(message.Message.Value)));
    }

    [Fact]
    public async Task A_letter_that_its_topic_takes_nothing_of_is_set_aside_listed_and_can_be_sent_again()
    {
        await using LiveSystem system = await LiveSystem.StartAsync();
        string rejected = "{\"event_id\":\"e1\",\"type\":\"coin.eaten\"}";
        await PublishAsync(system, rejected);
        await system.Broker.FailRequestsAsync(Produce, InvalidRecord, count: 1, CancellationToken.None);

        using ProgramProcess worker = StartWorker(system);
        await system.WaitUntilCommittedAsync(worker, 1);
        await system.WaitForStatusAsync(worker, s => s.Outgoing("dead_letters_set_aside") == 1);

        Assert.Empty(system.ReadTopic("fraudwatch-dead-letters"));
        Assert.Equal(3, (await DeadLettersAsync(system, connection: null, "list")).Status);
        string postgres = system.Postgres.ConnectionString;
        CommandOutcome listed = await DeadLettersAsync(system, postgres, "list", "--json");
        string origin = Field(Assert.Single(listed.Lines), "origin");
        Assert.Equal(rejected, (await DeadLettersAsync(system, postgres, "show", origin)).Output);
        Assert.Equal(0, (await DeadLettersAsync(system, postgres, "requeue", origin)).Status);
        await system.WaitUntilCommittedAsync(worker, 2);
        Assert.Equal("2", Field(Assert.Single((await DeadLettersAsync(system, postgres, "list", "--json")).Lines), "failures"));
        Assert.Contains("dead letters are in Postgres alone", (await system.ReadinessAsync())?.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_larger_than_any_topic_takes_is_set_aside_and_the_others_go_on()
    {
        await using LiveSystem system = await LiveSystem.StartAsync();
        using ProgramProcess worker = StartWorker(system);
        await system.WaitForStatusAsync(worker, status => status.State == "ready");
        await AddRowsAsync(system, versions: 1, bytes: 17_000_000);
        await AddRowsAsync(system, versions: 3, bytes: 100);

        await system.WaitForStatusAsync(worker, status => status.OutboxPublished == 3 && status.Outgoing("outbox_set_aside") == 1);

        Assert.Equal(3, system.ReadTopic("fraud-decisions").Count);
        Assert.Contains("1 messages of the outbox are set aside", (await system.ReadinessAsync())?.Text, StringComparison.Ordinal);
        Assert.Equal(0, (await system.StatusAsync())!.Outgoing("outbox_waiting"));
        Assert.False(worker.HasExited, worker.Said);
    }

    [Fact]
    public async Task A_batch_that_is_refused_for_its_size_goes_in_smaller_ones()
    {
        await using LiveSystem system = await LiveSystem.StartAsync();
        using ProgramProcess worker = StartWorker(system);
        await system.WaitForStatusAsync(worker, status => status.State == "ready");
        await system.Broker.FailRequestsAsync(Produce, MessageTooLarge, count: 2, CancellationToken.None);
        await AddRowsAsync(system, versions: 1, bytes: 100, keys: 200);

        await system.WaitUntilPublishedAsync();

        Assert.Equal(200, system.ReadTopic("fraud-decisions").Select(message => message.Message.Key).Distinct().Count());
        Assert.Equal(0, (await system.StatusAsync())!.Outgoing("outbox_set_aside"));
    }

    [Theory]
    [InlineData(TopicNotAllowed)]
    [InlineData(OutOfOrderSequence)]
    public async Task Versions_come_in_order_also_when_a_send_in_the_middle_fails(int error)
    {
        const int versions = 9;
        await using LiveSystem system = await LiveSystem.StartAsync();
        using ProgramProcess worker = StartWorker(system);
        await system.WaitForStatusAsync(worker, status => status.State == "ready");
        await system.Broker.FailRequestsAsync(Produce, error, count: 1, CancellationToken.None);

        // Too large to travel in one batch.
        await AddRowsAsync(system, versions, bytes: 300_000);

        await system.WaitUntilPublishedAsync();
        int[] found = [.. system.ReadTopic("fraud-decisions").Select(message => PublishedDecision.Read(message).Version).Distinct()];
        Assert.Equal(Enumerable.Range(1, versions), found);
        Assert.False(worker.HasExited, worker.Said);
    }

    [Fact]
    public async Task A_tombstone_s_letter_is_a_tombstone()
    {
        await using LiveSystem system = await LiveSystem.StartAsync();
        using (IProducer<string, byte[]?> producer = new ProducerBuilder<string, byte[]?>(
            new ProducerConfig { BootstrapServers = system.Broker.BootstrapServers }).Build())
        {
            await producer.ProduceAsync(new TopicPartition("gift-events", 0), new Message<string, byte[]?> { Key = "u1", Value = null });
        }

        using ProgramProcess worker = StartWorker(system);
        await system.WaitUntilCommittedAsync(worker, 1);

        ConsumeResult<string?, byte[]> letter = Assert.Single(system.ReadTopic("fraudwatch-dead-letters"));
        Assert.Null(letter.Message.Value);
        Assert.Equal("not_json", Header(letter, "reason"));
    }

    private static ProgramProcess StartWorker(LiveSystem system) => system.StartWorker(("FRAUDWATCH__PIPELINE__MAXIDLE", "00:00:00.100"));

    private static async Task PublishAsync(LiveSystem system, string line)
    {
        string file = Path.Combine(system.Models, "rejected.jsonl");
        await File.WriteAllTextAsync(file, line + "\n");
        await system.PublishAsync([file]);
    }

    /// <summary>Rows in one transaction: versions of a hold for each key, one after another.</summary>
    private static async Task AddRowsAsync(LiveSystem system, int versions, int bytes, int keys = 1)
    {
        await using var source = NpgsqlDataSource.Create(system.Postgres.ConnectionString);
        await using NpgsqlCommand command = source.CreateCommand(
            """
            INSERT INTO outbox (kind, object_id, version, topic, key, payload)
            SELECT 'hold', id, version, 'fraud-decisions', key, format('{"kind":"hold","hold_id":"%s","version":%s,"note":"%s"}', id, version, repeat('x', $2))
            FROM (SELECT gen_random_uuid() AS id, 'u' || i AS key FROM generate_series(1, $3) i) o, generate_series(1, $1) version
            ORDER BY id, version
            """);
        command.Parameters.Add(new() { Value = versions });
        command.Parameters.Add(new() { Value = bytes });
        command.Parameters.Add(new() { Value = keys });
        await command.ExecuteNonQueryAsync();
    }

    private static Task<CommandOutcome> DeadLettersAsync(LiveSystem system, string? connection, params string[] arguments) =>
        FlagsAndHoldsProgram.RunAsync(connection, ["deadletters", .. arguments, "--bootstrap-servers", system.Broker.BootstrapServers]);

    private static string Header(ConsumeResult<string?, byte[]> message, string name) => Encoding.UTF8.GetString(message.Message.Headers.GetLastBytes(name));

    private static string Field(string line, string name)
    {
        using var parsed = JsonDocument.Parse(line);
        return parsed.RootElement.GetProperty(name).ToString();
    }
}
