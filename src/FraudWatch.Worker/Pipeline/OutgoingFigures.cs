using FraudWatch.Storage;

namespace FraudWatch.Worker.Pipeline;

/// <summary>What has not gone out, as last looked at.</summary>
/// <param name="Outbox">Decisions and actions.</param>
/// <param name="LettersCut">Dead letters of which the topic has a part and Postgres the whole.</param>
/// <param name="LettersSetAside">Dead letters that only Postgres has.</param>
/// <param name="LettersWaitFor">What dead letters wait for; empty when they go.</param>
public sealed record OutgoingFigures(OutboxBacklog Outbox, long LettersCut, long LettersSetAside, string LettersWaitFor)
{
    /// <summary>Before the first look.</summary>
    public static OutgoingFigures None { get; } = new(default, 0, 0, "");

    public IReadOnlyList<OutgoingAlarm> Alarms { get; init; } = [];
}

/// <summary>What is wrong with what goes out.</summary>
public enum OutgoingAlarmKind
{
    /// <summary>A message of the outbox has waited too long.</summary>
    OutboxWaits,

    /// <summary>Messages of the outbox are set aside.</summary>
    OutboxSetAside,

    /// <summary>Messages of the outbox found no partition of their day.</summary>
    OutboxWithoutDay,

    /// <summary>Dead letters cannot be sent, and the stream waits for that.</summary>
    LettersWait,

    /// <summary>Dead letters are in Postgres alone.</summary>
    LettersSetAside,
}

/// <summary>An alarm that stands.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Sentence">In words, with figures.</param>
public sealed record OutgoingAlarm(OutgoingAlarmKind Kind, string Sentence)
{
    internal static IEnumerable<OutgoingAlarm> Of(OutgoingFigures figures, TimeSpan alarmAfter)
    {
        OutboxBacklog outbox = figures.Outbox;
        if (outbox.OldestAge >= alarmAfter)
        {
            yield return new(OutgoingAlarmKind.OutboxWaits, $"{outbox.Rows} messages wait in the outbox, the oldest for {(long)outbox.OldestAge.TotalSeconds} s");
        }

        if (outbox.SetAside > 0)
        {
            yield return new(OutgoingAlarmKind.OutboxSetAside, $"{outbox.SetAside} messages of the outbox are set aside, because their topic does not take them");
        }

        if (outbox.WithoutDay > 0)
        {
            yield return new(OutgoingAlarmKind.OutboxWithoutDay, $"{outbox.WithoutDay} messages of the outbox have no partition of their day");
        }

        if (figures.LettersWaitFor.Length > 0)
        {
            yield return new(OutgoingAlarmKind.LettersWait, $"the stream waits for the dead-letter topic: {figures.LettersWaitFor}");
        }

        if (figures.LettersSetAside > 0)
        {
            yield return new(OutgoingAlarmKind.LettersSetAside, $"{figures.LettersSetAside} dead letters are in Postgres alone, because their topic does not take them");
        }
    }
}
