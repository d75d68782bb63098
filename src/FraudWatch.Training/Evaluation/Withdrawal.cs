namespace FraudWatch.Training.Evaluation;

/// <summary>A request for money, as the events tell it.</summary>
public sealed record Withdrawal(string AccountId, DateTimeOffset At, long Diamonds);
