using FraudWatch.Detection.Events;
using Xunit;

namespace FraudWatch.Tests.Events;

/// <summary>What the record of the order costs: a million events on 24 partitions, of which a fetch now and then brings some partitions nothing.</summary>
public sealed class LateTurnCostTests(ITestOutputHelper output)
{
    private const int Events = 1_000_000;
    private const int Partitions = 8;
    private const int EventsPerFetch = 300;
    private const int EventsPerBatch = 1500;

    [Theory]
    [InlineData(15)]
    [InlineData(75)]
    public void A_million_events_out_of_turn_are_recorded_in_a_few_bytes_a_late_turn(int percentMissed)
    {
        var random = new Random(percentMissed);
        var merge = new PartitionMerge();
        foreach (Topic topic in Topics.All)
        {
            for (int partition = 0; partition < Partitions; partition++)
            {
                merge.Add(topic, partition);
            }
        }

        var unread = Enumerable.Range(0, Topics.All.Count * Partitions).Select(_ => new Queue<ParsedEvent>()).ToArray();
        var turns = new List<LateTurn>();
        long bytes = 0;
        int recorded = 0;
        long[] next = new long[unread.Length];
        for (int at = 0; at < Events; at++)
        {
            int slot = random.Next(unread.Length);
            var position = new LogPosition((Topic)(slot / Partitions), slot % Partitions, next[slot]++);
            unread[slot].Enqueue(new ParsedEvent { Position = position, OccurredAt = at });
            if (at % EventsPerFetch == 0)
            {
                Fetch(merge, unread, () => random.Next(100) < percentMissed);
                merge.TakeLateTurns(turns);
            }

            if (at % EventsPerBatch == 0)
            {
                bytes += LateTurnBytes.Write(turns[recorded..]).Length;
                recorded = turns.Count;
            }
        }

        output.WriteLine($"{100.0 * merge.OutOfTurn / Events:F0} % out of turn: {turns.Count} late turns, {bytes} bytes");
        Assert.InRange(merge.OutOfTurn, Events / 20, Events);
        Assert.InRange(turns.Count, 1, merge.OutOfTurn);
        Assert.InRange(bytes, 1, 10L * turns.Count);
    }

    private static void Fetch(PartitionMerge merge, Queue<ParsedEvent>[] unread, Func<bool> misses)
    {
        for (int slot = 0; slot < unread.Length; slot++)
        {
            for (bool missed = misses(); !missed && unread[slot].TryDequeue(out ParsedEvent? message);)
            {
                merge.Enqueue(message);
            }
        }

        do
        {
            while (merge.TryTake(out _))
            {
            }

            for (int slot = 0; slot < unread.Length; slot++)
            {
                merge.LeaveOut((Topic)(slot / Partitions), slot % Partitions);
            }
        }
        while (merge.Waiting > 0);
    }
}
