using System.ComponentModel.DataAnnotations;

namespace FraudWatch.Worker.Pipeline;

/// <summary>How decisions leave the outbox. Section <c>FraudWatch:Outbox</c>.</summary>
public sealed class OutboxOptions
{
    public const string Section = "FraudWatch:Outbox";

    /// <summary>Messages published at once.</summary>
    [Range(1, 10_000)]
    public int BatchSize { get; set; } = 500;

    /// <summary>How long an empty outbox is left alone.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How long a message may wait before it is an alarm.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan AlarmAfter { get; set; } = TimeSpan.FromMinutes(1);
}
