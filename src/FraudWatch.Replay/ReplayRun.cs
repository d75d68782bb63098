using FraudWatch.Detection;
using FraudWatch.Detection.Decisions;
using FraudWatch.Detection.Events;

namespace FraudWatch.Replay;

/// <summary>
/// The same detection as the worker's, offline and deterministic: files as logs, merged into processing order, through the
/// detector, decisions kept in their last version. One run: files are read on a thread of
/// their own, which also takes the rejected lines; all else happens on the calling thread.
/// </summary>
public sealed class ReplayRun(ReplayRequest request, FraudDetector detector, TimeProvider time)
{
    /// <summary>Events between two looks at the token and two reports of progress.</summary>
    private const int EventsPerReport = 4096;

    private readonly SortedDictionary<string, long> _rejected = new(StringComparer.Ordinal);
    private readonly LatencyHistogram _latency = new();
    private readonly List<Decision> _decided = [];
    private readonly double _nanosecondsPerTick = 1e9 / time.TimestampFrequency;
    private long _started;
    private long _events;
    private long _actions;

    public DecisionBook Decisions { get; } = new();

    /// <summary>Replays and writes the files.</summary>
    /// <param name="report">Called every few thousand events, on the calling thread.</param>
    /// <param name="stop">Ends the run without a summary.</param>
    /// <exception cref="IOException">A file cannot be read or written; the message says which and why.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public ReplaySummary Run(Action<ReplayProgress> report, CancellationToken stop)
    {
        _started = time.GetTimestamp();
        using ReplayFolder? folder = request.OutFolder is null ? null : ReplayFolder.Create(request.OutFolder, request.Files);
        using EventFeed feed = EventFeed.Open(request.Files, request.Partitions, request.Order, request.ActionKeys, line => Reject(line, folder), stop);
        TimeSpan survey = time.GetElapsedTime(_started);

        while (feed.TryTake(out ParsedEvent next))
        {
            Process(next);
            if (_events % EventsPerReport == 0)
            {
                stop.ThrowIfCancellationRequested();
                report(new ReplayProgress(feed.Progress, _events, Decisions.Flags.Count, time.GetElapsedTime(_started)));
            }
        }

        if (feed.TurnsNotKept > 0)
        {
            throw new IOException($"expected files of the log whose order is given, found {feed.TurnsNotKept} turns that wait for events which are not in them");
        }

        ReplaySummary summary = Summarise(feed, survey);
        folder?.Finish(Decisions, summary);
        return summary;
    }

    private void Process(ParsedEvent next)
    {
        long before = time.GetTimestamp();
        detector.Process(next, _decided);
        _latency.Add((long)((time.GetTimestamp() - before) * _nanosecondsPerTick));
        _events++;
        _actions += next.Type == EventType.ActionTaken ? 1 : 0;
        foreach (Decision decision in _decided)
        {
            Decisions.Record(decision);
        }

        _decided.Clear();
    }

    private void Reject(RejectedLine line, ReplayFolder? folder)
    {
        string reason = line.Rejection.Code;
        _rejected[reason] = _rejected.GetValueOrDefault(reason) + 1;
        folder?.Add(line);
    }

    private ReplaySummary Summarise(EventFeed feed, TimeSpan survey) => new()
    {
        Lines = feed.Lines,
        Events = _events,
        Actions = _actions,
        ActionsAreVerified = request.ActionKeys is not null,
        Duplicates = detector.Counters.Duplicates,
        ConflictingDuplicates = detector.Counters.ConflictingDuplicates,
        UnknownCountries = detector.Counters.UnknownCountries,
        Late = detector.Counters.Late,
        Ahead = detector.Counters.Ahead,
        LongTokens = detector.Counters.LongTokens,
        Rejected = _rejected,
        OutOfTurn = feed.OutOfTurn,
        Partitions = request.Partitions,
        Elapsed = time.GetElapsedTime(_started),
        Survey = survey,
        PeakMemoryBytes = PeakMemory(),
        MostWaiting = feed.MostWaiting,
        P50 = TimeSpan.FromMicroseconds(_latency.Percentile(0.50) / 1000.0),
        P99 = TimeSpan.FromMicroseconds(_latency.Percentile(0.99) / 1000.0),
        Flags = Decisions.Flags.Count,
        Holds = Decisions.Holds.Count,
        Typologies = new SortedDictionary<Typology, int>(Decisions.Flags.CountBy(f => f.Typology).ToDictionary()),
        ModelVersions = [.. Decisions.Flags.Select(f => f.ModelVersion).Distinct().Order(StringComparer.Ordinal)],
    };

    private static long PeakMemory()
    {
        using var self = System.Diagnostics.Process.GetCurrentProcess();
        return self.PeakWorkingSet64;
    }
}
