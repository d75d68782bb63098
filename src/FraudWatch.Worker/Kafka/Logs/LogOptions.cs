using System.ComponentModel.DataAnnotations;

namespace FraudWatch.Worker.Kafka.Logs;

/// <summary>How the logs are watched while the worker runs. Section <c>FraudWatch:Logs</c>. Nothing is decided by it.</summary>
public sealed class LogOptions
{
    public const string Section = "FraudWatch:Logs";

    /// <summary>From one look at the brokers to the next. Default 2 s; lag and what is held back are as fresh as that.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:10:00")]
    public TimeSpan LookEvery { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>A partition that an open transaction has held back for longer is an alarm. Default 1 minute: ordinary transactions are over by then.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan HeldBackAfter { get; set; } = TimeSpan.FromMinutes(1);
}
