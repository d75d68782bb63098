using FraudWatch.Detection.Events;

namespace FraudWatch.Worker.Silence;

/// <summary>
/// Compares each window of a stream with those before it. Pure: no clock, no I/O. Windows with an alarm do not become usual, so
/// that an outage stays one however long it lasts. One owner.
/// </summary>
internal sealed class SilenceWatch(SilenceOptions options)
{
    /// <summary>Topics that never rest. People may decide nothing for days.</summary>
    private static readonly Topic[] Watched = [Topic.CoinEvents, Topic.GiftEvents];

    private readonly Dictionary<(AlarmKind Kind, string Subject), StreamAlarm> _active = [];
    private readonly Dictionary<string, Queue<double>> _usual = new(StringComparer.Ordinal);
    private readonly TimeSpan[] _silence = new TimeSpan[Topics.All.Count];

    /// <summary>Alarms that stand.</summary>
    public IReadOnlyCollection<StreamAlarm> Active => _active.Values;

    /// <summary>Takes the next window; returns the alarms that began or ended with it.</summary>
    public IReadOnlyList<StreamAlarm> Take(StreamSample window)
    {
        var changes = new List<StreamAlarm>();
        foreach (Topic topic in Watched)
        {
            LookAtRate(topic, window.Events[(int)topic], changes);
        }

        for (int i = 0; i < WatchedField.All.Count; i++)
        {
            LookAtField(WatchedField.All[i], window.Looked[i], window.Missing[i], changes);
        }

        return changes;
    }

    private void LookAtRate(Topic topic, long events, List<StreamAlarm> changes)
    {
        string name = Topics.NameOf(topic);
        ref TimeSpan silence = ref _silence[(int)topic];
        silence = events > 0 ? TimeSpan.Zero : silence + options.Window;
        Judge(AlarmKind.Silent, name, silence >= options.SilentAfter, (options.SilentAfter.TotalSeconds, silence.TotalSeconds), changes);

        double? usual = UsualOf(name);
        double least = (usual ?? 0) * options.LeastRateShare;
        bool isLow = usual >= options.LeastEvents && events < least;
        Judge(AlarmKind.RateFell, name, isLow, (least, events), changes);
        if (!isLow)
        {
            Learn(name, events);
        }
    }

    private void LookAtField(WatchedField field, long looked, long missing, List<StreamAlarm> changes)
    {
        if (looked * StreamTally.Sampling < options.LeastEvents || looked == 0)
        {
            return;
        }

        double share = (double)missing / looked;
        double? usual = UsualOf(field.Subject);
        bool isHigh = usual is double known && share - known > options.MostMissingRise;
        Judge(AlarmKind.FieldMissing, field.Subject, isHigh, ((usual ?? 0) + options.MostMissingRise, share), changes);
        if (!isHigh)
        {
            Learn(field.Subject, share);
        }
    }

    private void Judge(AlarmKind kind, string subject, bool isWrong, (double Expected, double Found) figures, List<StreamAlarm> changes)
    {
        (AlarmKind, string) key = (kind, subject);
        if (isWrong == _active.ContainsKey(key))
        {
            return;
        }

        var change = new StreamAlarm(kind, subject, isWrong, figures.Expected, figures.Found);
        changes.Add(change);
        if (isWrong)
        {
            _active.Add(key, change);
        }
        else
        {
            _active.Remove(key);
        }
    }

    /// <summary>The mean of the windows before; null until there are enough.</summary>
    private double? UsualOf(string subject) =>
        _usual.TryGetValue(subject, out Queue<double>? known) && known.Count >= options.UsualWindows ? known.Average() : null;

    private void Learn(string subject, double figure)
    {
        Queue<double> known = _usual.TryGetValue(subject, out Queue<double>? before) ? before : _usual[subject] = new Queue<double>();
        known.Enqueue(figure);
        if (known.Count > options.UsualWindows)
        {
            known.Dequeue();
        }
    }
}
