using System.Diagnostics.Metrics;
using FraudWatch.Worker.Telemetry;
using Microsoft.Extensions.Options;

namespace FraudWatch.Worker.Silence;

/// <summary>
/// Looks at the stream once a window: warnings in the log when an alarm begins and when it ends, and a gauge of those that stand.
/// While the worker catches up its rate says nothing of the stream, so nothing is looked at. One task; harmless to restart: the
/// usual is learned anew.
/// </summary>
internal sealed partial class SilenceAlarm : BackgroundService
{
    private readonly IOptions<SilenceOptions> _options;
    private readonly Instruments _instruments;
    private readonly ILogger<SilenceAlarm> _logger;
    private readonly Meter _meter = new(FraudWatchMetrics.MeterName);
    private volatile StreamAlarm[] _active = [];

    public SilenceAlarm(IOptions<SilenceOptions> options, Instruments instruments)
    {
        _options = options;
        _instruments = instruments;
        _logger = instruments.Loggers.CreateLogger<SilenceAlarm>();
        _meter.CreateObservableGauge("fraudwatch.stream.alarms", Measure, "{alarm}", "1 for each alarm that stands, by kind and subject: a silent topic, a rate that fell, a field that is missing.");
    }

    public override void Dispose()
    {
        _meter.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var watch = new SilenceWatch(_options.Value);
        using var tick = new PeriodicTimer(_options.Value.Window, _instruments.Time);
        StreamSample? before = null;
        while (await tick.WaitForNextTickAsync(stoppingToken))
        {
            StreamSample now = _instruments.Progress.Stream.Totals();
            if (before is not null)
            {
                Tell(watch.Take(now.Since(before)));
                _active = [.. watch.Active];
            }

            before = _instruments.Progress.HasCaughtUp ? now : null;
        }
    }

    private void Tell(IReadOnlyList<StreamAlarm> changes)
    {
        foreach (StreamAlarm change in changes)
        {
            if (change.Began)
            {
                Log.Began(_logger, change.Kind, change.Subject, change.Expected, change.Found);
            }
            else
            {
                Log.Ended(_logger, change.Kind, change.Subject, change.Found);
            }
        }
    }

    private IEnumerable<Measurement<int>> Measure() => _active.Select(alarm => new Measurement<int>(
        1, new KeyValuePair<string, object?>("kind", alarm.Kind.ToString()), new KeyValuePair<string, object?>("subject", alarm.Subject)));

    private static partial class Log
    {
        [LoggerMessage(500, LogLevel.Warning, "The stream is not as usual: {Kind} of {Subject}, limit {Expected:G4}, found {Found:G4}")]
        public static partial void Began(ILogger logger, AlarmKind kind, string subject, double expected, double found);

        [LoggerMessage(501, LogLevel.Warning, "The stream is as usual again: no more {Kind} of {Subject}, found {Found:G4}")]
        public static partial void Ended(ILogger logger, AlarmKind kind, string subject, double found);
    }
}
