using FraudWatch.Storage;
using Polly.CircuitBreaker;

namespace FraudWatch.Worker.Telemetry;

/// <summary>Why Postgres is waited for: counted each time, logged when it changes or comes again after a while. Any thread.</summary>
internal sealed partial class PostgresCauses(WorkerProgress progress, FraudWatchMetrics metrics, ILogger logger, TimeProvider time)
{
    /// <summary>Longer than the longest wait between two attempts: what fails anew after it is news.</summary>
    private static readonly TimeSpan SameOutage = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private string _last = "";
    private long _lastAt;

    public void Note(RetryAttempt attempt)
    {
        metrics.PostgresRetried();

        // The breaker tells that attempts failed, not why.
        string cause = attempt.Cause is BrokenCircuitException ? _last : attempt.Cause.Message;
        progress.WriteRetried(cause);
        lock (_lock)
        {
            bool isKnown = cause == _last && time.GetElapsedTime(_lastAt) < SameOutage;
            (_last, _lastAt) = (cause, time.GetTimestamp());
            if (isKnown)
            {
                return;
            }
        }

        Log.Away(logger, cause);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Postgres cannot be reached and is tried again until it can: {Reason}")]
        public static partial void Away(ILogger logger, string reason);
    }
}
