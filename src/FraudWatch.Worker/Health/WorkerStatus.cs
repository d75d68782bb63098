using FraudWatch.Detection.Events;
using FraudWatch.Worker.Kafka.Logs;
using FraudWatch.Worker.Telemetry;

namespace FraudWatch.Worker.Health;

/// <summary>What <c>/status</c> tells, in snake case.</summary>
public sealed record WorkerStatus
{
    /// <summary>
    /// <c>waiting</c>, <c>catching_up</c>, <c>stopped</c> (something is wrong with the logs), <c>held_back</c> (ready, but an open
    /// transaction has hidden messages for long) or <c>ready</c>.
    /// </summary>
    public required string State { get; init; }

    /// <summary>What it waits for; null while it works.</summary>
    public required string? WaitingFor { get; init; }

    /// <summary>The detector's clock; null before the first event.</summary>
    public required string? Clock { get; init; }

    /// <summary>Messages processed by this process, those for the rebuild included.</summary>
    public required long Events { get; init; }

    public required double EventsPerSecond { get; init; }

    /// <summary>Messages read again only to rebuild the state.</summary>
    public required long Rebuilt { get; init; }

    public required long Rejected { get; init; }

    public required long Duplicates { get; init; }

    public required long Late { get; init; }

    /// <summary>Events whose own time lies more than ten minutes after they were received.</summary>
    public required long Ahead { get; init; }

    public required long OutOfTurn { get; init; }

    public required long WaitingInMerge { get; init; }

    public required long GraphEdges { get; init; }

    /// <summary>Messages between the last commit and the end of the logs.</summary>
    public required long Lag { get; init; }

    public required long FlagVersions { get; init; }

    public required long HoldVersions { get; init; }

    public required long DeadLetters { get; init; }

    public required long OutboxPublished { get; init; }

    /// <summary>Actions that came in and that the audit does not vouch for; anything but 0 is an alarm.</summary>
    public required long ActionsNotVouchedFor { get; init; }

    public required long Retries { get; init; }

    /// <summary>How often the database was behind what this process had written: a restored backup, a standby that lagged.</summary>
    public required long RecordWentBack { get; init; }

    public required SnapshotStatus Snapshots { get; init; }

    public required OutgoingStatus Outgoing { get; init; }

    public required LogStatus Logs { get; init; }

    /// <summary>Sum of <see cref="Processed"/>.</summary>
    public required long ProcessedMessages { get; init; }

    /// <summary>Sum of <see cref="Committed"/>.</summary>
    public required long CommittedMessages { get; init; }

    /// <summary>Next offset to process, by partition (<c>coin-events[0]</c>).</summary>
    public required IReadOnlyDictionary<string, long> Processed { get; init; }

    /// <summary>Next offset that Postgres holds, by partition.</summary>
    public required IReadOnlyDictionary<string, long> Committed { get; init; }

    public static WorkerStatus Of(WorkerProgress progress, EventRate rate) => new()
    {
        // Read first: the figures read after them stand for these messages at least.
        CommittedMessages = progress.Committed.Sum(),
        Committed = ByPartition(progress, progress.Committed),
        State = StateOf(progress),
        WaitingFor = progress.WaitingFor.Length > 0 ? progress.WaitingFor : null,
        Clock = progress.Clock > 0 ? WireTime.Format(progress.Clock) : null,
        Events = progress.Events,
        EventsPerSecond = Math.Round(rate.PerSecond, 1),
        Rebuilt = progress.Muted,
        Rejected = progress.Rejected,
        Duplicates = progress.Duplicates,
        Late = progress.Late,
        Ahead = progress.Ahead,
        OutOfTurn = progress.OutOfTurn,
        WaitingInMerge = progress.WaitingInMerge,
        GraphEdges = progress.GraphEdges,
        Lag = progress.Lag,
        FlagVersions = progress.FlagVersions,
        HoldVersions = progress.HoldVersions,
        DeadLetters = progress.DeadLetters,
        OutboxPublished = progress.OutboxPublished,
        ActionsNotVouchedFor = progress.ActionsNotVouchedFor,
        Retries = progress.WriteRetries,
        RecordWentBack = progress.RecordWentBack,
        Snapshots = SnapshotStatus.Of(progress.Snapshots),
        Outgoing = OutgoingStatus.Of(progress.Outgoing),
        Logs = LogStatus.Of(progress.Logs),
        ProcessedMessages = progress.Processed.Sum(),
        Processed = ByPartition(progress, progress.Processed),
    };

    private static string StateOf(WorkerProgress progress) =>
        progress.WaitingFor.Length > 0 ? "waiting"
        : progress.Logs.Stopped.Length > 0 ? "stopped"
        : !progress.HasCaughtUp ? "catching_up"
        : progress.Logs.Faults.Any(fault => fault.Kind == LogFaultKind.HeldBack) ? "held_back"
        : "ready";

    private static Dictionary<string, long> ByPartition(WorkerProgress progress, IReadOnlyList<long> offsets) =>
        progress.Layout is { } layout
            ? Enumerable.Range(0, layout.Slots).ToDictionary(layout.NameOf, slot => offsets[slot], StringComparer.Ordinal)
            : [];
}
