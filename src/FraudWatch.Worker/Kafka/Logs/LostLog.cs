using FraudWatch.Storage;
using FraudWatch.Worker.Bootstrap;
using FraudWatch.Worker.Pipeline;
using FraudWatch.Worker.Snapshots;

namespace FraudWatch.Worker.Kafka.Logs;

/// <summary>
/// What to do when retention took a part of the logs. What was never decided is given up only when whoever starts the worker names it; what was
/// decided and is missing from the state is given up as it is: the state begins with what the logs still have, and flags and holds are read back from
/// the record. Once, at a start.
/// </summary>
internal sealed partial class LostLog(
    GapRequest request, GapStore gaps, RecallStore recall, LogInspection logs, LogAlarms alarms, ILogger<LostLog> logger)
{
    /// <returns>The cell after the gaps that were accepted, and what to read back before anything new is decided; null for nothing.</returns>
    public async Task<(CellStart Start, RecalledRecord? Recall)> PassAsync(CellState state, CellStart start, CancellationToken stopping)
    {
        LogRange[] ranges = await logs.RangesAsync(start.Layout, stopping);
        long[] committed = [.. start.Committed];
        foreach (LogGap gap in request.Gaps)
        {
            await PassAsync(gap, start, ranges, committed, stopping);
        }

        start = start with { Committed = committed };
        List<string> missing = [];
        for (int slot = 0; slot < ranges.Length; slot++)
        {
            // What nobody decided is not passed over here: the inspection that follows says it.
            if (ranges[slot].Start > state.Processed[slot] && ranges[slot].Start <= committed[slot])
            {
                missing.Add($"{start.Layout.NameOf(slot)} from {state.Processed[slot]} to {ranges[slot].Start - 1}");
                state.BeginAt(slot, ranges[slot].Start);
            }
        }

        return (start, missing.Count == 0 ? null : await ReadBackAsync(state, start, missing, stopping));
    }

    private async Task PassAsync(LogGap gap, CellStart start, LogRange[] ranges, long[] committed, CancellationToken stopping)
    {
        if (gap.Partition >= start.Layout.Partitions)
        {
            Log.NotThere(logger, gap.ToString());
            return;
        }

        int slot = start.Layout.SlotOf(gap.Topic, gap.Partition);
        if (committed[slot] > gap.To)
        {
            Log.Passed(logger, gap.ToString(), committed[slot]);
        }
        else if (committed[slot] == gap.From && ranges[slot].Start == gap.To + 1
            && await gaps.AcceptAsync(start.Cell, start.Epoch, gap, request.Reason, stopping))
        {
            committed[slot] = gap.To + 1;
            alarms.Add(new LogFault(
                LogFaultKind.GapAccepted,
                start.Layout.NameOf(slot),
                $"offsets {gap.From} to {gap.To} of {start.Layout.NameOf(slot)} were lost before they were decided; accepted by {Environment.UserName}: {request.Reason}"));
        }
        else
        {
            Log.NotThere(logger, gap.ToString());
        }
    }

    private async Task<RecalledRecord> ReadBackAsync(CellState state, CellStart start, List<string> missing, CancellationToken stopping)
    {
        var record = new RecalledRecord(await recall.ReadAsync(stopping), start.Clock ?? long.MinValue);
        long toRead = start.Committed.Zip(state.Processed, (committed, processed) => Math.Max(0, committed - processed)).Sum();
        alarms.Add(new LogFault(
            LogFaultKind.WarmUp,
            string.Join(", ", missing),
            $"the state began without what the logs no longer have ({string.Join("; ", missing)}): {record.Known.Flags.Count} flags and {record.Known.Holds.Count} holds "
            + $"were read back from the database, {toRead} messages that were decided are left to learn from; what accounts did before is not known, so "
            + "that fewer are flagged until it has built up again"));

        // Messages go on being counted from the start of the log, as the record counts them.
        state.Messages = Math.Max(state.Messages, start.Messages - toRead);

        // What is only learned from again was decided already.
        state.Detector.DecidesFrom = toRead > 0 && start.Clock is long clock ? clock : long.MinValue;
        return record;
    }

    private static partial class Log
    {
        [LoggerMessage(520, LogLevel.Warning, "--accept-gap {Gap} is passed over: offsets before {Committed} are decided or were accepted before.")]
        public static partial void Passed(ILogger logger, string gap, long committed);

        [LoggerMessage(521, LogLevel.Error, "--accept-gap {Gap} is no gap of the logs as they are; nothing was accepted.")]
        public static partial void NotThere(ILogger logger, string gap);
    }
}
