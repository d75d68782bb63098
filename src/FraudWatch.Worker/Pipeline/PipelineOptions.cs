using System.ComponentModel.DataAnnotations;

namespace FraudWatch.Worker.Pipeline;

/// <summary>Waits and bounds between the stages. Section <c>FraudWatch:Pipeline</c>. None of them changes what is decided, only when and how much memory.</summary>
public sealed class PipelineOptions
{
    public const string Section = "FraudWatch:Pipeline";

    /// <summary>How long a partition that was read to its end is waited for before the merge does without it.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan MaxIdle { get; set; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Events after which a batch is written.</summary>
    [Range(1, 1_000_000)]
    public int BatchEvents { get; set; } = 20_000;

    /// <summary>Time after which a batch is written, however small.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan BatchInterval { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Batches of read messages between consumer and detection.</summary>
    [Range(1, 10_000)]
    public int ReadQueue { get; set; } = 32;

    /// <summary>Batches of decisions between detection and writer.</summary>
    [Range(1, 1_000)]
    public int WriteQueue { get; set; } = 4;

    /// <summary>Messages of one partition that may wait for their turn before the partition is paused.</summary>
    [Range(100, 1_000_000)]
    public int PartitionBacklog { get; set; } = 8_000;

    /// <summary>How long a full queue is waited for before the consumer pauses its partitions.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan PauseAfter { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest time that a stop waits for what is in hand.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:09")]
    public TimeSpan StopWithin { get; set; } = TimeSpan.FromSeconds(8);
}
