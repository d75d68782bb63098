using System.Threading.Channels;
using FraudWatch.Detection.Events;
using FraudWatch.Storage;
using FraudWatch.Worker.Kafka;
using FraudWatch.Worker.Telemetry;

namespace FraudWatch.Worker.Pipeline;

/// <summary>
/// Writes what was decided, a batch a transaction, with the offsets it stands for. Dead letters go first: an offset moves
/// only past messages that are safe. A crash before the commit leaves the offsets where they were, and the next start
/// decides the same again; after it, the next start leaves those decisions out. One task; it owns the committed offsets.
/// </summary>
internal sealed partial class DecisionWriter(CellStart start, DecisionStore store, DeadLetterSender deadLetters, Instruments instruments)
{
    private readonly ILogger<DecisionWriter> _logger = instruments.Loggers.CreateLogger<DecisionWriter>();
    private IReadOnlyList<long> _committed = start.Committed;

    /// <summary>Until the detection thread is done and everything is written. <paramref name="written"/> is told the offsets of each commit.</summary>
    /// <exception cref="StaleWriterException">Another worker writes for the cell now.</exception>
    public async Task RunAsync(ChannelReader<DecidedBatch> decided, Action<IReadOnlyList<long>> written, CancellationToken abort)
    {
        await foreach (DecidedBatch batch in decided.ReadAllAsync(abort))
        {
            await deadLetters.SendAsync(batch.DeadLetters, abort);
            long began = instruments.Time.GetTimestamp();
            WriteOutcome outcome = await store.WriteAsync(TransactionOf(batch), abort);
            _committed = batch.NextOffsets;
            instruments.Progress.CommittedTo(batch.NextOffsets);
            written(batch.NextOffsets);
            Tell(batch, outcome, instruments.Time.GetElapsedTime(began));
        }
    }

    private DecisionBatch TransactionOf(DecidedBatch batch) => new()
    {
        Cell = start.Cell,
        Epoch = start.Epoch,
        Decisions = batch.Decisions,
        Offsets = [.. Moved(batch.NextOffsets)],
        DetectorClock = batch.Clock,
        Counters = batch.Counters,
    };

    private IEnumerable<PartitionOffset> Moved(long[] next)
    {
        for (int slot = 0; slot < next.Length; slot++)
        {
            if (next[slot] > _committed[slot])
            {
                (Topic topic, int partition) = start.Layout.At(slot);
                yield return new PartitionOffset(topic, partition, next[slot]);
            }
        }
    }

    private void Tell(DecidedBatch batch, WriteOutcome outcome, TimeSpan took)
    {
        FraudWatchMetrics metrics = instruments.Metrics;
        metrics.EventsCommitted(batch.Events);
        metrics.DecisionsWritten(outcome.FlagVersions, outcome.HoldVersions);
        metrics.BatchWritten(took);
        long now = instruments.Time.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (long publishedAt in batch.PublishedAt)
        {
            metrics.EventDurable(now - publishedAt);
        }

        instruments.Progress.FlagVersions += outcome.FlagVersions;
        instruments.Progress.HoldVersions += outcome.HoldVersions;
        Log.Written(_logger, batch.Events, outcome.FlagVersions, outcome.HoldVersions, took.TotalMilliseconds);
    }

    private static partial class Log
    {
        [LoggerMessage(310, LogLevel.Debug, "Wrote {Events} events, {Flags} flag versions, {Holds} hold versions in {Milliseconds:F0} ms.")]
        public static partial void Written(ILogger logger, int events, int flags, int holds, double milliseconds);
    }
}
