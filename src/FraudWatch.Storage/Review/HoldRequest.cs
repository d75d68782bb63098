using FraudWatch.Detection.Decisions;

namespace FraudWatch.Storage;

/// <summary>A hold that a person places.</summary>
/// <param name="AccountId">Whom it stops.</param>
/// <param name="Scope">What it stops; people may stop a whole account.</param>
/// <param name="For">How long by the wall clock: 1 second to 90 days.</param>
/// <param name="Reason">Why, 1 to 2000 characters.</param>
/// <param name="FlagId">The flag behind it, if any.</param>
public sealed record HoldRequest(string AccountId, HoldScope Scope, TimeSpan For, string Reason, Guid? FlagId)
{
    /// <summary>Places it on an account that nothing on record names.</summary>
    public bool EvenUnseen { get; init; }
}
