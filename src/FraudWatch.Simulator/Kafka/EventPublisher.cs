using Confluent.Kafka;
using FraudWatch.Detection.Events;
using FraudWatch.Kafka;
using FraudWatch.Terminal;

namespace FraudWatch.Simulator.Kafka;

/// <summary>
/// Sends event files to their topics: by event time over all files, keyed by account, with the partitioner that offline
/// dealing shares (<see cref="PartitionHash"/>). Comes back when the broker has acknowledged every line.
/// </summary>
public sealed class EventPublisher : IDisposable
{
    /// <summary>Lines sent between two looks at the clock and at the group.</summary>
    private const int Stride = 1000;

    /// <summary>
    /// How long a batch may fill, in milliseconds. Long, because what is published is read by others in the batches it came in,
    /// and the embedded broker hands out one batch of a partition a request.
    /// </summary>
    private const int LingerMilliseconds = 100;

    /// <summary>With a rate to keep, partitions should stay abreast of each other.</summary>
    private const int LingerMillisecondsAtRate = 5;

    private static readonly TimeSpan TellEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(10);

    private readonly ClientConfig _connection;
    private readonly TopicNames _names;
    private readonly TimeProvider _time;
    private readonly TextWriter _talk;
    private readonly IProducer<byte[]?, byte[]> _producer;
    private readonly long[] _sent = new long[Topics.All.Count];
    private long _acknowledged;
    private volatile string? _refused;

    /// <param name="connection">How to reach Kafka.</param>
    /// <param name="names">The topics' names there.</param>
    /// <param name="time">For rates and message timestamps.</param>
    /// <param name="talk">Where progress is told.</param>
    /// <param name="paced">True when the files are sent at a rate, false when as fast as can be.</param>
    public EventPublisher(ClientConfig connection, TopicNames names, TimeProvider time, TextWriter talk, bool paced)
    {
        _connection = connection;
        _names = names;
        _time = time;
        _talk = talk;
        _producer = ServerConnection.Client(() => new ProducerBuilder<byte[]?, byte[]>(new ProducerConfig(connection)
        {
            EnableIdempotence = true,
            Acks = Acks.All,
            CompressionType = CompressionType.Lz4,
            LingerMs = paced ? LingerMillisecondsAtRate : LingerMilliseconds,
            QueueBufferingMaxMessages = 200_000,

            // A few bytes more than the longest line: what is refused is said by us, with its place.
            MessageMaxBytes = PublishedFile.MostBytes + 1_024,
            Partitioner = Partitioner.Murmur2Random,
            AllowAutoCreateTopics = false,
        }).SetErrorHandler((_, error) => OnError(error)).SetLogHandler(static (_, _) => { }).Build());
    }

    /// <summary>Publishes all files; returns when every line is acknowledged.</summary>
    /// <exception cref="CommandFailure">A topic is missing or has another partition count, or the broker refused a message.</exception>
    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    public async Task<PublishSummary> PublishAsync(PublishRequest request, CancellationToken cancellationToken)
    {
        foreach (string file in request.Files)
        {
            PublishedFile.RequireSendable(file, cancellationToken);
        }

        using var files = new InterleavedFiles(request.Files);
        IReadOnlyDictionary<Topic, int> partitions = await Task.Run(() => FindTopics(request.Partitions), cancellationToken);
        using HoldBack? holdBack = request.HoldBack is string group ? new HoldBack(_connection, group, new TopicSizes(_names, partitions), _time) : null;
        long start = _time.GetTimestamp();
        await SendAllAsync(files, request, holdBack, cancellationToken);
        await FlushAsync(cancellationToken);
        return new PublishSummary(
            _sent[(int)Topic.CoinEvents], _sent[(int)Topic.GiftEvents], _sent[(int)Topic.FraudActions], _time.GetElapsedTime(start));
    }

    public void Dispose() => _producer.Dispose();

    private async Task SendAllAsync(InterleavedFiles files, PublishRequest request, HoldBack? holdBack, CancellationToken cancellationToken)
    {
        long start = _time.GetTimestamp();
        long told = start;
        var stride = new List<PublishedLine>(Stride);
        while (ReadStride(files, stride))
        {
            for (int time = 0; time < (request.Twice ? 2 : 1); time++)
            {
                await SendAsync(stride, holdBack, cancellationToken);
                await KeepRateAsync(start, request.Rate, cancellationToken);
            }

            if (holdBack is not null)
            {
                await holdBack.WaitAsync(cancellationToken);
            }

            if (_time.GetElapsedTime(told) >= TellEvery)
            {
                told = _time.GetTimestamp();
                await _talk.WriteLineAsync($"{_sent.Sum()} lines sent, {Volatile.Read(ref _acknowledged)} acknowledged");
            }
        }
    }

