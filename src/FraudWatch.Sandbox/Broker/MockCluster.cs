using System.Runtime.InteropServices;
using System.Text;
using FraudWatch.Terminal;

namespace FraudWatch.Sandbox.Broker;

/// <summary>
/// librdkafka's mock cluster in this process: real Kafka protocol on loopback, logs in memory. It keeps 5 MiB of compressed batches or
/// 100,000 batches a partition and drops the oldest silently, so what publishes must compress and not run far ahead of what reads.
/// </summary>
internal sealed class MockCluster : IDisposable
{
    // The new group protocol's defaults are made for data centres; a killed member's partitions should move within two seconds.
    private const int SessionTimeoutMilliseconds = 1500;
    private const int HeartbeatIntervalMilliseconds = 300;

    private readonly nint _handle;
    private readonly nint _cluster;

    public MockCluster(int brokers)
    {
        _handle = NewHandle();
        _cluster = RdKafka.NewCluster(_handle, brokers);
        if (_cluster == 0)
        {
            RdKafka.Destroy(_handle);
            throw new CommandFailure($"librdkafka could not start a mock cluster of {brokers} brokers.");
        }

        RdKafka.SetInitialRebalanceDelay(_cluster, 0);
        RdKafka.SetConsumerSessionTimeout(_cluster, SessionTimeoutMilliseconds);
        RdKafka.SetConsumerHeartbeatInterval(_cluster, HeartbeatIntervalMilliseconds);
    }

    /// <summary>host:port of every broker, separated by commas.</summary>
    public string BootstrapServers => Marshal.PtrToStringUTF8(RdKafka.Bootstraps(_cluster)) ?? "";

    public void CreateTopic(BrokerTopic topic) =>
        Check(RdKafka.CreateTopic(_cluster, topic.Name, topic.Partitions, replicationFactor: 1), $"create topic {topic.Name}");

    public void SetBrokerUp(int broker, bool up) =>
        Check(up ? RdKafka.SetBrokerUp(_cluster, broker) : RdKafka.SetBrokerDown(_cluster, broker), $"take broker {broker} {(up ? "up" : "down")}");

    public void SetRoundTrip(int broker, int milliseconds) =>
        Check(RdKafka.SetRoundTrip(_cluster, broker, milliseconds), $"set the round trip of broker {broker}");

    public void MoveLeader(string topic, int partition, int broker) =>
        Check(RdKafka.SetLeader(_cluster, topic, partition, broker), $"move the leader of {topic} [{partition}] to broker {broker}");

    public void FailRequests(short apiKey, int error, int count)
    {
        int[] errors = new int[count];
        Array.Fill(errors, error);
        RdKafka.PushRequestErrors(_cluster, apiKey, (nuint)count, errors);
    }

    public void ClearFailures(short apiKey) => RdKafka.ClearRequestErrors(_cluster, apiKey);

    public void Dispose()
    {
        RdKafka.DestroyCluster(_cluster);
        RdKafka.Destroy(_handle);
    }

    private static nint NewHandle()
    {
        Span<byte> error = stackalloc byte[512];
        try
        {
            nint handle = RdKafka.New(RdKafka.Producer, RdKafka.NewConfiguration(), error, (nuint)error.Length);
            return handle != 0 ? handle : throw new CommandFailure($"librdkafka did not start: {Encoding.UTF8.GetString(error).TrimEnd('\0')}");
        }
        catch (DllNotFoundException missing)
        {
            throw new CommandFailure(
                $"librdkafka was not found beside {AppContext.BaseDirectory}. Run eng/build-librdkafka, then build again (./fraudwatch does both).",
                missing);
        }
    }

    private static void Check(int error, string what)
    {
        if (error != RdKafka.NoError)
        {
            throw new CommandFailure($"Could not {what}: {Marshal.PtrToStringUTF8(RdKafka.ErrorText(error))}.");
        }
    }
}
