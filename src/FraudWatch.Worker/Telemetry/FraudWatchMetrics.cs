using System.Diagnostics.Metrics;
using FraudWatch.Detection.Events;

namespace FraudWatch.Worker.Telemetry;

/// <summary>What is measured; each method is a fact. Meter <c>FraudWatch.Worker</c>, exported by OTLP when configured.</summary>
public sealed class FraudWatchMetrics : IDisposable
{
    public const string MeterName = "FraudWatch.Worker";

    /// <summary>One event in this many gets its latency measured: the figure is a distribution, not a ledger.</summary>
    public const int LatencySampling = 16;

    /// <summary>Milliseconds. Our goal is a second from message to row.</summary>
    private static readonly double[] LatencyBuckets = [5, 10, 20, 50, 100, 200, 300, 500, 750, 1000, 2000, 5000, 10_000, 60_000, 600_000];

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _events;
    private readonly Counter<long> _deadLetters;
    private readonly Counter<long> _flags;
    private readonly Counter<long> _holds;
    private readonly Counter<long> _retries;
    private readonly Counter<long> _published;
    private readonly Counter<long> _setAside;
    private readonly Counter<long> _holdsUnknown;
    private readonly Counter<long> _wentBack;
    private readonly Counter<long> _notVouchedFor;
    private readonly Histogram<double> _latency;
    private readonly Histogram<double> _write;
    private readonly Histogram<double> _pause;
    private readonly Counter<long> _snapshotFailures;

    public FraudWatchMetrics(WorkerProgress progress)
    {
        _events = _meter.CreateCounter<long>("fraudwatch.events", "{event}", "Messages processed and committed.");
        _deadLetters = _meter.CreateCounter<long>("fraudwatch.dead_letters", "{message}", "Rejected messages, by reason.");
        _flags = _meter.CreateCounter<long>("fraudwatch.flags", "{version}", "New or changed flags written.");
        _holds = _meter.CreateCounter<long>("fraudwatch.holds", "{version}", "New or changed holds written.");
        _retries = _meter.CreateCounter<long>("fraudwatch.retries", "{attempt}", "Attempts that failed for the moment and were made again, by target.");
        _published = _meter.CreateCounter<long>("fraudwatch.outbox.published", "{message}", "Decisions published from the outbox.");
        _setAside = _meter.CreateCounter<long>("fraudwatch.set_aside", "{message}", "Messages that their topic does not take, by kind: outbox or dead_letter.");
        _holdsUnknown = _meter.CreateCounter<long>("fraudwatch.holds.unknown", "{request}", "Questions for an account's holds that Postgres could not answer in time.");
        _wentBack = _meter.CreateCounter<long>("fraudwatch.record.went_back", "{time}", "The database was behind what this process had written to it, and the lost span was decided again.");
        _notVouchedFor = _meter.CreateCounter<long>("fraudwatch.actions.not_vouched_for", "{message}", "Actions that came in and that the audit does not vouch for: somebody writes to the topic who should not.");
        _latency = _meter.CreateHistogram("fraudwatch.latency", "ms", "From a message's Kafka timestamp to its commit in Postgres.", advice: Buckets());
        _write = _meter.CreateHistogram("fraudwatch.write", "ms", "One transaction of decisions and offsets, retries included.", advice: Buckets());
        _pause = _meter.CreateHistogram("fraudwatch.snapshot.pause", "ms", "Detection stood still to save its state into memory.", advice: Buckets());
        _snapshotFailures = _meter.CreateCounter<long>("fraudwatch.snapshot.failures", "{file}", "Snapshots that could not be written.");
        _meter.CreateObservableGauge("fraudwatch.snapshot.bytes", () => progress.Snapshots.Bytes, "By", "Size of the last snapshot.");
        _meter.CreateObservableGauge("fraudwatch.outbox.waiting", () => progress.Outgoing.Outbox.Rows, "{message}", "Messages that wait in the outbox.");
        _meter.CreateObservableGauge("fraudwatch.outbox.oldest", () => progress.Outgoing.Outbox.OldestAge.TotalSeconds, "s", "How long the oldest of them has waited.");
        _meter.CreateObservableGauge("fraudwatch.lag", () => progress.Lag, "{message}", "Messages behind the end of the logs.");
        _meter.CreateObservableGauge("fraudwatch.logs.alarms", () => AlarmsOf(progress), "{alarm}", "1 for each thing that is wrong with the logs, by kind and subject.");
        _meter.CreateObservableGauge("fraudwatch.logs.held_back", () => progress.Logs.HeldBack.Sum(held => held.Offsets), "{offset}", "Offsets that open transactions hold back.");
        _meter.CreateObservableGauge("fraudwatch.graph.edges", () => progress.GraphEdges, "{edge}", "Gifts in the temporal graph.");
        _meter.CreateObservableGauge("fraudwatch.merge.waiting", () => progress.WaitingInMerge, "{message}", "Messages waiting for their turn.");
        _meter.CreateObservableCounter("fraudwatch.out_of_turn", () => progress.OutOfTurn, "{event}", "Events that came after one that they should have preceded.");
    }

    public void EventsCommitted(long count) => _events.Add(count);

    public void DeadLetterAcknowledged(RejectReason reason) =>
        _deadLetters.Add(1, new KeyValuePair<string, object?>("reason", Rejection.CodeOf(reason)));

    public void DecisionsWritten(int flags, int holds)
    {
        _flags.Add(flags);
        _holds.Add(holds);
    }

    public void PostgresRetried() => _retries.Add(1, new KeyValuePair<string, object?>("target", "postgres"));

    public void KafkaRetried() => _retries.Add(1, new KeyValuePair<string, object?>("target", "kafka"));

    public void HoldsUnknown() => _holdsUnknown.Add(1);

    public void RecordWentBack() => _wentBack.Add(1);

    public void ActionNotVouchedFor() => _notVouchedFor.Add(1);

    public void OutboxPublished(int count) => _published.Add(count);

    public void OutboxSetAside() => _setAside.Add(1, new KeyValuePair<string, object?>("kind", "outbox"));

    public void DeadLetterSetAside() => _setAside.Add(1, new KeyValuePair<string, object?>("kind", "dead_letter"));

    /// <summary>An event's way from the log to the database took this long, in milliseconds.</summary>
    public void EventDurable(double latency) => _latency.Record(latency);

    /// <summary>A batch was written in this time.</summary>
    public void BatchWritten(TimeSpan took) => _write.Record(took.TotalMilliseconds);

    public void SnapshotSaved(TimeSpan pause) => _pause.Record(pause.TotalMilliseconds);

    public void SnapshotFailed() => _snapshotFailures.Add(1);

    public void Dispose() => _meter.Dispose();

    private static IEnumerable<Measurement<int>> AlarmsOf(WorkerProgress progress) => progress.Logs.Faults.Select(fault => new Measurement<int>(
        1, new KeyValuePair<string, object?>("kind", fault.Kind.ToString()), new KeyValuePair<string, object?>("subject", fault.Subject)));

    private static InstrumentAdvice<double> Buckets() => new() { HistogramBucketBoundaries = LatencyBuckets };
}
