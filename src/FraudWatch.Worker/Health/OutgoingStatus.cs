using FraudWatch.Worker.Pipeline;

namespace FraudWatch.Worker.Health;

/// <summary>The part of <c>/status</c> about what has not gone out; counted in Postgres every few seconds.</summary>
/// <param name="OutboxWaiting">Messages that wait to be published.</param>
/// <param name="OutboxOldestSeconds">How long the oldest of them has waited.</param>
/// <param name="OutboxSetAside">Messages that their topic does not take.</param>
/// <param name="OutboxWithoutDay">Messages without a partition of their day.</param>
/// <param name="DeadLettersCut">Dead letters that are whole in Postgres only.</param>
/// <param name="DeadLettersSetAside">Dead letters that are in Postgres only.</param>
/// <param name="Alarms">What is wrong, in sentences.</param>
public sealed record OutgoingStatus(
    long OutboxWaiting, double OutboxOldestSeconds, long OutboxSetAside, long OutboxWithoutDay, long DeadLettersCut, long DeadLettersSetAside, IReadOnlyList<string> Alarms)
{
    public static OutgoingStatus Of(OutgoingFigures figures) => new(
        figures.Outbox.Rows,
        Math.Round(figures.Outbox.OldestAge.TotalSeconds, 1),
        figures.Outbox.SetAside,
        figures.Outbox.WithoutDay,
        figures.LettersCut,
        figures.LettersSetAside,
        [.. figures.Alarms.Select(alarm => alarm.Sentence)]);
}
