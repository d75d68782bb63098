namespace FraudWatch.Storage;

/// <summary>A transaction that failed and will be tried again.</summary>
/// <param name="Number">From 1 for the first repeat.</param>
/// <param name="Delay">How long until then.</param>
/// <param name="Cause">What Postgres or the network said.</param>
public readonly record struct RetryAttempt(int Number, TimeSpan Delay, Exception Cause);
