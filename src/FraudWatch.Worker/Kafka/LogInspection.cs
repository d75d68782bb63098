using Confluent.Kafka;
using FraudWatch.Detection.Events;
using FraudWatch.Storage;
using FraudWatch.Worker.Kafka.Logs;
using FraudWatch.Worker.Pipeline;
using FraudWatch.Worker.Snapshots;
using FraudWatch.Worker.Telemetry;
using Microsoft.Extensions.Options;

namespace FraudWatch.Worker.Kafka;

/// <summary>
/// Looks at the logs before they are read: the topics must exist with one partition count, be those that the record and the state stand for, and
/// hold every message from where the detector's state ends. While that is not so, the worker waits, is not ready, and says why.
/// </summary>
internal sealed class LogInspection(IOptions<KafkaOptions> options, KafkaCauses causes, LogAlarms alarms, WorkerProgress progress, TimeProvider time)
{
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TellEvery = TimeSpan.FromMilliseconds(200);

    /// <summary>What the brokers call the topics beyond their names; null where they do not say.</summary>
    public async Task<string?[]> TopicIdsAsync()
    {
        using var reader = new LogReader(options.Value, causes);
        return await Task.Run(reader.TopicIdsAsync);
    }

    /// <summary>True when the topics were not there at once: what was asked about them before is asked again.</summary>
    public bool HadToWait { get; private set; }

    /// <summary>Waits for all topics, those read and those written; those read have at least the partitions that the record knows.</summary>
    public async Task<CellLayout> WaitForTopicsAsync(int knownPartitions, CancellationToken stopping)
    {
        using var reader = new LogReader(options.Value, causes);
        CellLayout? layout = null;
        await WaitUntilAsync(
            () => Task.FromResult<IReadOnlyList<LogFault>>(
                LogJudge.OfTopics(reader.Topics(), options.Value.Names, knownPartitions, out layout) is LogFault fault ? [fault] : []),
            stopping);
        return layout!;
    }

    /// <summary>Waits until the logs are those of record and state, and hold every message from where the state ends. Returns their ends, by slot.</summary>
    public async Task<long[]> WaitForWholeLogsAsync(CellState state, CellStart start, CancellationToken stopping)
    {
        using var reader = new LogReader(options.Value, causes);
        long[] ends = [];
        await WaitUntilAsync(
            async () =>
            {
                LogRange[] ranges = await reader.RangesAsync(start.Layout);
                ends = [.. ranges.Select(range => range.End)];
                List<LogFault> faults = [.. LogJudge.OfIds(start, await IdsAsync(reader, start))];
                if (faults.Count == 0)
                {
                    // All at once, so that a person can accept all gaps at once.
                    faults.AddRange(ranges.Select((range, slot) => LogJudge.OfRange(start, slot, range)).OfType<LogFault>());
                }

                for (int slot = 0; slot < ranges.Length && faults.Count == 0; slot++)
                {
                    faults.AddRange(LookAt(reader, state, start, (slot, ranges[slot])));
                }

                return faults;
            },
            stopping);

        // Not before: what stands from the run before is not over because its topic is there.
        alarms.Stand([]);
        return ends;
    }

    /// <summary>From where to where the logs reach, by slot.</summary>
    public async Task<LogRange[]> RangesAsync(CellLayout layout, CancellationToken stopping)
    {
        using var reader = new LogReader(options.Value, causes);
        LogRange[] ranges = [];
        await WaitUntilAsync(
            async () =>
            {
                ranges = await reader.RangesAsync(layout);
                return [];
            },
            stopping);
        return ranges;
    }

    /// <summary>The first offsets that the logs hold, by slot.</summary>
    public async Task<long[]> StartsAsync(CellLayout layout, CancellationToken stopping) =>
        [.. (await RangesAsync(layout, stopping)).Select(range => range.Start)];

    /// <summary>Those found before, asked again only where the record knows more: the topic may not have been there yet.</summary>
    private static async Task<string?[]> IdsAsync(LogReader reader, CellStart start) =>
        Topics.All.Any(topic => start.TopicIds[(int)topic] is null && LogJudge.KnownId(start, topic) is not null)
            ? await reader.TopicIdsAsync()
            : [.. start.TopicIds];

    private static IEnumerable<LogFault> LookAt(LogReader reader, CellState state, CellStart start, (int Slot, LogRange Range) at)
    {
        (int slot, LogRange range) = at;
        string name = start.Layout.NameOf(slot);
        LogFault? fault = null;
        if (start.Marks.ElementAtOrDefault(slot) is PartitionMark mark && IsThere(mark.Offset, range))
        {
            fault = LogJudge.OfMessage(name, mark, reader.FirstFrom(start.Layout, slot, mark.Offset));
        }

        if (fault is null && state.LastHash[slot] != 0 && IsThere(state.LastOffset[slot], range))
        {
            LoggedMessage? found = reader.FirstFrom(start.Layout, slot, state.LastOffset[slot]);
            fault = LogJudge.OfSnapshot(name, new MessageMark(state.LastOffset[slot], state.LastHash[slot]), found);
        }

        fault ??= LogJudge.OfState(name, state.Processed[slot], range);
        return fault is null ? [] : [fault];
    }

    private static bool IsThere(long offset, LogRange range) => offset >= range.Start && offset < range.Written;

    /// <summary>Looks once a second until nothing stops the start.</summary>
    private async Task WaitUntilAsync(Func<Task<IReadOnlyList<LogFault>>> look, CancellationToken stopping)
    {
        HadToWait = false;
        while (await AskAsync(look, stopping) is { Count: > 0 } faults)
        {
            HadToWait = true;
            progress.WaitingFor = string.Join("; ", faults.Select(fault => fault.Text));
            alarms.Stand(faults);
            await Task.Delay(LookAgainAfter, time, stopping);
        }
    }

    /// <summary>A client waits long for brokers that refuse it; what they say meanwhile is told at once.</summary>
    private async Task<IReadOnlyList<LogFault>> AskAsync(Func<Task<IReadOnlyList<LogFault>>> look, CancellationToken stopping)
    {
        Task<IReadOnlyList<LogFault>> looking = Task.Run(look, stopping);
        while (await Task.WhenAny(looking, Task.Delay(TellEvery, time, stopping)) != looking)
        {
            stopping.ThrowIfCancellationRequested();
            if (causes.Current.Length > 0)
            {
                progress.WaitingFor = causes.Sentence;
            }
        }

        try
        {
            IReadOnlyList<LogFault> faults = await looking;
            causes.Answered();
            return faults;
        }
        catch (KafkaException unreachable) when (!unreachable.Error.IsFatal)
        {
            causes.Note(unreachable.Error);
            return [new LogFault(LogFaultKind.Unreachable, options.Value.BootstrapServers, causes.Sentence)];
        }
    }
}
