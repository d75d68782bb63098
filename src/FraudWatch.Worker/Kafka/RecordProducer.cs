using Confluent.Kafka;

namespace FraudWatch.Worker.Kafka;

/// <summary>
/// Sends groups of messages and comes back when the fate of every one is known. What one message is refused for hits all that travel with it
/// (a batch too large for its topic, for example), so a group with refused messages is sent again in halves, down to single ones: what
/// is refused then is refused for itself. No order is promised within a call. One call at a time.
/// </summary>
internal sealed partial class RecordProducer(KafkaOptions options, KafkaCauses causes, ILogger<RecordProducer> logger) : IDisposable
{
    /// <summary>So many travel together at most; fewer after a refusal, until groups are taken again.</summary>
    private const int MostTogether = 4096;

    private IProducer<byte[]?, byte[]?>? _client;
    private volatile bool _isBroken;
    private int _together = MostTogether;

    /// <summary>Sends all and waits until each is acknowledged or refused. Nothing of the client is thrown.</summary>
    /// <returns>For each message in its place: null when the broker has it, else why not.</returns>
    public async Task<SendFailure?[]> SendAsync(IReadOnlyList<OutgoingRecord> records, CancellationToken abort)
    {
        var outcome = new SendFailure?[records.Count];
        await SendAsync(records, [.. Enumerable.Range(0, records.Count)], outcome, abort);
        return outcome;
    }

    public void Dispose() => _client?.Dispose();

    private async Task SendAsync(IReadOnlyList<OutgoingRecord> records, int[] places, SendFailure?[] outcome, CancellationToken abort)
    {
        foreach (int[] group in places.Chunk(_together))
        {
            await AttemptAsync(records, group, outcome, abort);
            int[] refused = [.. group.Where(place => outcome[place] is { IsForGood: true })];
            if (refused.Length == 0)
            {
                _together = Math.Min(MostTogether, _together * 2);
            }
            else if (group.Length > 1)
            {
                _together = (group.Length + 1) / 2;
                await SendAsync(records, refused, outcome, abort);
            }
        }
    }

    private async Task AttemptAsync(IReadOnlyList<OutgoingRecord> records, int[] places, SendFailure?[] outcome, CancellationToken abort)
    {
        IProducer<byte[]?, byte[]?> client = Client();
        var reports = new DeliveryReports(places.Length);
        foreach (int place in places)
        {
            try
            {
                client.Produce(options.Names.Of(records[place].Topic), MessageOf(records[place]), report => reports.Take(outcome, place, report.Error));
            }
            catch (KafkaException refused)
            {
                _isBroken |= refused.Error.IsFatal || refused.Error.Code == ErrorCode.Local_Fatal;
                reports.Take(outcome, place, refused.Error);
            }
        }

        await reports.All.WaitAsync(abort);
    }

    /// <summary>A client that can send. One that cannot go on is replaced: what it did not deliver is the caller's to send again.</summary>
    private IProducer<byte[]?, byte[]?> Client()
    {
        if (_isBroken)
        {
            _client?.Dispose();
            _client = null;
            _isBroken = false;
        }

        return _client ??= new ProducerBuilder<byte[]?, byte[]?>(KafkaClients.Producer(options))
            .SetErrorHandler((_, error) => OnError(error))
            .SetLogHandler((_, message) => LogClient(message))
            .Build();
    }

    private static Message<byte[]?, byte[]?> MessageOf(OutgoingRecord record)
    {
        var message = new Message<byte[]?, byte[]?> { Key = record.Key, Value = record.Value };
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
        _isBroken |= error.IsFatal;
        causes.Note(error);
    }

    private void LogClient(LogMessage message)
    {
        if (message.Level <= SyslogLevel.Warning)
        {
            Log.Client(logger, message.Facility, message.Message);
        }
    }

    /// <summary>Takes what became of each message, from the client's own thread or the caller's.</summary>
    private sealed class DeliveryReports
    {
        private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _outstanding;

        public DeliveryReports(int count)
        {
            _outstanding = count;
            if (count == 0)
            {
                _all.SetResult();
            }
        }

        /// <summary>Done with the last report.</summary>
        public Task All => _all.Task;

        public void Take(SendFailure?[] outcome, int place, Error error)
        {
            outcome[place] = SendFailure.Of(error);
            if (Interlocked.Decrement(ref _outstanding) == 0)
            {
                _all.SetResult();
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(201, LogLevel.Debug, "Kafka producer: {Facility}: {Message}")]
        public static partial void Client(ILogger logger, string facility, string message);
    }
}
