using System.Globalization;
using System.Text;
using FraudWatch.Detection.Events;
using FraudWatch.Storage;
using FraudWatch.Worker.Pipeline;
using FraudWatch.Worker.Telemetry;

namespace FraudWatch.Worker.Kafka;

/// <summary>
/// Sends rejected messages to the dead-letter topic, bytes unchanged, with headers that say why and where from. Comes back
/// only when each is safe, so that offsets never move past a message that was lost: acknowledged by the broker; or cut to what the topic
/// takes, and whole in Postgres; or, when the topic takes nothing of it, in Postgres alone. After a crash some are sent twice.
/// </summary>
internal sealed partial class DeadLetterSender(RecordProducer producer, LetterStore kept, Instruments instruments)
{
    /// <summary>On a message that was sent again (<c>deadletters requeue</c>), and on its dead letter if it fails again: <c>topic/partition/offset</c> of the first.</summary>
    public const string OriginHeader = "origin";

    /// <summary>On a letter that was too large for the topic: how many bytes the message has. It carries the first of them.</summary>
    public const string CutHeader = "cut_from";

    /// <summary>Longest header that a message's own text goes into; the rest of a letter's headers is short.</summary>
    private const int LongestHeader = 1024;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly ILogger<DeadLetterSender> _logger = instruments.Loggers.CreateLogger<DeadLetterSender>();

    /// <summary>Sends all and tries again until each is safe.</summary>
    public async Task SendAsync(IReadOnlyList<DeadLetter> letters, CancellationToken abort)
    {
        List<Draft> drafts = [.. letters.Select(letter => new Draft(letter, letter.Bytes?.Length ?? 0))];
        while (drafts.Count > 0)
        {
            SendFailure?[] failures = await producer.SendAsync([.. drafts.Select(RecordOf)], abort);
            string? away = failures.FirstOrDefault(failure => failure is { IsForGood: false })?.Reason;
            drafts = await LeftAsync(drafts, failures, abort);
            instruments.Progress.DeadLettersWaitFor = away ?? "";
            if (away is not null)
            {
                instruments.Metrics.KafkaRetried();
                Log.Refused(_logger, drafts.Count, away);
                await Task.Delay(RetryAfter, instruments.Time, abort);
            }
        }
    }

    /// <summary>What is to be sent again: as it was, or less of it.</summary>
    private async Task<List<Draft>> LeftAsync(List<Draft> drafts, SendFailure?[] failures, CancellationToken abort)
    {
        var left = new List<Draft>();
        for (int i = 0; i < failures.Length; i++)
        {
            Draft draft = drafts[i];
            switch (failures[i])
            {
                case null:
                    instruments.Metrics.DeadLetterAcknowledged(draft.Letter.Rejection.Reason);
                    instruments.Progress.DeadLetters++;
                    break;
                case { IsForGood: false }:
                    left.Add(draft);
                    break;
                case { IsTooLarge: true } when draft.Length > 0:
                    await KeepAsync(draft, refusal: null, abort);
                    left.Add(draft with { Length = draft.Length / 2 });
                    break;
                case { Reason: string refusal }:
                    await KeepAsync(draft, refusal, abort);
                    instruments.Metrics.DeadLetterSetAside();
                    Log.SetAside(_logger, Topics.NameOf(draft.Letter.Position.Topic), draft.Letter.Position.Partition, draft.Letter.Position.Offset, refusal);
                    break;
            }
        }

        return left;
    }

    private async Task KeepAsync(Draft draft, string? refusal, CancellationToken abort)
    {
        if (draft.IsCut && refusal is null)
        {
            return;
        }

        DeadLetter letter = draft.Letter;
        LogPosition at = letter.Position;
        await kept.KeepAsync(
            new KeptLetter(Topics.NameOf(at.Topic), at.Partition, at.Offset, letter.Rejection.Code, letter.Rejection.Detail, letter.Bytes ?? [], refusal), abort);
    }

    private static OutgoingRecord RecordOf(Draft draft)
    {
        DeadLetter letter = draft.Letter;
        return new OutgoingRecord(
            Topics.DeadLetters,
            Key: null,
            draft.IsCut ? letter.Bytes![..draft.Length] : letter.Bytes,
            [
                ("reason", Encoding.UTF8.GetBytes(letter.Rejection.Code)),
                ("detail", Text(letter.Rejection.Detail)),
                ("topic", Encoding.UTF8.GetBytes(Topics.NameOf(letter.Position.Topic))),
                ("partition", Number(letter.Position.Partition)),
                ("offset", Number(letter.Position.Offset)),
                .. OriginOf(letter),
                .. CutOf(draft),
            ]);
    }

    private static (string Name, byte[] Value)[] OriginOf(DeadLetter letter) =>
        letter.Origin is string origin ? [(OriginHeader, Text(origin))] : [];

    private static (string Name, byte[] Value)[] CutOf(Draft draft) => draft.IsCut ? [(CutHeader, Number(draft.Letter.Bytes!.Length))] : [];

    /// <summary>Text that whoever wrote the message may have chosen the length of.</summary>
    private static byte[] Text(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        return bytes.Length <= LongestHeader ? bytes : bytes[..LongestHeader];
    }

    private static byte[] Number(long value) => Encoding.UTF8.GetBytes(value.ToString(CultureInfo.InvariantCulture));

    /// <summary>A letter as it is sent.</summary>
    /// <param name="Letter">The rejected message.</param>
    /// <param name="Length">How many of its bytes go.</param>
    private sealed record Draft(DeadLetter Letter, int Length)
    {
        public bool IsCut => Letter.Bytes is { } whole && Length < whole.Length;
    }

    private static partial class Log
    {
        [LoggerMessage(210, LogLevel.Warning, "{Count} dead letters are sent again: {Reason}")]
        public static partial void Refused(ILogger logger, int count, string reason);

        [LoggerMessage(211, LogLevel.Error, "The dead letter of {Topic}/{Partition}/{Offset} is kept in Postgres alone, because the dead-letter topic takes nothing of it: {Reason}")]
        public static partial void SetAside(ILogger logger, string topic, int partition, long offset, string reason);
    }
}
