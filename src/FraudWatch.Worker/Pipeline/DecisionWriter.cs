using System.Threading.Channels;
using FraudWatch.Detection.Events;
using FraudWatch.Storage;
using FraudWatch.Worker.Telemetry;

namespace FraudWatch.Worker.Pipeline;

/// <summary>
/// Writes what was decided, a batch a transaction, with the offsets it stands for. Dead letters go first: an offset moves
/// only past messages that are safe. A crash before the commit leaves the offsets where they were, and the next start
/// decides the same again; after it, the next start leaves those decisions out. Each transaction proves that it begins where the last one
/// ended; on a quiet stream the record is looked at now and then. One task; it owns the committed offsets.
/// </summary>
internal sealed partial class DecisionWriter(CellStart start, WriteSide to, Instruments instruments)
{
    private static readonly TimeSpan ProveEvery = TimeSpan.FromSeconds(2);

    private readonly ILogger<DecisionWriter> _logger = instruments.Loggers.CreateLogger<DecisionWriter>();
    private IReadOnlyList<long> _committed = start.Committed;
    private int _toldAhead = start.ToldAhead;

    /// <summary>Until the detection thread is done and everything is written. <paramref name="written"/> is told the offsets of each commit.</summary>
    /// <exception cref="StaleWriterException">Another worker writes for the cell now.</exception>
    /// <exception cref="RecordWentBackException">The database is not what this writer wrote to.</exception>
    public async Task RunAsync(ChannelReader<DecidedBatch> decided, Action<IReadOnlyList<long>> written, CancellationToken abort)
    {
        while (await WaitForMoreAsync(decided, abort))
        {
            while (decided.TryRead(out DecidedBatch? batch))
            {
                await WriteAsync(batch, abort);
                written(batch.NextOffsets);
            }
        }
    }

    private async Task WriteAsync(DecidedBatch batch, CancellationToken abort)
    {
        await to.DeadLetters.SendAsync(batch.DeadLetters, abort);
        long began = instruments.Time.GetTimestamp();
        WriteOutcome outcome = await to.Decisions.WriteAsync(TransactionOf(batch), abort);
        _committed = batch.NextOffsets;
        Tell(batch, outcome, instruments.Time.GetElapsedTime(began));
        instruments.Progress.CommittedTo(batch.NextOffsets, batch.Last);
        await SettleAsync(abort);
    }

    /// <summary>When all is decided again that was decided before the record went back, what was told meanwhile can be compared with it.</summary>
    private async Task SettleAsync(CancellationToken cancellation)
    {
        if (_toldAhead > 0 && instruments.Progress.HasCaughtUp)
        {
            int before = _toldAhead;
            _toldAhead = await to.Told.SettleAsync(cancellation);
            if (_toldAhead > 0 && _toldAhead < before)
            {
                Log.ToldInVain(_logger, _toldAhead);
            }
        }
    }

    /// <summary>False when the detection thread is done.</summary>
    private async Task<bool> WaitForMoreAsync(ChannelReader<DecidedBatch> decided, CancellationToken abort)
    {
        Task<bool> more = decided.WaitToReadAsync(abort).AsTask();
        while (!more.IsCompleted)
        {
            using var looking = CancellationTokenSource.CreateLinkedTokenSource(abort);
            Task proof = ProveLaterAsync(looking.Token);
            await Task.WhenAny(more, proof);
            await looking.CancelAsync();
            await proof;
        }

        return await more;
    }

    /// <summary>Ends when told to: what waits to be written proves the record by itself.</summary>
    private async Task ProveLaterAsync(CancellationToken enough)
    {
        try
        {
            await Task.Delay(ProveEvery, instruments.Time, enough);
            await to.Decisions.ProveAsync(TransactionOf(new DecidedBatch { NextOffsets = [.. _committed] }), enough);
            await SettleAsync(enough);
        }
        catch (OperationCanceledException) when (enough.IsCancellationRequested)
        {
            // There is something to write, or the worker stops.
        }
    }

    private DecisionBatch TransactionOf(DecidedBatch batch) => new()
    {
        Cell = start.Cell,
        Epoch = start.Epoch,
        Begins = start.Layout.OffsetsOf(_committed),
        Decisions = batch.Decisions,
        Actions = batch.Actions,
        Offsets = [.. Moved(batch.NextOffsets)],
        Marks = [.. MarksOf(batch)],
        DetectorClock = batch.Clock,
        Counters = batch.Counters,
        Messages = batch.Messages,
        LateTurns = batch.LateTurns,
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

    private IEnumerable<PartitionMark> MarksOf(DecidedBatch batch)
    {
        for (int slot = 0; slot < batch.Last.Length; slot++)
        {
            if (batch.NextOffsets[slot] > _committed[slot])
            {
                (Topic topic, int partition) = start.Layout.At(slot);
                MessageMark last = batch.Last[slot];
                yield return new PartitionMark(topic, partition, start.TopicIds.ElementAtOrDefault((int)topic), last.Offset, last.Hash);
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

        if (outcome.RecoveredActions > 0)
        {
            Log.Recovered(_logger, outcome.RecoveredActions);
        }

        instruments.Progress.FlagVersions += outcome.FlagVersions;
        instruments.Progress.HoldVersions += outcome.HoldVersions;
        Log.Written(_logger, batch.Events, outcome.FlagVersions, outcome.HoldVersions, took.TotalMilliseconds);
    }

    private static partial class Log
    {
        [LoggerMessage(310, LogLevel.Debug, "Wrote {Events} events, {Flags} flag versions, {Holds} hold versions in {Milliseconds:F0} ms.")]
        public static partial void Written(ILogger logger, int events, int flags, int holds, double milliseconds);

        [LoggerMessage(312, LogLevel.Warning, "{Count} actions of people were not in the audit, which went back, and are entered as recovered from the log, without their reasons.")]
        public static partial void Recovered(ILogger logger, int count);

        [LoggerMessage(311, LogLevel.Error, "{Count} flags and holds were told before the database went back and are not decided again (table told_ahead): who reads the decisions still believes them.")]
        public static partial void ToldInVain(ILogger logger, int count);
    }
}
