namespace FraudWatch.Simulator.Kafka;

/// <summary>What is published, and how fast.</summary>
public sealed record PublishRequest
{
    /// <summary>Files of events, <c>.jsonl</c> or <c>.jsonl.gz</c>.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>Lines a second; null for as fast as can be.</summary>
    public int? Rate { get; init; }

    /// <summary>Sends every thousand lines a second time, as a producer does that is unsure.</summary>
    public bool Twice { get; init; }

    /// <summary>A consumer group whose committed progress is not outrun by more than a broker of small memory keeps; null for no such care.</summary>
    public string? HoldBack { get; init; }

    /// <summary>Partitions that every topic must have, so that a replay can deal alike; null for whatever there is.</summary>
    public int? Partitions { get; init; }
}
