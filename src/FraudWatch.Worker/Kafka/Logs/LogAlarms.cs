using FraudWatch.Worker.Telemetry;

namespace FraudWatch.Worker.Kafka.Logs;

/// <summary>
/// Tells people what is wrong with the logs: a warning when it begins and another when it is over, and what stands now in
/// <see cref="LogProgress"/> (for <c>/readyz</c>, <c>/status</c> and the gauge). The start and <see cref="LogWatch"/> take turns, never at once.
/// </summary>
internal sealed partial class LogAlarms(WorkerProgress progress, ILogger<LogAlarms> logger)
{
    private IReadOnlyList<LogFault> _standing = [];

    /// <summary>What the latest look found.</summary>
    public void Stand(IReadOnlyList<LogFault> found)
    {
        foreach (LogFault fault in found.Where(fault => !_standing.Any(known => IsSame(known, fault))))
        {
            Log.Began(logger, fault.Kind, fault.Text);
        }

        foreach (LogFault over in _standing.Where(known => !found.Any(fault => IsSame(known, fault))))
        {
            Log.Ended(logger, over.Kind, over.Subject);
        }

        _standing = found;
        progress.Logs.Found(found);
    }

    /// <summary>Stands for as long as the process lives.</summary>
    public void Add(LogFault lasting)
    {
        Log.Began(logger, lasting.Kind, lasting.Text);
        progress.Logs.Add(lasting);
    }

    private static bool IsSame(LogFault one, LogFault other) => one.Kind == other.Kind && one.Subject == other.Subject;

    private static partial class Log
    {
        [LoggerMessage(510, LogLevel.Warning, "Waiting, or worth knowing ({Kind}): {Text}")]
        public static partial void Began(ILogger logger, LogFaultKind kind, string text);

        [LoggerMessage(511, LogLevel.Warning, "No more {Kind} of {Subject}.")]
        public static partial void Ended(ILogger logger, LogFaultKind kind, string subject);
    }
}
