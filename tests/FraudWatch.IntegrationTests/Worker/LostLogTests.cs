using System.Net;
using System.Text;
using Confluent.Kafka;
using FraudWatch.Detection.Events;
using FraudWatch.IntegrationTests.Kafka;
using Npgsql;
using Xunit;

namespace FraudWatch.IntegrationTests.Worker;

/// <summary>Retention took what was not yet decided, or what the state would be rebuilt from.</summary>
public sealed class LostLogTests(RealKafka kafka)
{
    private static readonly (string, string) Quick = ("FRAUDWATCH__PIPELINE__MAXIDLE", "00:00:00.050");

    [Fact(Skip = RealKafka.Absent, SkipType = typeof(RealKafka), SkipUnless = nameof(RealKafka.IsThere))]
    public async Task What_was_lost_undecided_stops_the_worker_until_a_person_accepts_it_by_name()
    {
        KafkaTopics topics = await kafka.NewTopicsAsync(partitions: 2);
        await using LiveSystem system = await LiveSystem.StartOnAsync(topics);
        await SendAsync(topics, from: 0, count: 10);
        using (ProgramProcess first = system.StartWorker(Quick))
        {
            await system.WaitUntilCommittedAsync(first, 10);
            await first.KillAsync();
        }

        await SendAsync(topics, from: 10, count: 10);
        await DropAsync(topics, Topics.GiftEvents, partition: 0, before: 15);
        using (ProgramProcess second = system.StartWorker(Quick))
        {
            WorkerStatusView refused = await system.WaitForStatusAsync(second, status => status.WaitingFor?.Contains("are gone", StringComparison.Ordinal) == true);
            Assert.Contains("offsets 10 to 14 are gone and were never decided", refused.WaitingFor, StringComparison.Ordinal);
            Assert.Contains("worker --accept-gap gift-events[0]:10-14 --reason TEXT", refused.WaitingFor, StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await system.ReadinessAsync())?.Code);
            await second.KillAsync();
        }

        using (ProgramProcess wrong = system.StartWorkerWith(["--accept-gap", "gift-events[0]:10-13", "--reason", "a slip"], Quick))
        {
            await system.WaitForStatusAsync(wrong, status => status.WaitingFor?.Contains("are gone", StringComparison.Ordinal) == true);
            Assert.Contains("is no gap of the logs as they are", wrong.Said, StringComparison.Ordinal);
            await wrong.KillAsync();
        }

        string[] accepted = ["--accept-gap", "gift-events[0]:10-14", "--reason", "the outage was longer than retention"];
        for (int start = 1; start <= 2; start++)
        {
            // The second time it is passed over: it may stay in a service's command line.
            using ProgramProcess third = system.StartWorkerWith(accepted, Quick);
            WorkerStatusView on = await system.WaitForStatusAsync(third, status => status.State == "ready" && status.CommittedMessages == 20);
            Assert.Equal(start == 1, on.LogAlarms.Any(alarm => alarm.StartsWith("GapAccepted: offsets 10 to 14 of gift-events[0]", StringComparison.Ordinal)));
            await third.KillAsync();
        }

