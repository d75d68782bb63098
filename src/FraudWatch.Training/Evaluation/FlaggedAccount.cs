namespace FraudWatch.Training.Evaluation;

/// <summary>An account as a flag names it.</summary>
/// <param name="AccountId">The account.</param>
/// <param name="Role">A role of the contract; buyers and victims are named, not accused.</param>
/// <param name="Score">Calibrated probability, 0–1.</param>
/// <param name="AddedAt">When the account joined the flag, where the flag says so; null stands for when the flag was raised.</param>
public sealed record FlaggedAccount(string AccountId, string Role, double Score, DateTimeOffset? AddedAt)
{
    /// <summary>Whether the flag says that the account did it.</summary>
    public bool IsAccused => Role is not ("buyer" or "victim");
}
