using FraudWatch.Detection.Events;

namespace FraudWatch.Worker.Pipeline;

/// <summary>A rejected message on its way to the dead-letter topic.</summary>
/// <param name="Position">Where it stands in the log.</param>
/// <param name="Rejection">Why it was rejected.</param>
/// <param name="Bytes">The message, unchanged; null for a tombstone.</param>
/// <param name="Origin">Where it stood when it was first rejected, if it was sent again since.</param>
public sealed record DeadLetter(LogPosition Position, Rejection Rejection, byte[]? Bytes, string? Origin);
