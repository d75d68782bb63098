namespace FraudWatch.Worker.Telemetry;

/// <summary>How the stages tell what they do, and the time they do it by.</summary>
/// <param name="Progress">What operators may see.</param>
/// <param name="Metrics">What is measured.</param>
/// <param name="Loggers">Where log messages go.</param>
/// <param name="Time">Wall time and waits.</param>
internal sealed record Instruments(WorkerProgress Progress, FraudWatchMetrics Metrics, ILoggerFactory Loggers, TimeProvider Time);
