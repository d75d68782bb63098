using FraudWatch.IntegrationTests.Kafka;
using Xunit;

[assembly: AssemblyFixture(typeof(RealKafka))]

namespace FraudWatch.IntegrationTests.Kafka;

/// <summary>
/// One real Apache Kafka for all tests of a run, started when the first one asks for it. Every test takes topics of its own on it.
/// Tests that need it carry <c>[Fact(Skip = RealKafka.Absent, SkipType = typeof(RealKafka), SkipUnless = nameof(RealKafka.IsThere))]</c>.
/// </summary>
public sealed class RealKafka : IAsyncDisposable
{
    /// <summary>Why such a test is not run.</summary>
    public const string Absent = "Not run: needs FRAUDWATCH_SHARED with kafka/, and Java 17.";

    private readonly Lazy<Task<KafkaCluster>> _cluster = new(() => KafkaCluster.StartAsync(new KafkaClusterOptions()));
    private int _topics;

    /// <summary>False: tests that need it are reported as not run, by name.</summary>
    public static bool IsThere => KafkaCluster.Script is not null;

    /// <summary>The contract's topics under a prefix that nobody else uses.</summary>
    /// <param name="partitions">Of every topic but the dead letters', which has one.</param>
    /// <param name="settings"><c>name=value</c> for all of them, such as <c>max.message.bytes=2000</c>.</param>
    internal async Task<KafkaTopics> NewTopicsAsync(int partitions, params string[] settings)
    {
        KafkaCluster cluster = await _cluster.Value;
        return await KafkaTopics.CreateAsync(cluster, $"t{Interlocked.Increment(ref _topics)}-", partitions, settings);
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster.IsValueCreated)
        {
            await (await _cluster.Value).DisposeAsync();
        }
    }
}
