using System.Diagnostics.Metrics;
using FraudWatch.Storage;
using FraudWatch.Worker.Telemetry;
using Microsoft.Extensions.Options;

namespace FraudWatch.Worker.Pipeline;

/// <summary>
/// Looks every few seconds at what has not gone out: figures for <c>/status</c>, a warning in the log when an alarm begins and when it ends, and a
/// gauge of those that stand. One task.
/// </summary>
internal sealed partial class OutgoingWatch : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    private readonly CellRecord _record;
    private readonly OutboxStore _outbox;
    private readonly LetterStore _letters;
    private readonly OutboxOptions _options;
    private readonly Instruments _instruments;
    private readonly ILogger<OutgoingWatch> _logger;
    private readonly Meter _meter = new(FraudWatchMetrics.MeterName);

    public OutgoingWatch(CellRecord record, OutboxStore outbox, LetterStore letters, IOptions<OutboxOptions> options, Instruments instruments)
    {
        _record = record;
        _outbox = outbox;
        _letters = letters;
        _options = options.Value;
        _instruments = instruments;
        _logger = instruments.Loggers.CreateLogger<OutgoingWatch>();
        _meter.CreateObservableGauge("fraudwatch.outgoing.alarms", Measure, "{alarm}", "1 for each alarm that stands about what does not go out, by kind.");
    }

    public override void Dispose()
    {
        _meter.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await _record.Prepared.WaitAsync(stoppingToken);
        using var tick = new PeriodicTimer(LookEvery, _instruments.Time);
        IReadOnlyList<OutgoingAlarm> before = [];
        do
        {
            OutboxBacklog backlog = await _outbox.ReadBacklogAsync(stoppingToken);
            (long cut, long setAside) = await _letters.CountAsync(stoppingToken);
            var figures = new OutgoingFigures(backlog, cut, setAside, _instruments.Progress.DeadLettersWaitFor);
            IReadOnlyList<OutgoingAlarm> now = [.. OutgoingAlarm.Of(figures, _options.AlarmAfter)];
            _instruments.Progress.Outgoing = figures with { Alarms = now };
            Tell(before, now);
            before = now;
        }
        while (await tick.WaitForNextTickAsync(stoppingToken));
    }

    private void Tell(IReadOnlyList<OutgoingAlarm> before, IReadOnlyList<OutgoingAlarm> now)
    {
        foreach (OutgoingAlarm began in now.ExceptBy(before.Select(alarm => alarm.Kind), alarm => alarm.Kind))
        {
            Log.Began(_logger, began.Kind, began.Sentence);
        }

        foreach (OutgoingAlarm ended in before.ExceptBy(now.Select(alarm => alarm.Kind), alarm => alarm.Kind))
        {
            Log.Ended(_logger, ended.Kind);
        }
    }

    private IEnumerable<Measurement<int>> Measure() =>
        _instruments.Progress.Outgoing.Alarms.Select(alarm => new Measurement<int>(1, new KeyValuePair<string, object?>("kind", alarm.Kind.ToString())));

    private static partial class Log
    {
        [LoggerMessage(340, LogLevel.Warning, "Not everything goes out ({Kind}): {Sentence}")]
        public static partial void Began(ILogger logger, OutgoingAlarmKind kind, string sentence);

        [LoggerMessage(341, LogLevel.Warning, "No more {Kind}.")]
        public static partial void Ended(ILogger logger, OutgoingAlarmKind kind);
    }
}
