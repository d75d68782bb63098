namespace FraudWatch.Simulator.Labels;

/// <summary>The truth about one account that is not simply honest.</summary>
/// <param name="Label"><c>fraud</c>, <c>policy</c>, <c>customer</c> or <c>victim</c>.</param>
/// <param name="Group">The group that acted on or through it.</param>
/// <param name="Since">When its part in it began, ms since 1970.</param>
internal sealed record Verdict(string Label, FraudGroup Group, long Since)
{
    public const string Fraud = "fraud";
    public const string Policy = "policy";
    public const string Customer = "customer";
    public const string Victim = "victim";
}
