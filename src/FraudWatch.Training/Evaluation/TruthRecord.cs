namespace FraudWatch.Training.Evaluation;

/// <summary>One line of <c>truth.jsonl</c>: an account that is not simply legitimate.</summary>
/// <param name="AccountId">The account.</param>
/// <param name="Label"><c>fraud</c>, <c>policy</c>, <c>customer</c> or <c>victim</c>.</param>
/// <param name="Typology">A name of the contract.</param>
/// <param name="GroupId">Those who work together share it.</param>
/// <param name="FirstPayoutAt">When the group's first withdrawal was requested; null when there was none.</param>
public sealed record TruthRecord(
    string AccountId, string Label, string Typology, string GroupId, DateTimeOffset? FirstPayoutAt)
{
    public const string Fraud = "fraud";
    public const string Policy = "policy";
    public const string Customer = "customer";
    public const string Victim = "victim";
}
