using FraudWatch.Detection;
using FraudWatch.Detection.Decisions;
using FraudWatch.Detection.Events;
using FraudWatch.Detection.State;
using FraudWatch.Testing.Events;

namespace FraudWatch.Testing;

/// <summary>Feeds a detector with events, one partition, and keeps what it decides: no broker, no files.</summary>
public sealed class DetectorDriver(DetectorSetup setup)
{
    private readonly List<Decision> _decisions = [];
    private long _clock = long.MinValue;
    private long _offset;

    public FraudDetector Detector { get; private set; } = new(setup);

    public IReadOnlyList<Decision> Decisions => _decisions;

    /// <summary>Last version of each flag, in order of opening.</summary>
    public IReadOnlyList<Flag> Flags => [.. _decisions.Select(d => d.Flag).OfType<Flag>().GroupBy(f => f.FlagId).Select(g => g.Last())];

    /// <summary>Last version of each hold, in order of placing.</summary>
    public IReadOnlyList<Hold> Holds => [.. _decisions.Select(d => d.Hold).OfType<Hold>().GroupBy(h => h.HoldId).Select(g => g.Last())];

    /// <summary>Goes on with a detector that loaded what this one saved.</summary>
    public void Restart()
    {
        using var bytes = new MemoryStream();
        Detector.Save(new StateWriter(bytes));
        bytes.Position = 0;
        Detector = FraudDetector.Load(setup, new StateReader(bytes));
    }

    /// <exception cref="ArgumentException">The event is not valid.</exception>
    public void Feed(params IEnumerable<EventObject> events)
    {
        foreach (EventObject next in events)
        {
            var parsed = new ParsedEvent();
            if (!EventParser.TryParse(next.Utf8(), parsed))
            {
                throw new ArgumentException($"expected a valid event, found {next}: {parsed.Rejection.Detail}", nameof(events));
            }

            if (ReceivedClock.Judge(parsed) is { IsRejected: true } wrong)
            {
                throw new ArgumentException($"expected an event whose clock is not a day ahead, found {next}: {wrong.Detail}", nameof(events));
            }

            _clock = parsed.IsAhead ? _clock : Math.Max(_clock, parsed.OccurredAt);
            parsed.PartitionClock = _clock;
            parsed.Position = new LogPosition(Topics.Of(parsed.Type), 0, _offset++);
            Detector.Process(parsed, _decisions);
        }
    }
}
