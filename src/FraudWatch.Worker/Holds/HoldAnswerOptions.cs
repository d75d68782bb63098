using System.ComponentModel.DataAnnotations;

namespace FraudWatch.Worker.Holds;

/// <summary>How <c>GET /accounts/{id}/holds</c> answers. Section <c>FraudWatch:Holds</c>.</summary>
public sealed class HoldAnswerOptions
{
    public const string Section = "FraudWatch:Holds";

    /// <summary>How long Postgres may take before the answer is that it is not known. Default 250 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:00:30")]
    public TimeSpan AnswerWithin { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// What is said while Postgres cannot tell. False (default), closed: 503, and the caller pays nothing out. True, open: 200 with
    /// no holds and <c>"degraded":true</c>, and the caller goes on without knowing.
    /// </summary>
    public bool FailOpen { get; set; }
}
