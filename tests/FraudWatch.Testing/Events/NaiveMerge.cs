using FraudWatch.Detection.Events;

namespace FraudWatch.Testing.Events;

/// <summary>Processing order from its definition: all messages with their partition clocks, sorted.</summary>
public static class NaiveMerge
{
    /// <param name="logs">Per partition, the event times of its messages in offset order; null for a rejected message.</param>
    public static IReadOnlyList<LogPosition> Order(IReadOnlyDictionary<(Topic Topic, int Partition), long?[]> logs)
    {
        var all = new List<(long Clock, LogPosition Position)>();
        foreach (((Topic topic, int partition), long?[] times) in logs)
        {
            long clock = long.MinValue;
            for (int offset = 0; offset < times.Length; offset++)
            {
                clock = Math.Max(clock, times[offset] ?? long.MinValue);
                all.Add((clock, new LogPosition(topic, partition, offset)));
            }
        }

        return [.. all.OrderBy(m => m.Clock).ThenBy(m => m.Position.Topic).ThenBy(m => m.Position.Partition).ThenBy(m => m.Position.Offset).Select(m => m.Position)];
    }
}
