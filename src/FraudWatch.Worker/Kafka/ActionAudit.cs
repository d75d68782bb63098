using FraudWatch.Detection.Events;
using FraudWatch.Worker.Telemetry;

namespace FraudWatch.Worker.Kafka;

/// <summary>
/// Whether the audit vouches for an action that was read. Keys are read at the start, and again when an action names one that is
/// not known: a key is in Postgres before anything is signed with it, so one that is not there then is nobody's. Waits for Postgres
/// as long as it takes, since an action must not be refused for want of it. Owned by the consume thread.
/// </summary>
internal sealed partial class ActionAudit(Func<CancellationToken, Task<ActionKeys>> readKeys, Instruments instruments)
{
    /// <summary>Ids that Postgres did not know are not asked for again so soon, whoever writes them however often.</summary>
    private static readonly TimeSpan Forgets = TimeSpan.FromSeconds(10);

    private const int MostUnknown = 1000;

    private static readonly TimeSpan BetweenAlarms = TimeSpan.FromMinutes(1);

    private readonly ILogger<ActionAudit> _logger = instruments.Loggers.CreateLogger<ActionAudit>();
    private readonly Dictionary<string, long> _unknown = new(StringComparer.Ordinal);
    private ActionKeys _keys = ActionKeys.None;
    private long _alarmedAt;
    private long _sinceAlarm;
    private bool _hasAlarmed;

    /// <summary>Before the first message.</summary>
    public async Task ReadKeysAsync(CancellationToken stopping) => _keys = await readKeys(stopping);

    /// <summary>Says why the audit does not vouch for a message that was read as an action, or <see cref="Rejection.None"/>.</summary>
    public Rejection Judge(ReadOnlySpan<byte> message, LogPosition position, CancellationToken stopping)
    {
        Rejection rejection = _keys.Judge(message, out string? unknownKey);
        if (unknownKey is not null && MayBeNew(unknownKey))
        {
            _keys = readKeys(stopping).GetAwaiter().GetResult();
            rejection = _keys.Judge(message, out unknownKey);
            if (unknownKey is not null)
            {
                Remember(unknownKey);
            }
        }

        if (rejection.IsRejected)
        {
            Alarm(rejection, position);
        }

        return rejection;
    }

    private bool MayBeNew(string keyId) =>
        !_unknown.TryGetValue(keyId, out long asked) || instruments.Time.GetElapsedTime(asked) >= Forgets;

    private void Remember(string keyId)
    {
        if (_unknown.Count >= MostUnknown)
        {
            _unknown.Clear();
        }

        _unknown[keyId] = instruments.Time.GetTimestamp();
    }

    /// <summary>At most one line a minute, with the count: whoever can write to the topic cannot fill the log.</summary>
    private void Alarm(Rejection rejection, LogPosition position)
    {
        instruments.Progress.ActionsNotVouchedFor++;
        instruments.Metrics.ActionNotVouchedFor();
        _sinceAlarm++;
        if (_hasAlarmed && instruments.Time.GetElapsedTime(_alarmedAt) < BetweenAlarms)
        {
            return;
        }

        Log.NotVouchedFor(_logger, _sinceAlarm, Topics.NameOf(position.Topic), position.Partition, position.Offset, rejection.Detail);
        _hasAlarmed = true;
        _alarmedAt = instruments.Time.GetTimestamp();
        _sinceAlarm = 0;
    }

    private static partial class Log
    {
        [LoggerMessage(
            110, LogLevel.Error,
            "{Count} action(s) that the audit does not vouch for came in and count for nothing; the last is {Topic}[{Partition}] at {Offset}: {Reason}. Somebody writes to the topic who should not.")]
        public static partial void NotVouchedFor(ILogger logger, long count, string topic, int partition, long offset, string reason);
    }
}
