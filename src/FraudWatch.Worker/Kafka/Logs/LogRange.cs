namespace FraudWatch.Worker.Kafka.Logs;

/// <summary>What a partition holds, as the brokers say.</summary>
/// <param name="Start">First offset that is still there.</param>
/// <param name="End">First offset that cannot be read yet: the last stable offset.</param>
/// <param name="Written">First offset that is not written yet; beyond <paramref name="End"/> while a transaction is open.</param>
public readonly record struct LogRange(long Start, long End, long Written);
