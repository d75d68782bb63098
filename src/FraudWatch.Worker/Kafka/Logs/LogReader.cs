using System.IO.Hashing;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using FraudWatch.Detection.Events;

namespace FraudWatch.Worker.Kafka.Logs;

/// <summary>
/// Asks the brokers about the logs: which topics, from where to where, and single messages. Every call waits for the brokers' answer and
/// throws a <see cref="KafkaException"/> when there is none. One caller at a time.
/// </summary>
internal sealed class LogReader : IDisposable
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Ids are asked of the controller, which the embedded broker does not have; elsewhere it answers at once.</summary>
    private static readonly TimeSpan IdTimeout = TimeSpan.FromSeconds(1);

    private readonly TopicNames _names;
    private readonly IAdminClient _admin;
    private readonly IConsumer<Ignore, byte[]> _reader;

    public LogReader(KafkaOptions options, KafkaCauses causes)
    {
        _names = options.Names;
        _admin = new AdminClientBuilder(KafkaClients.Admin(options))
            .SetErrorHandler((_, error) => causes.Note(error)).SetLogHandler(static (_, _) => { }).Build();
        ConsumerConfig reading = KafkaClients.Consumer(options);
        reading.IsolationLevel = Confluent.Kafka.IsolationLevel.ReadUncommitted;
        reading.EnableAutoCommit = false;
        reading.QueuedMinMessages = 1;
        reading.ConsumeResultFields = "timestamp";
        _reader = new ConsumerBuilder<Ignore, byte[]>(reading)
            .SetErrorHandler((_, error) => causes.Note(error)).SetLogHandler(static (_, _) => { }).Build();
    }

    /// <summary>The topics that are there, with their partition counts.</summary>
    public Dictionary<string, int> Topics() => _admin.GetMetadata(RequestTimeout).Topics
        .Where(topic => !topic.Error.IsError && topic.Partitions.Count > 0)
        .ToDictionary(topic => topic.Topic, topic => topic.Partitions.Count, StringComparer.Ordinal);

    /// <summary>What distinguishes a topic from another one of the same name, by topic; null where the brokers do not say.</summary>
    public async Task<string?[]> TopicIdsAsync()
    {
        string[] names = [.. Detection.Events.Topics.All.Select(_names.Of)];
        List<TopicDescription> described;
        try
        {
            DescribeTopicsResult all = await _admin.DescribeTopicsAsync(
                TopicCollection.OfTopicNames(names), new DescribeTopicsOptions { RequestTimeout = IdTimeout });
            described = all.TopicDescriptions;
        }
        catch (DescribeTopicsException some)
        {
            described = some.Results.TopicDescriptions;
        }
        catch (KafkaException notKnown) when (!notKnown.Error.IsFatal)
        {
            described = [];
        }

        Dictionary<string, string?> ids = described.Where(topic => !topic.Error.IsError)
            .ToDictionary(topic => topic.Name, topic => topic.TopicId?.ToString(), StringComparer.Ordinal);
        return [.. names.Select(ids.GetValueOrDefault)];
    }

    /// <summary>From where to where the partitions reach, by slot.</summary>
    public async Task<LogRange[]> RangesAsync(CellLayout layout)
    {
        Task<long[]> starts = OffsetsAsync(layout, OffsetSpec.Earliest(), Confluent.Kafka.IsolationLevel.ReadUncommitted);
        Task<long[]> ends = OffsetsAsync(layout, OffsetSpec.Latest(), Confluent.Kafka.IsolationLevel.ReadCommitted);
        Task<long[]> written = OffsetsAsync(layout, OffsetSpec.Latest(), Confluent.Kafka.IsolationLevel.ReadUncommitted);
        await Task.WhenAll(starts, ends, written);
        return [.. Enumerable.Range(0, layout.Slots).Select(slot => new LogRange(starts.Result[slot], ends.Result[slot], written.Result[slot]))];
    }

    /// <summary>The first message at or after an offset, of an open transaction too; null when the log ends there.</summary>
    public LoggedMessage? FirstFrom(CellLayout layout, int slot, long offset)
    {
        TopicPartition partition = PartitionAt(layout, slot);
        _reader.Assign(new TopicPartitionOffset(partition, offset));
        try
        {
            ConsumeResult<Ignore, byte[]>? found = _reader.Consume(RequestTimeout);
            if (found is null)
            {
                throw new KafkaException(new Error(ErrorCode.Local_TimedOut, $"the message at offset {offset} of {partition} did not come"));
            }

            Timestamp published = found.IsPartitionEOF ? default : found.Message.Timestamp;
            return found.IsPartitionEOF ? null : new LoggedMessage(
                found.Offset.Value,
                XxHash3.HashToUInt64(found.Message.Value ?? []),
                published.Type == TimestampType.NotAvailable ? null : published.UnixTimestampMs);
        }
        finally
        {
            _reader.Unassign();
        }
    }

    public void Dispose()
    {
        _admin.Dispose();
        _reader.Dispose();
    }

    private TopicPartition PartitionAt(CellLayout layout, int slot)
    {
        (Topic topic, int partition) = layout.At(slot);
        return new TopicPartition(_names.Of(topic), partition);
    }

    private async Task<long[]> OffsetsAsync(CellLayout layout, OffsetSpec which, Confluent.Kafka.IsolationLevel isolation)
    {
        TopicPartitionOffsetSpec[] asked =
            [.. Enumerable.Range(0, layout.Slots).Select(slot => new TopicPartitionOffsetSpec { TopicPartition = PartitionAt(layout, slot), OffsetSpec = which })];
        ListOffsetsResult answer;
        try
        {
            answer = await _admin.ListOffsetsAsync(asked, new ListOffsetsOptions { IsolationLevel = isolation, RequestTimeout = RequestTimeout });
        }
        catch (ListOffsetsException some)
        {
            // Said of one partition, it is more telling than of all.
            TopicPartitionOffsetError wrong = some.Result.ResultInfos.Select(info => info.TopicPartitionOffsetError).First(info => info.Error.IsError);
            throw new KafkaException(new Error(wrong.Error.Code, $"{wrong.TopicPartition}: {wrong.Error.Reason}"), some);
        }

        var offsets = answer.ResultInfos.ToDictionary(info => info.TopicPartitionOffsetError.TopicPartition, info => info.TopicPartitionOffsetError.Offset.Value);
        return [.. asked.Select(spec => offsets[spec.TopicPartition])];
    }
}
