using System.Collections.Concurrent;
using System.Text;
using System.Threading.Channels;
using Confluent.Kafka;
using FraudWatch.Detection.Events;
using FraudWatch.Worker.Pipeline;
using FraudWatch.Worker.Telemetry;

namespace FraudWatch.Worker.Kafka;

/// <summary>
/// The read loop: every partition of the cell from where its state ends, parsed, in batches to the detection thread.
/// Runs on the consume thread, which owns everything here; only <see cref="ShowProgress"/> is called from elsewhere.
/// After a crash nothing here needs repair: the log is read again from where the next state ends.
/// </summary>
internal sealed partial class EventConsumer : IDisposable
{
    private static readonly TimeSpan LongestTick = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan PausedPoll = TimeSpan.FromMilliseconds(50);

    private readonly CellLayout _layout;
    private readonly TopicNames _names;
    private readonly PipelineOptions _options;
    private readonly PartitionBacklog _backlog;
    private readonly ActionAudit _audit;
    private readonly ILogger<EventConsumer> _logger;
    private readonly KafkaCauses _causes;
    private readonly EventDeserializer _deserializer;
    private readonly PartitionEnds _ends;
    private readonly IConsumer<Ignore, ParsedEvent> _consumer;
    private readonly ConcurrentQueue<ReadBatch> _spent = new();
    private readonly List<int> _pause = [];
    private readonly List<int> _resume = [];
    private readonly TimeSpan _tick;
    private ReadBatch _batch = new();
    private CancellationToken _stopping;
    private volatile KafkaException? _fatal;

    public EventConsumer(CellLayout layout, WorkerSettings settings, EventFlow flow, ReadSide readSide, Instruments instruments)
    {
        _audit = readSide.Audit;
        _causes = readSide.Causes;
        _layout = layout;
        _names = settings.Kafka.Names;
        _options = settings.Pipeline;
        _backlog = flow.Backlog;
        _logger = instruments.Loggers.CreateLogger<EventConsumer>();
        _deserializer = new EventDeserializer(flow.Pool);
        _ends = new PartitionEnds(layout.Slots, _options.MaxIdle, instruments.Time);
        double half = Math.Floor(_options.MaxIdle.TotalMilliseconds / 2);
        _tick = TimeSpan.FromMilliseconds(Math.Clamp(half, 1, LongestTick.TotalMilliseconds));
        _consumer = new ConsumerBuilder<Ignore, ParsedEvent>(KafkaClients.Consumer(settings.Kafka))
            .SetValueDeserializer(_deserializer)
            .SetErrorHandler((_, error) => OnError(error))
            .SetLogHandler((_, message) => LogClient(message))
            .Build();
    }

