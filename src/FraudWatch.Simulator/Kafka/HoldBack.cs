using Confluent.Kafka;
using FraudWatch.Detection.Events;
using FraudWatch.Kafka;

namespace FraudWatch.Simulator.Kafka;

/// <summary>
/// Keeps a publisher from outrunning a consumer group. The embedded broker drops what exceeds 5 MiB or 100,000 batches of a
/// partition, so no partition may hold more than <see cref="MostBytes"/> that the group has not committed.
/// </summary>
internal sealed class HoldBack : IDisposable
{
    /// <summary>Bytes of messages, before compression.</summary>
    public const long MostBytes = 4 * 1024 * 1024;

    /// <summary>Messages; each may be a batch of its own.</summary>
    public const long MostMessages = 50_000;

    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(10);

    private readonly IConsumer<Ignore, Ignore> _group;
    private readonly TimeProvider _time;
    private readonly TopicSizes _topics;
    private readonly TopicPartition[] _partitions;
    private readonly Dictionary<TopicPartition, int> _index;
    private readonly long[] _endsBefore;
    private readonly long[] _sent;
    private readonly long[] _bytes;

    public HoldBack(ClientConfig connection, string group, TopicSizes topics, TimeProvider time)
    {
        _time = time;
        _topics = topics;
        _group = ServerConnection.Client(
            () => new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig(connection) { GroupId = group, EnableAutoCommit = false }).Build());
        _partitions = [.. topics.Partitions.SelectMany(topic => Enumerable.Range(0, topic.Value), (topic, p) => new TopicPartition(topics.Names.Of(topic.Key), p))];
        _index = _partitions.Select((partition, i) => (partition, i)).ToDictionary(pair => pair.partition, pair => pair.i);
        _endsBefore = [.. _partitions.Select(partition => _group.QueryWatermarkOffsets(partition, RequestTimeout).High.Value)];
        _sent = new long[_partitions.Length];
        _bytes = new long[_partitions.Length];
    }

    /// <summary>
    /// Counts a message as soon as it is on its way: what the client still queues will be in the log before anyone can hold it
    /// back. One without a key counts when it is acknowledged, since only then its partition is known.
    /// </summary>
    public void Sending(PublishedLine line)
    {
        if (line.Key is not null)
        {
            Count(new TopicPartition(_topics.Names.Of(line.Topic), PartitionHash.Of(line.Key, _topics.Partitions[line.Topic])), line.Bytes.Length);
        }
    }

    /// <summary>Counts an acknowledged message that had no key. Called on the producer's thread.</summary>
    public void AcknowledgedWithoutKey(TopicPartition at, int bytes) => Count(at, bytes);

    /// <summary>Waits until the group is near enough on every partition.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        while (IsAhead(await Task.Run(() => _group.Committed(_partitions, RequestTimeout), cancellationToken)))
        {
            await Task.Delay(AskAgainAfter, _time, cancellationToken);
        }
    }

    public void Dispose()
    {
        _group.Close();
        _group.Dispose();
    }

    private void Count(TopicPartition at, int bytes)
    {
        int i = _index[at];
        Interlocked.Increment(ref _sent[i]);
        Interlocked.Add(ref _bytes[i], bytes);
    }

    private bool IsAhead(List<TopicPartitionOffset> committed)
    {
        foreach (TopicPartitionOffset progress in committed)
        {
            int i = _index[progress.TopicPartition];
            long sent = Volatile.Read(ref _sent[i]);
            long open = _endsBefore[i] + sent - Math.Max(0, progress.Offset.Value);
            if (sent > 0 && (open > MostMessages || open * (Volatile.Read(ref _bytes[i]) / sent) > MostBytes))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>The event topics at a broker.</summary>
/// <param name="Names">What they are called there.</param>
/// <param name="Partitions">How many partitions each has.</param>
internal sealed record TopicSizes(TopicNames Names, IReadOnlyDictionary<Topic, int> Partitions);
