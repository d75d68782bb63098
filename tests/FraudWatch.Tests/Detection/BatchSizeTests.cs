using FraudWatch.Detection;
using FraudWatch.Detection.Decisions;
using FraudWatch.Detection.Events;
using FraudWatch.Testing;
using FraudWatch.Testing.Events;
using FraudWatch.Testing.Scoring;
using Xunit;

namespace FraudWatch.Tests.Detection;

/// <summary>What is found and decided does not depend on how many messages came at once.</summary>
public sealed class BatchSizeTests
{
    private const int Partitions = 3;

    [Fact]
    public void Batches_of_1_128_and_2048_give_the_same_findings_and_decisions_in_the_same_order()
    {
        int findings = 0;
        for (int seed = 0; seed < 60; seed++)
        {
            List<ParsedEvent>[] logs = RandomLogs(seed);
            (string decided, int found) = Run(logs, 1);
            Assert.Equal((seed, decided), (seed, Run(logs, 128).Decided));
            Assert.Equal((seed, decided), (seed, Run(logs, 2048).Decided));
            findings += found;
        }

        Assert.InRange(findings, 1_000, int.MaxValue);
    }

    /// <summary>Few accounts, so that shapes form; ties, repeats and late events among them.</summary>
    private static List<ParsedEvent>[] RandomLogs(int seed)
    {
        RandomEvents source = new(seed);
        List<ParsedEvent>[] logs = [[], [], []];
        long now = RandomEvents.Start;
        for (int i = 0; i < 400; i++)
        {
            now += source.Random.Next(3) * 200_000;
            long at = now - (source.Random.Next(5) == 0 ? source.Random.Next(900_000) : 0);
            string account = $"u{source.Random.Next(10)}";
            string other = $"u{source.Random.Next(10)}";
            EventObject next = source.Random.Next(3) == 0 || account == other
                ? source.Next(source.Random.Next(2) == 0 ? "diamond.exchanged" : "coin.purchased", at, account)
                : EventObject.Gift($"g{i}", at, account, other, source.Random.Next(1, 2000)).With("match_id", $"m{i / 40}");
            List<ParsedEvent> log = logs[source.Random.Next(Partitions)];
            for (int copies = source.Random.Next(8) == 0 ? 2 : 1; copies > 0; copies--)
            {
                log.Add(Parse(next, Array.IndexOf(logs, log), log.Count));
            }
        }

        return logs;
    }

    private static (string Decided, int Found) Run(List<ParsedEvent>[] logs, int batch)
    {
        FraudDetector detector = new(EagerSetup.Create());
        ShapeLog shapes = new(detector);
        PartitionMerge merge = new();
        for (int partition = 0; partition < Partitions; partition++)
        {
            merge.Add(Topic.GiftEvents, partition);
        }

        List<Decision> decisions = [];
        int[] read = new int[Partitions];
        while (read.Sum() < logs.Sum(l => l.Count))
        {
            for (int partition = 0; partition < Partitions; partition++)
            {
                Read(merge, logs[partition], ref read[partition], batch);
                Take(merge, detector, decisions);
            }
        }

        for (int partition = 0; partition < Partitions; partition++)
        {
            merge.LeaveOut(Topic.GiftEvents, partition);
        }

        Take(merge, detector, decisions, isEnd: true);
        Assert.Equal(0, merge.OutOfTurn);
        string found = string.Join('\n', shapes.Findings);
        return (found + string.Join('\n', decisions.Select(d => d.ToString() + d.Flag?.Version + d.Flag?.Score + string.Join(' ', d.Flag?.Accounts ?? []) + string.Join(' ', d.Flag?.Reasons ?? []))), shapes.Findings.Count);
    }

    private static void Read(PartitionMerge merge, List<ParsedEvent> log, ref int read, int batch)
    {
        for (int i = 0; i < batch && read < log.Count; i++)
        {
            merge.Enqueue(log[read++]);
        }
    }

    private static void Take(PartitionMerge merge, FraudDetector detector, List<Decision> decisions, bool isEnd = false)
    {
        while (merge.TryTake(out ParsedEvent next))
        {
            detector.Process(next, decisions);
            for (int partition = 0; isEnd && partition < Partitions; partition++)
            {
                merge.LeaveOut(Topic.GiftEvents, partition);
            }
        }
    }

    private static ParsedEvent Parse(EventObject next, int partition, int offset)
    {
        ParsedEvent parsed = new();
        Assert.True(EventParser.TryParse(next.Utf8(), parsed), parsed.Rejection.Detail);
        parsed.Position = new LogPosition(Topic.GiftEvents, partition, offset);
        return parsed;
    }
}
