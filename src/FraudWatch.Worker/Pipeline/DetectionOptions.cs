using System.ComponentModel.DataAnnotations;
using FraudWatch.Detection;

namespace FraudWatch.Worker.Pipeline;

/// <summary>What the detector looks at. Section <c>FraudWatch:Detection</c>. Replay and worker agree only with the same values.</summary>
public sealed class DetectionOptions
{
    public const string Section = "FraudWatch:Detection";

    /// <summary>How long gifts stay in the graph, and the longest ring in time. Smaller than the saved state's: the older gifts are dropped at the start.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "90.00:00:00")]
    public TimeSpan GraphWindow { get; set; } = TimeSpan.FromDays(14);

    /// <summary>The setup with these values.</summary>
    public DetectorSetup Apply(DetectorSetup setup) => setup with { GraphWindow = (long)GraphWindow.TotalMilliseconds };
}
