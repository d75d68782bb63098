namespace FraudWatch.Storage;

/// <summary>What a run of the retention came to.</summary>
/// <param name="Dropped">What is gone: a day's partition of the outbox, or a month such as <c>decisions 2026-11</c>.</param>
/// <param name="Left">What is over and a transaction stood in the way of; the next run takes it.</param>
/// <param name="Kept">Months that are over and stay, each with why.</param>
public sealed record RetentionOutcome(IList<string> Dropped, IList<string> Left, IList<string> Kept);