    /// <summary>Reads until told to stop, then completes <paramref name="output"/>. What was read and not handed on is read again by the next start.</summary>
    /// <returns>Null after a stop; otherwise why the logs cannot be read on: an offset or a topic is gone.</returns>
    /// <exception cref="KafkaException">The client cannot go on.</exception>
    /// <param name="output">To the detection thread, which owns the offsets from now on.</param>
    /// <param name="from">First offset to read, by slot.</param>
    /// <param name="stopping">The worker's stop.</param>
    public string? Run(ChannelWriter<ReadBatch> output, IReadOnlyList<long> from, CancellationToken stopping)
    {
        _stopping = stopping;
        string? ended = null;
        _consumer.Assign(from.Select((offset, slot) => new TopicPartitionOffset(PartitionAt(slot), offset)));
        try
        {
            while (!stopping.IsCancellationRequested)
            {
                Step(output, stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // A stop while the queue was full: what is in the queue is what is in hand.
        }
        catch (ConsumeException unreadable) when (!unreadable.Error.IsFatal)
        {
            ended = $"{unreadable.ConsumerRecord?.TopicPartition}: {unreadable.Error.Reason}";
            Log.Ended(_logger, ended);
        }

        output.Complete();
        return ended;
    }

    /// <summary>The detection thread is done with a batch; its lists are used again.</summary>
    public void Recycle(ReadBatch batch)
    {
        batch.Clear();
        _spent.Enqueue(batch);
    }

    /// <summary>
    /// Shows lag tools and publishers how far Postgres is, through the consumer group: best effort, after the fact.
    /// Called by the writer; librdkafka takes the lock it needs.
    /// </summary>
    public void ShowProgress(IReadOnlyList<long> committed)
    {
        for (int slot = 0; slot < committed.Count; slot++)
        {
            if (committed[slot] > 0)
            {
                _consumer.StoreOffset(new TopicPartitionOffset(PartitionAt(slot), committed[slot]));
            }
        }
    }

    /// <summary>Leaves the group's offsets as last shown.</summary>
    public void Dispose()
    {
        _consumer.Close();
        _consumer.Dispose();
    }

    private void Step(ChannelWriter<ReadBatch> output, CancellationToken stopping)
    {
        ConsumeResult<Ignore, ParsedEvent>? result = _consumer.Consume(_batch.Messages.Count == 0 ? _tick : TimeSpan.Zero);
        if (result is not null)
        {
            Accept(result);
        }

        if (result is null || _batch.IsFull)
        {
            ThrowIfFatal();
            HandOn(output, isDrained: result is null, stopping);
        }
    }

    private void Accept(ConsumeResult<Ignore, ParsedEvent> result)
    {
        Topic topic = _names.Parse(result.Topic) ?? throw new InvalidOperationException($"expected an event topic, found {result.Topic}");
        int slot = _layout.SlotOf(topic, result.Partition.Value);
        if (result.IsPartitionEOF)
        {
            _ends.Reached(slot);
            _batch.Ends.Add((slot, result.Offset.Value));
            return;
        }

        ParsedEvent message = result.Message.Value;
        message.Position = new LogPosition(topic, result.Partition.Value, result.Offset.Value);
        Vouch(message);
        Timestamp timestamp = result.Message.Timestamp;
        ApplyClock(message, timestamp.Type == TimestampType.NotAvailable ? ParsedEvent.NotGiven : timestamp.UnixTimestampMs);

        if (message.Rejection.IsRejected && result.Message.Headers?.TryGetLastBytes(DeadLetterSender.OriginHeader, out byte[] origin) == true)
        {
            message.RejectedOrigin = Encoding.UTF8.GetString(origin);
        }

        message.MessageHash = _deserializer.LastHash;
        _ends.Left(slot);
        _backlog.Read(slot, message.RejectedBytes?.Length ?? 0);
        _batch.Messages.Add(message);
    }

    private void Vouch(ParsedEvent message)
    {
        if (!message.Rejection.IsRejected && message.Type == EventType.ActionTaken
            && _audit.Judge(_deserializer.LastMessage, message.Position, _stopping) is { IsRejected: true } rejection)
        {
            EventParser.Reject(message, rejection, _deserializer.LastMessage);
        }
    }

    private void ApplyClock(ParsedEvent message, long publishedAt)
    {
        if (!message.Rejection.IsRejected && ClockRule.Judge(message, publishedAt) is { IsRejected: true } rejection)
        {
            EventParser.Reject(message, rejection, _deserializer.LastMessage);
        }

        message.PublishedAt = publishedAt;
    }

    /// <param name="output">To the detection thread.</param>
    /// <param name="isDrained">All that the client had fetched is read; before that, an idle partition's messages may only be queued behind others'.</param>
    /// <param name="stopping">The worker's stop.</param>
    private void HandOn(ChannelWriter<ReadBatch> output, bool isDrained, CancellationToken stopping)
    {
        if (isDrained)
        {
            _ends.TakeIdle(_batch.Idle);
        }

        Balance();
        ReadBatch full = _batch;
        _batch = _spent.TryDequeue(out ReadBatch? spent) ? spent : new ReadBatch();
        Task<bool>? room = null;
        if (!output.TryPut(full, ref room, _options.PauseAfter, stopping))
        {
            WaitPaused(output, full, room, stopping);
        }
    }

    /// <summary>Pauses partitions that ran ahead of the ones the merge waits for.</summary>
    private void Balance()
    {
        _backlog.Balance(_pause, _resume);
        if (_pause.Count > 0)
        {
            _consumer.Pause(_pause.Select(PartitionAt));
        }

        if (_resume.Count > 0)
        {
            _consumer.Resume(_resume.Select(PartitionAt));
        }
    }

    /// <summary>Back-pressure: the stages behind stand still, so nothing is fetched, but the client is still polled.</summary>
    private void WaitPaused(ChannelWriter<ReadBatch> output, ReadBatch full, Task<bool>? room, CancellationToken stopping)
    {
        Log.Paused(_logger);
        _consumer.Pause(_consumer.Assignment);
        while (!output.TryPut(full, ref room, PausedPoll, stopping))
        {
            if (_consumer.Consume(TimeSpan.Zero) is { } result)
            {
                Accept(result);
            }

            ThrowIfFatal();
        }

        _consumer.Resume(Enumerable.Range(0, _layout.Slots).Where(slot => !_backlog.IsPaused(slot)).Select(PartitionAt));
        _ends.WaitAgain();
        Log.Resumed(_logger);
    }

    private TopicPartition PartitionAt(int slot)
    {
        (Topic topic, int partition) = _layout.At(slot);
        return new TopicPartition(_names.Of(topic), partition);
    }

    private void OnError(Error error)
    {
        if (error.IsFatal)
        {
            _fatal = new KafkaException(error);
        }
        else
        {
            _causes.Note(error);
        }
    }

    private void ThrowIfFatal()
    {
        if (_fatal is KafkaException fatal)
        {
            throw fatal;
        }
    }

    private void LogClient(LogMessage message)
    {
        if (message.Level <= SyslogLevel.Warning)
        {
            Log.Client(_logger, message.Facility, message.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(100, LogLevel.Warning, "The stages behind stand still; consuming is paused.")]
        public static partial void Paused(ILogger logger);

        [LoggerMessage(101, LogLevel.Information, "Consuming goes on.")]
        public static partial void Resumed(ILogger logger);

        [LoggerMessage(102, LogLevel.Warning, "Reading stops, the logs are looked at anew: {Reason}")]
        public static partial void Ended(ILogger logger, string reason);

        [LoggerMessage(103, LogLevel.Debug, "Kafka client: {Facility}: {Message}")]
        public static partial void Client(ILogger logger, string facility, string message);
    }
}
