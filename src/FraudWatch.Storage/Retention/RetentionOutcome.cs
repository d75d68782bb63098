namespace FraudWatch.Storage;

/// <summary>What a run of the retention came to.</summary>
/// <param name="Dropped">Partitions that are gone.</param>
/// <param name="Left">Partitions whose time is up and that a transaction stood in the way of; the next run takes them.</param>
public sealed record RetentionOutcome(IReadOnlyList<string> Dropped, IReadOnlyList<string> Left);
