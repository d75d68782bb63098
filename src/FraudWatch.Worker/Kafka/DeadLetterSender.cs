using System.Globalization;
using System.Text;
using FraudWatch.Detection.Events;
using FraudWatch.Worker.Pipeline;
using FraudWatch.Worker.Telemetry;

namespace FraudWatch.Worker.Kafka;

/// <summary>
/// Sends rejected messages to the dead-letter topic, bytes unchanged, with headers that say why and where from. Comes back
/// only when the broker has acknowledged them, so that offsets never move past a message that was lost. After a crash some
/// are sent twice.
/// </summary>
internal sealed partial class DeadLetterSender(RecordProducer producer, Instruments instruments)
{
    /// <summary>On a message that was sent again (<c>deadletters requeue</c>), and on its dead letter if it fails again: <c>topic/partition/offset</c> of the first.</summary>
    public const string OriginHeader = "origin";

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly ILogger<DeadLetterSender> _logger = instruments.Loggers.CreateLogger<DeadLetterSender>();

    /// <summary>Sends all and tries again until the broker has them.</summary>
    /// <exception cref="Confluent.Kafka.KafkaException">The producer cannot go on.</exception>
    public async Task SendAsync(IReadOnlyList<DeadLetter> letters, CancellationToken abort)
    {
        if (letters.Count == 0)
        {
            return;
        }

        OutgoingRecord[] records = [.. letters.Select(RecordOf)];
        while (!await TrySendAsync(records, abort))
        {
            instruments.Metrics.KafkaRetried();
            await Task.Delay(RetryAfter, instruments.Time, abort);
        }

        foreach (DeadLetter letter in letters)
        {
            instruments.Metrics.DeadLetterAcknowledged(letter.Rejection.Reason);
        }

        instruments.Progress.DeadLetters += letters.Count;
    }

    private async Task<bool> TrySendAsync(OutgoingRecord[] records, CancellationToken abort)
    {
        try
        {
            await producer.SendAsync(records, abort);
            return true;
        }
        catch (RefusedRecordsException refused)
        {
            Log.Refused(_logger, records.Length, refused.Message);
            return false;
        }
    }

    private static OutgoingRecord RecordOf(DeadLetter letter) => new(
        Topics.DeadLetters,
        Key: null,
        letter.Bytes,
        [
            ("reason", Encoding.UTF8.GetBytes(letter.Rejection.Code)),
            ("detail", Encoding.UTF8.GetBytes(letter.Rejection.Detail)),
            ("topic", Encoding.UTF8.GetBytes(Topics.NameOf(letter.Position.Topic))),
            ("partition", Number(letter.Position.Partition)),
            ("offset", Number(letter.Position.Offset)),
            .. OriginOf(letter),
        ]);

    private static (string Name, byte[] Value)[] OriginOf(DeadLetter letter) =>
        letter.Origin is string origin ? [(OriginHeader, Encoding.UTF8.GetBytes(origin))] : [];

    private static byte[] Number(long value) => Encoding.UTF8.GetBytes(value.ToString(CultureInfo.InvariantCulture));

    private static partial class Log
    {
        [LoggerMessage(210, LogLevel.Warning, "{Count} dead letters are sent again: {Reason}")]
        public static partial void Refused(ILogger logger, int count, string reason);
    }
}