    private static bool ReadStride(InterleavedFiles files, List<PublishedLine> stride)
    {
        stride.Clear();
        while (stride.Count < Stride && files.Read() is PublishedLine line)
        {
            stride.Add(line);
        }

        return stride.Count > 0;
    }

    private async Task SendAsync(List<PublishedLine> lines, HoldBack? holdBack, CancellationToken cancellationToken)
    {
        var now = new Timestamp(_time.GetUtcNow());
        foreach (PublishedLine line in lines)
        {
            ThrowIfRefused();
            Timestamp timestamp = line.ReceivedAt is long received ? new Timestamp(received, TimestampType.CreateTime) : now;
            var message = new Message<byte[]?, byte[]> { Key = line.Key, Value = line.Bytes, Timestamp = timestamp };
            holdBack?.Sending(line);
            while (!TryProduce(line, message, holdBack))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(5), _time, cancellationToken);
            }

            _sent[(int)line.Topic]++;
        }
    }

    /// <summary>False when the client's queue is full.</summary>
    private bool TryProduce(PublishedLine line, Message<byte[]?, byte[]> message, HoldBack? holdBack)
    {
        try
        {
            _producer.Produce(_names.Of(line.Topic), message, report => OnReport(line, report, holdBack));
            return true;
        }
        catch (ProduceException<byte[]?, byte[]> full) when (full.Error.Code == ErrorCode.Local_QueueFull)
        {
            return false;
        }
        catch (ProduceException<byte[]?, byte[]> refused)
        {
            throw new CommandFailure($"{line.Place}: the message was refused: {refused.Error.Code}: {refused.Error.Reason}", refused);
        }
    }

    private void OnReport(PublishedLine line, DeliveryReport<byte[]?, byte[]> report, HoldBack? holdBack)
    {
        if (report.Error.IsError)
        {
            _refused ??= $"{line.Place}: the broker refused the message: {report.Error.Code}: {report.Error.Reason}";
            return;
        }

        if (report.Message.Key is null)
        {
            holdBack?.AcknowledgedWithoutKey(report.TopicPartition, report.Message.Value.Length);
        }

        Interlocked.Increment(ref _acknowledged);
    }

    private async Task KeepRateAsync(long start, int? rate, CancellationToken cancellationToken)
    {
        if (rate is int perSecond)
        {
            TimeSpan ahead = TimeSpan.FromSeconds((double)_sent.Sum() / perSecond) - _time.GetElapsedTime(start);
            if (ahead > TimeSpan.Zero)
            {
                await Task.Delay(ahead, _time, cancellationToken);
            }
        }
    }

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        await Task.Run(() => _producer.Flush(cancellationToken), cancellationToken);
        ThrowIfRefused();
        if (_acknowledged != _sent.Sum())
        {
            throw new CommandFailure($"expected {_sent.Sum()} acknowledgements, found {_acknowledged}");
        }
    }

    private Dictionary<Topic, int> FindTopics(int? expected)
    {
        using IAdminClient admin = ServerConnection.Client(
            () => new AdminClientBuilder(new AdminClientConfig(_connection)).SetLogHandler(static (_, _) => { }).Build());
        Metadata metadata = ReadMetadata(admin);
        var found = new Dictionary<Topic, int>();
        foreach (Topic topic in Topics.All)
        {
            int count = metadata.Topics.Find(t => t.Topic == _names.Of(topic))?.Partitions.Count ?? 0;
            found[topic] = count > 0 ? count : throw new CommandFailure($"expected topic {_names.Of(topic)} at {_connection.BootstrapServers}, found none");
            if (expected is int partitions && partitions != count)
            {
                throw new CommandFailure($"expected {partitions} partitions of {_names.Of(topic)}, found {count}");
            }
        }

        return found;
    }

    private Metadata ReadMetadata(IAdminClient admin)
    {
        try
        {
            return admin.GetMetadata(RequestTimeout);
        }
        catch (KafkaException unreachable)
        {
            throw new CommandFailure($"expected Kafka at {_connection.BootstrapServers}: {unreachable.Error.Reason}", unreachable);
        }
    }

    private void OnError(Error error)
    {
        if (error.IsFatal)
        {
            _refused ??= $"the broker refused a message: {error.Code}: {error.Reason}";
        }
    }

    private void ThrowIfRefused()
    {
        if (_refused is string refused)
        {
            throw new CommandFailure(refused);
        }
    }
}
