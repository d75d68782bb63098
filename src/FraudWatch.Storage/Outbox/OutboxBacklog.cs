namespace FraudWatch.Storage;

/// <summary>What waits to be published.</summary>
/// <param name="Rows">How many messages.</param>
/// <param name="OldestAge">How long the oldest has waited by the database's clock; zero when none waits.</param>
/// <param name="WithoutDay">Messages, published or not, that found no partition of their day and lie in that of the rest.</param>
/// <param name="SetAside">Messages that their topic does not take; they no longer wait.</param>
public readonly record struct OutboxBacklog(long Rows, TimeSpan OldestAge, long WithoutDay, long SetAside);
