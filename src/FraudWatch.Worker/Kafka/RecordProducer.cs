using Confluent.Kafka;
using FraudWatch.Detection.Events;

namespace FraudWatch.Worker.Kafka;

/// <summary>
/// Sends groups of messages and comes back when the broker has acknowledged every one. Idempotent: within a topic's
/// partition the order of the calls is the order in the log. One call at a time.
/// </summary>
internal sealed partial class RecordProducer : IDisposable
{
    private readonly IProducer<byte[]?, byte[]> _producer;
    private readonly TopicNames _names;
    private readonly ILogger<RecordProducer> _logger;
    private volatile KafkaException? _fatal;

    public RecordProducer(KafkaOptions options, ILogger<RecordProducer> logger)
    {
        _logger = logger;
        _names = options.Names;
        _producer = new ProducerBuilder<byte[]?, byte[]>(KafkaClients.Producer(options))
            .SetErrorHandler((_, error) => OnError(error))
            .SetLogHandler((_, message) => LogClient(message))
            .Build();
    }

    /// <summary>Sends all, in order, and waits for every acknowledgement.</summary>
    /// <exception cref="RefusedRecordsException">The broker refused messages; sending all again later may work.</exception>
    /// <exception cref="KafkaException">The producer cannot go on.</exception>
    public async Task SendAsync(IReadOnlyList<OutgoingRecord> records, CancellationToken abort)
    {
        var sending = new Acknowledgements(records.Count);
        foreach (OutgoingRecord record in records)
        {
            _producer.Produce(_names.Of(record.Topic), MessageOf(record), sending.Take);
        }

        Error? refused = await sending.All.WaitAsync(abort);
        if (_fatal is KafkaException fatal)
        {
            throw fatal;
        }

        if (refused is not null)
        {
            throw new RefusedRecordsException($"{refused.Code}: {refused.Reason}", new KafkaException(refused));
        }
    }

    public void Dispose() => _producer.Dispose();

    private static Message<byte[]?, byte[]> MessageOf(OutgoingRecord record)
    {
        var message = new Message<byte[]?, byte[]> { Key = record.Key, Value = record.Value };
        if (record.Headers.Count > 0)
        {
            message.Headers = [];
            foreach ((string name, byte[] value) in record.Headers)
            {
                message.Headers.Add(name, value);
            }
        }

        return message;
    }

    private void OnError(Error error)
    {
        if (error.IsFatal)
        {
            _fatal = new KafkaException(error);
        }

        Log.ClientError(_logger, error.Code, error.Reason);
    }

    private void LogClient(LogMessage message)
    {
        if (message.Level <= SyslogLevel.Warning)
        {
            Log.Client(_logger, message.Facility, message.Message);
        }
    }

    /// <summary>Counts delivery reports, which come on the client's own thread.</summary>
    private sealed class Acknowledgements
    {
        private readonly TaskCompletionSource<Error?> _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _outstanding;
        private Error? _refused;

        public Acknowledgements(int count)
        {
            _outstanding = count;
            if (count == 0)
            {
                _all.SetResult(null);
            }
        }

        /// <summary>Done with the last report; holds the first refusal, if any.</summary>
        public Task<Error?> All => _all.Task;

        public void Take(DeliveryReport<byte[]?, byte[]> report)
        {
            if (report.Error.IsError)
            {
                _refused ??= report.Error;
            }

            if (--_outstanding == 0)
            {
                _all.SetResult(_refused);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(200, LogLevel.Warning, "Kafka producer: {Code}: {Reason}")]
        public static partial void ClientError(ILogger logger, ErrorCode code, string reason);

        [LoggerMessage(201, LogLevel.Debug, "Kafka producer: {Facility}: {Message}")]
        public static partial void Client(ILogger logger, string facility, string message);
    }
}
