using System.ComponentModel.DataAnnotations;

namespace FraudWatch.Worker.Snapshots;

/// <summary>Where and how often the state is saved. Section <c>FraudWatch:Snapshots</c>. See docs/operations/snapshots.md.</summary>
public sealed class SnapshotOptions
{
    public const string Section = "FraudWatch:Snapshots";

    /// <summary>A folder of this cell alone, on a disk that survives the process; empty for none: every start then reads the whole log.</summary>
    public string Folder { get; set; } = "";

    /// <summary>Time from one snapshot to the next, while something is processed.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "1.00:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Good snapshots that are kept; older ones are deleted.</summary>
    [Range(1, 100)]
    public int Keep { get; set; } = 3;

    /// <summary>Whether a stop that has the time for it saves the state once more, so that the next start has nothing to read again.</summary>
    public bool AtStop { get; set; } = true;
}
