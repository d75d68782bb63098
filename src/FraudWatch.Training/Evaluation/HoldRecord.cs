namespace FraudWatch.Training.Evaluation;

/// <summary>What evaluation needs of one line of <c>holds.jsonl</c>.</summary>
/// <param name="HoldId">Its identity; the highest version counts.</param>
/// <param name="Version">Grows with every change.</param>
/// <param name="AccountId">Whose money waits.</param>
/// <param name="Scope"><c>purchase</c>, <c>gifting</c>, <c>exchange</c>, <c>withdrawal</c> or <c>account</c>.</param>
/// <param name="PlacedAt">The detector's clock when it was placed.</param>
/// <param name="EndedAt">When it was released or expired, else when it will expire; null for no end.</param>
/// <param name="ByPolicy">Placed by a policy, not by a person.</param>
public sealed record HoldRecord(
    string HoldId, int Version, string AccountId, string Scope, DateTimeOffset PlacedAt, DateTimeOffset? EndedAt, bool ByPolicy)
{
    /// <summary>Whether it keeps money requested at <paramref name="time"/> from leaving; it must have been placed before.</summary>
    public bool Stops(DateTimeOffset time) =>
        Scope is "withdrawal" or "account" && PlacedAt < time && (EndedAt is null || time < EndedAt);
}
