using System.Globalization;
using System.Text;
using Confluent.Kafka;
using FraudWatch.Detection.Events;
using FraudWatch.Terminal;

namespace FraudWatch.Kafka.DeadLetters;

/// <summary>
/// The dead-letter topic as its own record: rejected messages as the worker wrote them, and notes of which were sent again.
/// Nothing else remembers, so that whoever reaches Kafka can work on them.
/// </summary>
public sealed class DeadLetterTopic(ClientConfig connection, TopicNames names)
{
    /// <summary>The client's own limit, as the worker's: what a topic takes is the topic's to say.</summary>
    private const int LargestMessage = 16 * 1024 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private string Name => names.Of(Topics.DeadLetters);

    /// <summary>Reads the whole topic as it is now. Messages that are no dead letters are left out.</summary>
    /// <param name="elsewhere">Letters that the topic has nothing of.</param>
    /// <param name="stop">Ends reading.</param>
    /// <exception cref="CommandFailure">Kafka does not answer, or has no such topic.</exception>
    public DeadLetterBook Read(IEnumerable<LetterRecord> elsewhere, CancellationToken stop)
    {
        var config = new ConsumerConfig(connection) { GroupId = "fraudwatch-deadletters", EnableAutoCommit = false, EnablePartitionEof = true };
        using IConsumer<Ignore, byte[]?> consumer = ServerConnection.Client(() => new ConsumerBuilder<Ignore, byte[]?>(config).SetErrorHandler((_, _) => { }).Build());
        int partitions = CountPartitions();
        consumer.Assign(Enumerable.Range(0, partitions).Select(p => new TopicPartitionOffset(Name, p, Offset.Beginning)));
        List<LetterRecord> records = [.. elsewhere];
        for (int ended = 0; ended < partitions;)
        {
            stop.ThrowIfCancellationRequested();
            ConsumeResult<Ignore, byte[]?> next = consumer.Consume(Patience)
                ?? throw new CommandFailure($"Kafka at {connection.BootstrapServers} did not send {Name} within {Patience.TotalSeconds} s.");
            if (next.IsPartitionEOF)
            {
                ended++;
            }
            else if (RecordOf(next) is LetterRecord record)
            {
                records.Add(record);
            }
        }

        return new DeadLetterBook(records);
    }

    /// <summary>
    /// Sends a letter back to the partition it came from, marked with its origin, and notes that in the topic. A crash between the
    /// two leaves the letter waiting; sent again then, it is the same event twice, which changes nothing.
    /// </summary>
    /// <param name="letter">One that waits.</param>
    /// <param name="bytes">All of its own, or corrected ones; null for a tombstone.</param>
    /// <param name="stop">Ends the wait for acknowledgement.</param>
    /// <returns>Where the message stands now.</returns>
    /// <exception cref="CommandFailure">Kafka did not take it.</exception>
    public async Task<LetterOrigin> RequeueAsync(DeadLetter letter, byte[]? bytes, CancellationToken stop)
    {
        var config = new ProducerConfig(connection)
        {
            EnableIdempotence = true,
            Acks = Acks.All,
            MessageTimeoutMs = (int)Patience.TotalMilliseconds,
            MessageMaxBytes = LargestMessage,
        };
        using IProducer<byte[]?, byte[]?> producer = ServerConnection.Client(() => new ProducerBuilder<byte[]?, byte[]?>(config).SetErrorHandler((_, _) => { }).Build());
        try
        {
            var to = new TopicPartition(names.Of(letter.Origin.Topic), letter.Origin.Partition);
            var again = new Message<byte[]?, byte[]?> { Key = KeyOf(bytes), Value = bytes, Headers = [HeaderOf(LetterHeaders.Origin, letter.Origin.ToString())] };
            DeliveryResult<byte[]?, byte[]?> sent = await producer.ProduceAsync(to, again, stop);
            var at = new LetterOrigin(letter.Origin.Topic, sent.Partition.Value, sent.Offset.Value);
            await producer.ProduceAsync(Name, NoteOf(letter.Origin, at), stop);
            return at;
        }
        catch (KafkaException refused)
        {
            throw new CommandFailure($"Kafka at {connection.BootstrapServers} did not take {letter.Origin} back: {refused.Error.Reason}", refused);
        }
    }

    private int CountPartitions()
    {
        try
        {
            using IAdminClient admin = ServerConnection.Client(() => new AdminClientBuilder(new AdminClientConfig(connection)).SetErrorHandler((_, _) => { }).Build());
            TopicMetadata topic = admin.GetMetadata(Name, Patience).Topics[0];
            return topic.Error.IsError ? throw new CommandFailure($"Kafka at {connection.BootstrapServers} has no topic {Name}: {topic.Error.Reason}") : topic.Partitions.Count;
        }
        catch (KafkaException away)
        {
            throw new CommandFailure($"Kafka at {connection.BootstrapServers} does not answer: {away.Error.Reason}", away);
        }
    }

    private static LetterRecord? RecordOf(ConsumeResult<Ignore, byte[]?> message)
    {
        Headers headers = message.Message.Headers ?? [];
        string at = $"{TextOf(headers, LetterHeaders.Topic)}/{TextOf(headers, LetterHeaders.Partition)}/{TextOf(headers, LetterHeaders.Offset)}";
        if (TextOf(headers, LetterHeaders.Reason) is not { Length: > 0 } reason || LetterOrigin.Parse(at) is not LetterOrigin place)
        {
            return null;
        }

        LetterOrigin origin = LetterOrigin.Parse(TextOf(headers, LetterHeaders.Origin)) ?? place;
        return new LetterRecord(
            reason, TextOf(headers, LetterHeaders.Detail), place, origin, new LetterMessage(message.Message.Timestamp.UnixTimestampMs, message.Message.Value, CutFrom(headers)));
    }

    private static Message<byte[]?, byte[]?> NoteOf(LetterOrigin origin, LetterOrigin at) => new()
    {
        Value = [],
        Headers =
        [
            HeaderOf(LetterHeaders.Reason, LetterHeaders.Requeued),
            HeaderOf(LetterHeaders.Topic, at.Topic),
            HeaderOf(LetterHeaders.Partition, at.Partition.ToString(CultureInfo.InvariantCulture)),
            HeaderOf(LetterHeaders.Offset, at.Offset.ToString(CultureInfo.InvariantCulture)),
            HeaderOf(LetterHeaders.Origin, origin.ToString()),
        ],
    };

    /// <summary>The contract's key, where the bytes say it.</summary>
    private static byte[]? KeyOf(byte[]? bytes)
    {
        var parsed = new ParsedEvent();
        EventParser.TryParse(bytes, parsed);
        return parsed.Has(TextField.AccountId) ? parsed.Text(TextField.AccountId).ToArray() : null;
    }

    private static int? CutFrom(Headers headers) =>
        int.TryParse(TextOf(headers, LetterHeaders.CutFrom), NumberStyles.None, CultureInfo.InvariantCulture, out int length) ? length : null;

    private static string TextOf(Headers headers, string name) => headers.TryGetLastBytes(name, out byte[] value) ? Encoding.UTF8.GetString(value ?? []) : "";

    private static Header HeaderOf(string name, string value) => new(name, Encoding.UTF8.GetBytes(value));
}
