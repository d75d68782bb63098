namespace FraudWatch.Storage;

/// <summary>One line of the record of what people decided.</summary>
/// <param name="ActionId">Its own id.</param>
/// <param name="Action">The word of topic fraud-actions, e.g. <c>confirmed</c>.</param>
/// <param name="ActedBy">The database session's user.</param>
/// <param name="ActedAt">Wall time, Unix milliseconds.</param>
/// <param name="Reason">The analyst's words.</param>
/// <param name="HoldId">The hold acted on, if any.</param>
public sealed record ReviewAction(Guid ActionId, string Action, string ActedBy, long ActedAt, string Reason, Guid? HoldId);