        Assert.Equal(
            ["gift-events|0|10|14|the outage was longer than retention"],
            await RowsAsync(system, "SELECT concat_ws('|', topic, partition, first_offset, last_offset, reason) FROM log_gaps"));
    }

    /// <summary>Flags go on under their ids with higher versions, although nothing is left of the log that they were raised on.</summary>
    [Fact(Skip = RealKafka.Absent, SkipType = typeof(RealKafka), SkipUnless = nameof(RealKafka.IsThere))]
    public async Task A_state_that_cannot_be_rebuilt_begins_with_what_the_record_knows_and_its_flags_grow_on()
    {
        using SimulatedStream stream = await SimulatedStream.MakeAsync(payers: 500, days: 8);
        IReadOnlyList<IReadOnlyList<string>> parts = StreamParts.Cut(stream, 2);
        KafkaTopics topics = await kafka.NewTopicsAsync(partitions: 1);
        await using LiveSystem system = await LiveSystem.StartOnAsync(topics);
        long half = StreamParts.CountLines(parts[0]);
        await system.PublishAsync(parts[0]);
        using (ProgramProcess first = system.StartWorker())
        {
            await system.WaitUntilCommittedAsync(first, half);
            await first.KillAsync();
        }

        string[] before = await RowsAsync(system, "SELECT flag_id || '|' || version FROM flags ORDER BY 1");
        Assert.NotEmpty(before);
        IReadOnlyDictionary<string, long> committed = await system.CommittedAsync();
        await DropAsync(topics, Topics.GiftEvents, 0, committed["gift-events[0]"] / 2);
        await DropAsync(topics, Topics.CoinEvents, 0, committed["coin-events[0]"] - 1);

        using ProgramProcess second = system.StartWorker();
        WorkerStatusView warm = await system.WaitForStatusAsync(second, status => status.State == "ready");
        string alarm = Assert.Single(warm.LogAlarms);
        Assert.StartsWith("WarmUp: the state began without what the logs no longer have", alarm, StringComparison.Ordinal);
        Assert.Contains($"{before.Length} flags and ", alarm, StringComparison.Ordinal);
        Assert.Equal(before, await RowsAsync(system, "SELECT flag_id || '|' || version FROM flags ORDER BY 1"));

        await system.PublishAsync(parts[1]);
        await system.WaitUntilCommittedAsync(second, stream.Lines);
        Dictionary<string, int> after = Versions(await RowsAsync(system, "SELECT flag_id || '|' || version FROM flags ORDER BY 1"));
        Assert.All(Versions(before), known => Assert.True(after[known.Key] >= known.Value, $"expected {known.Key} at {known.Value} or later, found {after[known.Key]}"));
        Assert.Contains(Versions(before), known => after[known.Key] > known.Value);

        // No version is missing and none came twice.
        Assert.Empty(await RowsAsync(
            system,
            """
            SELECT object_id || ': ' || string_agg(version::text, ',' ORDER BY id) FROM outbox WHERE kind IN ('flag', 'hold')
            GROUP BY object_id HAVING array_agg(version ORDER BY id) <> ARRAY(SELECT generate_series(1, max(version)))
            """));
    }

    [Theory]
    [InlineData("expected --accept-gap TOPIC[P]:FROM-TO", "--accept-gap", "gift-events:10-14", "--reason", "x")]
    [InlineData("expected --accept-gap TOPIC[P]:FROM-TO", "--accept-gap", "gift-events[0]:14-10", "--reason", "x")]
    [InlineData("--accept-gap and --reason go together", "--accept-gap", "gift-events[0]:10-14")]
    public async Task A_gap_that_is_not_named_in_full_is_wrong_usage(string said, params string[] arguments)
    {
        using ProgramProcess worker = ProgramProcess.Start("FraudWatch.Worker", arguments, new Dictionary<string, string>());
        Assert.Equal(2, await worker.WaitAsync(LiveSystem.Patience));
        Assert.Contains(said, worker.Said, StringComparison.Ordinal);
    }

    private static Dictionary<string, int> Versions(string[] rows) =>
        rows.Select(row => row.Split('|')).ToDictionary(row => row[0], row => int.Parse(row[1], System.Globalization.CultureInfo.InvariantCulture), StringComparer.Ordinal);

    private static async Task DropAsync(KafkaTopics topics, string contractName, int partition, long before)
    {
        using IAdminClient admin = topics.Admin();
        await admin.DeleteRecordsAsync([new TopicPartitionOffset(topics.Names.Of(contractName), partition, before)]);
    }

    private static async Task SendAsync(KafkaTopics topics, int from, int count)
    {
        using IProducer<string?, byte[]?> producer = topics.Producer();
        var at = new TopicPartition(topics.Names.Of(Topics.GiftEvents), 0);
        await Task.WhenAll(Enumerable.Range(from, count).Select(i => producer.ProduceAsync(at, new Message<string?, byte[]?>
        {
            Key = "a",
            Value = Encoding.UTF8.GetBytes(
                $$"""{"event_id":"e{{i}}","type":"gift.sent","occurred_at":"{{WireTime.Format(1_700_000_000_000 + (i * 1000L))}}","account_id":"a","recipient_id":"b","gift_id":"g","quantity":1,"coins":5,"diamonds":2}"""),
        })));
    }

    private static async Task<string[]> RowsAsync(LiveSystem system, string sql)
    {
        await using var source = NpgsqlDataSource.Create(system.Postgres.ConnectionString);
        await using NpgsqlCommand command = source.CreateCommand(sql);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            rows.Add(reader.GetString(0));
        }

        return [.. rows];
    }
}
