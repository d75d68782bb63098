using Confluent.Kafka;
using FraudWatch.Detection.Events;
using FraudWatch.Storage;
using FraudWatch.Worker.Pipeline;
using FraudWatch.Worker.Telemetry;
using Microsoft.Extensions.Options;

namespace FraudWatch.Worker.Kafka.Logs;

/// <summary>
/// Looks at the logs while they are read: are they still those that the record stands for, how far can they be read, what holds them back.
/// One task beside the stages. What it finds wrong twice in a row ends the stages in order; the start then says what is wrong, and waits.
/// </summary>
internal sealed class LogWatch(IOptions<KafkaOptions> kafka, IOptions<LogOptions> options, LogAlarms alarms, KafkaCauses causes, Instruments instruments)
{
    /// <summary>One look may fall into a change of leaders, when a broker knows less than the one before.</summary>
    private const int LooksToBeSure = 2;

    private readonly Dictionary<int, HeldBack> _heldBack = [];
    private int _nextChecked;
    private bool _knowsNoIds;

    /// <summary>Until told to stop (null), or until the logs are no longer those that can be read on: why.</summary>
    public async Task<string?> RunAsync(CellStart start, CancellationToken stopping)
    {
        using var reader = new LogReader(kafka.Value, causes);
        _heldBack.Clear();
        int unanswered = 0;
        int suspicious = 0;
        try
        {
            while (true)
            {
                await Task.Delay(options.Value.LookEvery, instruments.Time, stopping);
                Sight sight = await Task.Run(() => LookAsync(reader, start), stopping);
                unanswered = sight.IsUnanswered ? unanswered + 1 : 0;
                suspicious = sight.Ends is null ? 0 : suspicious + 1;
                if (unanswered is > 0 and < LooksToBeSure)
                {
                    continue;
                }

                alarms.Stand(sight.Faults);
                if (suspicious >= LooksToBeSure)
                {
                    return sight.Ends;
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task<Sight> LookAsync(LogReader reader, CellStart start)
    {
        try
        {
            LogFault? counts = LogJudge.OfTopics(reader.Topics(), kafka.Value.Names, start.Layout.Partitions, out CellLayout? layout);
            if (counts is { Kind: LogFaultKind.TopicMissing or LogFaultKind.PartitionsGone })
            {
                return new Sight([counts], counts.Text, IsUnanswered: false);
            }

            List<LogFault> faults = counts is null ? [] : [counts];
            LogRange[] ranges = await reader.RangesAsync(start.Layout);
            instruments.Progress.Logs.Ends = [.. ranges.Select(range => range.End)];
            List<LogFault> wrong = [.. await IdsAsync(reader, start), .. RangesOf(start, ranges), .. CheckNext(reader, start, ranges)];
            faults.AddRange(wrong);
            faults.AddRange(LookForHeldBack(reader, start.Layout, ranges));
            causes.Answered();
            string? widened = layout is not null && layout.Partitions > start.Layout.Partitions
                ? $"the topics have {layout.Partitions} partitions now, before {start.Layout.Partitions}"
                : null;
            return new Sight(faults, wrong.Count > 0 ? wrong[0].Text : widened, IsUnanswered: false);
        }
        catch (KafkaException away) when (!away.Error.IsFatal)
        {
            causes.Note(away.Error);
            return new Sight([new LogFault(LogFaultKind.Unreachable, kafka.Value.BootstrapServers, causes.Sentence)], null, IsUnanswered: true);
        }
    }

    private async Task<IReadOnlyList<LogFault>> IdsAsync(LogReader reader, CellStart start)
    {
        if (_knowsNoIds)
        {
            return [];
        }

        string?[] found = await reader.TopicIdsAsync();
        _knowsNoIds = found.All(id => id is null) && start.TopicIds.All(id => id is null);
        return [.. LogJudge.OfIds(start, found)];
    }

    private IEnumerable<LogFault> RangesOf(CellStart start, LogRange[] ranges)
    {
        IReadOnlyList<long> committed = instruments.Progress.Committed;
        CellStart now = start with { Committed = committed };
        return Enumerable.Range(0, ranges.Length).Select(slot => LogJudge.OfRange(now, slot, ranges[slot])).OfType<LogFault>();
    }

    /// <summary>One partition a look, in turn: does the message that was committed last still stand there?</summary>
    private IEnumerable<LogFault> CheckNext(LogReader reader, CellStart start, LogRange[] ranges)
    {
        int slot = _nextChecked = (_nextChecked + 1) % ranges.Length;
        (Topic topic, int partition) = start.Layout.At(slot);
        IReadOnlyList<MessageMark> committed = instruments.Progress.LastCommitted;
        MessageMark last = slot < committed.Count ? committed[slot] : MessageMark.None;
        if (last.Offset < ranges[slot].Start || last.Offset >= ranges[slot].Written)
        {
            return [];
        }

        var known = new PartitionMark(topic, partition, null, last.Offset, last.Hash);
        LogFault? fault = LogJudge.OfMessage(start.Layout.NameOf(slot), known, reader.FirstFrom(start.Layout, slot, last.Offset));
        return fault is null ? [] : [fault];
    }

    private List<LogFault> LookForHeldBack(LogReader reader, CellLayout layout, LogRange[] ranges)
    {
        long now = instruments.Time.GetUtcNow().ToUnixTimeMilliseconds();
        for (int slot = 0; slot < ranges.Length; slot++)
        {
            LogRange range = ranges[slot];
            if (range.Written == range.End)
            {
                _heldBack.Remove(slot);
            }
            else if (_heldBack.TryGetValue(slot, out HeldBack? known) && known.From == range.End)
            {
                _heldBack[slot] = known with { Offsets = range.Written - range.End };
            }
            else
            {
                long? since = reader.FirstFrom(layout, slot, range.End)?.PublishedAt;
                _heldBack[slot] = new HeldBack(layout.NameOf(slot), range.End, range.Written - range.End, since ?? now);
            }
        }

        instruments.Progress.Logs.HeldBack = [.. _heldBack.Values];
        return [.. _heldBack.Values
            .Where(held => now - held.Since >= options.Value.HeldBackAfter.TotalMilliseconds)
            .Select(LogJudge.OfHeldBack)];
    }

    /// <param name="Faults">What people are told.</param>
    /// <param name="Ends">Why the stages must end; null when they may go on.</param>
    /// <param name="IsUnanswered">The brokers did not answer, so nothing else is known.</param>
    private sealed record Sight(IReadOnlyList<LogFault> Faults, string? Ends, bool IsUnanswered);
}
