using System.Security.Cryptography;
using System.Text;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using FraudWatch.Detection.Events;
using FraudWatch.IntegrationTests.Worker;
using Npgsql;
using Xunit;

namespace FraudWatch.IntegrationTests.Kafka;

/// <summary>Topics that take less than what is to be sent: a real broker refuses a batch, and with it what would fit alone.</summary>
public sealed class SmallTopicTests(RealKafka kafka)
{
    private const string Limit = "max.message.bytes=3000";
    private const int Keys = 20;
    private const int Versions = 4;

    [Fact(Skip = RealKafka.Absent, SkipType = typeof(RealKafka), SkipUnless = nameof(RealKafka.IsThere))]
    public async Task Small_rows_go_out_in_order_the_large_one_is_set_aside_until_its_topic_takes_it()
    {
        KafkaTopics topics = await kafka.NewTopicsAsync(2, Limit);
        await using LiveSystem system = await LiveSystem.StartOnAsync(topics);
        using ProgramProcess worker = system.StartWorker();
        await system.WaitForStatusAsync(worker, status => status.State == "ready");

        // Of every key four versions; the second of key u7 is too large for the topic. Together they are too large for one batch.
        await AddRowsAsync(system);

        await system.WaitForStatusAsync(
            worker, status => status.OutboxPublished == (Keys * Versions) - 1 && status.Outgoing("outbox_set_aside") == 1);
        ILookup<string, int> found = VersionsByKey(system);
        Assert.Equal(Keys, found.Count);
        Assert.All(found, key => Assert.Equal(key.Key == "u7" ? [1, 3, 4] : [1, 2, 3, 4], key));
        Assert.Contains("1 messages of the outbox are set aside", (await system.ReadinessAsync())?.Text, StringComparison.Ordinal);

        await RaiseLimitAsync(topics);
        await using var source = NpgsqlDataSource.Create(system.Postgres.ConnectionString);
        Assert.Equal(0L, await ScalarAsync(source, "SELECT publish_set_aside()"));
        await ScalarAsync(source, "INSERT INTO outbox (kind, object_id, version, topic, key, payload) SELECT kind, gen_random_uuid(), 1, topic, 'new', payload FROM outbox WHERE set_aside_at IS NOT NULL");
        await system.WaitUntilPublishedAsync();
        Assert.Single(VersionsByKey(system)["new"]);
    }

    [Fact(Skip = RealKafka.Absent, SkipType = typeof(RealKafka), SkipUnless = nameof(RealKafka.IsThere))]
    public async Task A_letter_larger_than_its_topic_takes_is_cut_and_whole_in_Postgres()
    {
        KafkaTopics topics = await kafka.NewTopicsAsync(1, Limit);
        await using LiveSystem system = await LiveSystem.StartOnAsync(topics);
        byte[] rejected = Encoding.UTF8.GetBytes($"{{\"type\":\"gift.sent\",\"note\":\"{Incompressible(2850)}\"}}");
        await topics.SendAsync(Topics.NameOf(Topic.GiftEvents), "u1", rejected);

        using ProgramProcess worker = system.StartWorker(("FRAUDWATCH__PIPELINE__MAXIDLE", "00:00:00.100"));
        await system.WaitUntilCommittedAsync(worker, 1);

        ConsumeResult<string?, byte[]?> letter = Assert.Single(topics.Read(Topics.DeadLetters));
        Assert.Equal($"{rejected.Length}", Encoding.UTF8.GetString(letter.Message.Headers.GetLastBytes("cut_from")));
        Assert.Equal(rejected[..(rejected.Length / 2)], letter.Message.Value);
        await using var source = NpgsqlDataSource.Create(system.Postgres.ConnectionString);
        Assert.Equal(rejected, await ScalarAsync(source, "SELECT bytes FROM kept_letters"));
    }

    private static ILookup<string, int> VersionsByKey(LiveSystem system) =>
        system.ReadTopic(Topics.Decisions).Select(PublishedDecision.Read).ToLookup(decision => decision.Key, decision => decision.Version);

    private static async Task AddRowsAsync(LiveSystem system)
    {
        await using var source = NpgsqlDataSource.Create(system.Postgres.ConnectionString);
        await ScalarAsync(
            source,
            $$"""
            INSERT INTO outbox (kind, object_id, version, topic, key, payload)
            SELECT 'hold', id, version, 'fraud-decisions', key,
              format('{"kind":"hold","hold_id":"%s","version":%s,"note":"%s"}', id, version, (
                SELECT string_agg(md5(id::text || version || i), '') FROM generate_series(1, CASE WHEN key = 'u7' AND version = 2 THEN 200 ELSE 10 END) i))
            FROM (SELECT gen_random_uuid() AS id, 'u' || k AS key FROM generate_series(1, {{Keys}}) k) o, generate_series(1, {{Versions}}) version
            ORDER BY version, id
            """);
    }

    private static async Task<object?> ScalarAsync(NpgsqlDataSource source, string sql)
    {
        await using NpgsqlCommand command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    private static async Task RaiseLimitAsync(KafkaTopics topics)
    {
        using IAdminClient admin = topics.Admin();
        var topic = new ConfigResource { Type = ResourceType.Topic, Name = topics.Names.Of(Topics.Decisions) };
        await admin.IncrementalAlterConfigsAsync(new Dictionary<ConfigResource, List<ConfigEntry>>
        {
            [topic] = [new ConfigEntry { Name = "max.message.bytes", Value = "1000000", IncrementalOperation = AlterConfigOpType.Set }],
        });
    }

    /// <summary>Text that compression makes no smaller; the same at every run.</summary>
    private static string Incompressible(int length)
    {
        var text = new StringBuilder();
        for (int i = 0; text.Length < length; i++)
        {
            text.Append(Convert.ToHexString(SHA256.HashData(BitConverter.GetBytes(i))));
        }

        return text.ToString(0, length);
    }
}
