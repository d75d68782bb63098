using FraudWatch.Detection.Events;

namespace FraudWatch.Worker.Silence;

/// <summary>
/// Counts what comes in, by topic, and of one event in <see cref="Sampling"/> which fields are missing: an addition an event.
/// Written by the detection thread alone; totals are read by any thread.
/// </summary>
public sealed class StreamTally
{
    /// <summary>One event in this many is looked into: shares are what is wanted, not a ledger.</summary>
    public const int Sampling = 16;

    private readonly long[] _events = new long[Topics.All.Count];
    private readonly long[] _looked = new long[WatchedField.All.Count];
    private readonly long[] _missing = new long[WatchedField.All.Count];

    /// <summary>Detection thread: a valid message was processed.</summary>
    public void Count(ParsedEvent message)
    {
        ref long events = ref _events[(int)message.Position.Topic];
        Volatile.Write(ref events, events + 1);
        if (events % Sampling == 0)
        {
            Look(message);
        }
    }

    internal StreamSample Totals() => new([.. _events.Select((_, i) => Volatile.Read(ref _events[i]))],
        [.. _looked.Select((_, i) => Volatile.Read(ref _looked[i]))], [.. _missing.Select((_, i) => Volatile.Read(ref _missing[i]))]);

    private void Look(ParsedEvent message)
    {
        IReadOnlyList<WatchedField> fields = WatchedField.All;
        for (int i = 0; i < fields.Count; i++)
        {
            if (fields[i].Topic == message.Position.Topic)
            {
                Volatile.Write(ref _looked[i], _looked[i] + 1);
                Volatile.Write(ref _missing[i], _missing[i] + (fields[i].IsThere(message) ? 0 : 1));
            }
        }
    }
}
