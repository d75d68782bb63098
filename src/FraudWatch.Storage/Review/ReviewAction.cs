namespace FraudWatch.Storage;

/// <summary>One line of the record of what people decided.</summary>
/// <param name="ActionId">Its own id.</param>
/// <param name="Action">The word of topic fraud-actions, e.g. <c>confirmed</c>.</param>
/// <param name="ActedBy">The database session's user.</param>
/// <param name="ActedAt">Wall time, Unix milliseconds.</param>
/// <param name="Reason">The analyst's words.</param>
/// <param name="HoldId">The hold acted on, if any.</param>
/// <param name="SeenVersion">The version of the flag that a decision is about; null for one on a hold.</param>
/// <param name="Undecided">Accounts that the flag accuses since a later version: the decision says nothing about them.</param>
public sealed record ReviewAction(
    Guid ActionId, string Action, string ActedBy, long ActedAt, string Reason, Guid? HoldId, int? SeenVersion, IReadOnlyList<string> Undecided);
