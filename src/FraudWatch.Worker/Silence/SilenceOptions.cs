using System.ComponentModel.DataAnnotations;

namespace FraudWatch.Worker.Silence;

/// <summary>
/// When the stream itself is suspicious: what is not sent cannot be flagged. Section <c>FraudWatch:Silence</c>. Nothing is decided by
/// it; it warns.
/// </summary>
public sealed class SilenceOptions
{
    public const string Section = "FraudWatch:Silence";

    /// <summary>Length of a window; each is compared with those before it. Default 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "1.00:00:00")]
    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>A topic of events without one for this long is silent. Default 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "7.00:00:00")]
    public TimeSpan SilentAfter { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>A window with less than this share of the usual events is an alarm. Default 0.5: the rate halves.</summary>
    [Range(0.0, 1.0)]
    public double LeastRateShare { get; set; } = 0.5;

    /// <summary>A field that is missing in this much more of the events than usual is an alarm. Default 0.2: 20 points.</summary>
    [Range(0.0, 1.0)]
    public double MostMissingRise { get; set; } = 0.2;

    /// <summary>Windows that make the usual, and that must have passed before anything is compared. Default 30.</summary>
    [Range(2, 10_000)]
    public int UsualWindows { get; set; } = 30;

    /// <summary>A window must usually have at least so many events to be compared: below, chance rules. Default 200.</summary>
    [Range(1, 1_000_000)]
    public int LeastEvents { get; set; } = 200;
}
