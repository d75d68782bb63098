using FraudWatch.Detection.Events;

namespace FraudWatch.Replay;

/// <summary>What to replay.</summary>
/// <param name="Files">Event files in the order of their topics' lines.</param>
/// <param name="OutFolder">Where the decisions go; null writes nothing.</param>
/// <param name="Partitions">Partitions per topic, from 1; the worker gives the same decisions on as many.</param>
public sealed record ReplayRequest(IReadOnlyList<string> Files, string? OutFolder, int Partitions)
{
    /// <summary>Where a worker's order departed from the one that the logs alone give; empty for that one.</summary>
    public IReadOnlyList<LateTurn> Order { get; init; } = [];

    /// <summary>By which actions must be vouched for; null takes them as they are, and the summary says so.</summary>
    public ActionKeys? ActionKeys { get; init; }
}

/// <summary>How far a replay is.</summary>
/// <param name="Share">Part of the files read, 0..1.</param>
/// <param name="Events">Events processed.</param>
/// <param name="Flags">Flags so far.</param>
/// <param name="Elapsed">Since the start.</param>
public readonly record struct ReplayProgress(double Share, long Events, int Flags, TimeSpan Elapsed);
