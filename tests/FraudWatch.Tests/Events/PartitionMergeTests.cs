using FraudWatch.Detection.Events;
using FraudWatch.Testing.Events;
using Xunit;

namespace FraudWatch.Tests.Events;

public sealed class PartitionMergeTests
{
    [Fact]
    public void Random_logs_come_out_in_the_order_of_the_definition_however_they_arrive()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            Dictionary<(Topic Topic, int Partition), long?[]> logs = RandomLogs(random);
            IReadOnlyList<LogPosition> expected = NaiveMerge.Order(logs);
            var merge = new PartitionMerge();
            foreach ((Topic topic, int partition) in logs.Keys)
            {
                merge.Add(topic, partition);
            }

            IReadOnlyList<LogPosition> found = Pump(merge, logs, random);
            Assert.True(expected.SequenceEqual(found), $"seed {seed}: expected {string.Join(' ', expected)}, found {string.Join(' ', found)}");
            Assert.Equal((0, 0), (merge.OutOfTurn, merge.Waiting));
        }
    }

    [Fact]
    public void Nothing_is_taken_while_a_partition_is_waited_for()
    {
        PartitionMerge merge = TwoPartitions();
        merge.Enqueue(Message(0, 0, at: 10));
        Assert.False(merge.TryTake(out _));
        Assert.True(merge.IsWaitedFor(Topic.CoinEvents, 1));

        merge.LeaveOut(Topic.CoinEvents, 1);
        Assert.False(merge.IsWaitedFor(Topic.CoinEvents, 1));
        Assert.True(merge.TryTake(out ParsedEvent taken));
        Assert.Equal(10, taken.OccurredAt);
        Assert.False(merge.TryTake(out _));
    }

    [Fact]
    public void A_partition_that_was_left_out_is_waited_for_again_once_it_has_had_messages()
    {
        PartitionMerge merge = TwoPartitions();
        merge.LeaveOut(Topic.CoinEvents, 1);
        merge.Enqueue(Message(1, 0, at: 20));
        merge.Enqueue(Message(0, 0, at: 10));
        Assert.True(merge.TryTake(out ParsedEvent first));
        Assert.Equal(10, first.OccurredAt);
        Assert.False(merge.TryTake(out _));
        merge.Enqueue(Message(0, 1, at: 30));
        Assert.True(merge.TryTake(out ParsedEvent second));
        Assert.Equal(20, second.OccurredAt);
        Assert.True(merge.IsWaitedFor(Topic.CoinEvents, 1));
    }

    [Fact]
    public void Events_of_a_left_out_partition_that_should_have_come_before_are_counted()
    {
        PartitionMerge merge = TwoPartitions();
        merge.LeaveOut(Topic.CoinEvents, 1);
        merge.Enqueue(Message(0, 0, at: 100));
        Assert.True(merge.TryTake(out _));
        merge.LeaveOut(Topic.CoinEvents, 0);

        merge.Enqueue(Message(1, 0, at: 40));
        merge.Enqueue(Message(1, 1, at: 50));
        merge.Enqueue(Message(1, 2, at: 101));
        for (int i = 0; i < 3; i++)
        {
            Assert.True(merge.TryTake(out _));
        }

        Assert.Equal(2, merge.OutOfTurn);
    }

    [Fact]
    public void A_rejected_message_keeps_its_place_moves_no_clock_and_is_never_out_of_turn()
    {
        PartitionMerge merge = TwoPartitions();
        merge.Enqueue(Message(1, 0, at: 5));
        merge.LeaveOut(Topic.CoinEvents, 0);
        Assert.True(merge.TryTake(out _));
        merge.LeaveOut(Topic.CoinEvents, 1);
        merge.Enqueue(Message(0, 0, at: 50));
        Assert.True(merge.TryTake(out _));
        merge.LeaveOut(Topic.CoinEvents, 0);

        merge.Enqueue(Rejected(1, 1, at: 900));
        merge.Enqueue(Message(1, 2, at: 60));
        Assert.True(merge.TryTake(out ParsedEvent rejected));
        Assert.Equal(1, rejected.Position.Offset);
        Assert.Equal(0, merge.OutOfTurn);

        merge.Enqueue(Message(0, 1, at: 55));
        Assert.True(merge.TryTake(out ParsedEvent next));
        Assert.Equal(55, next.OccurredAt);
        Assert.Equal(0, merge.OutOfTurn);
    }

    [Fact]
    public void An_event_that_is_ahead_keeps_its_place_and_moves_no_clock()
    {
        PartitionMerge merge = TwoPartitions();
        merge.Enqueue(Message(0, 0, at: 10));
        ParsedEvent ahead = Message(0, 1, at: 900);
        ahead.IsAhead = true;
        merge.Enqueue(ahead);
        merge.Enqueue(Message(0, 2, at: 30));
        merge.Enqueue(Message(1, 0, at: 20));
        merge.Enqueue(Message(1, 1, at: 40));
        var taken = new List<(long At, long Clock)>();
        while (merge.TryTake(out ParsedEvent next))
        {
            taken.Add((next.OccurredAt, next.PartitionClock));
        }

        Assert.Equal([(10, 10), (900, 10), (20, 20), (30, 30)], taken);
        Assert.Equal(0, merge.OutOfTurn);
    }

    [Fact]
    public void Partitions_may_be_any_numbers_but_each_only_once()
    {
        var merge = new PartitionMerge();
        merge.Add(Topic.GiftEvents, 7);
        merge.Add(Topic.GiftEvents, 2);
        Assert.Throws<ArgumentException>(() => merge.Add(Topic.GiftEvents, 7));
        Assert.Throws<ArgumentException>(() => merge.IsWaitedFor(Topic.GiftEvents, 3));
        Assert.True(merge.IsWaitedFor(Topic.GiftEvents, 2));
    }

    private static PartitionMerge TwoPartitions()
    {
        var merge = new PartitionMerge();
        merge.Add(Topic.CoinEvents, 0);
        merge.Add(Topic.CoinEvents, 1);
        return merge;
    }

    private static Dictionary<(Topic Topic, int Partition), long?[]> RandomLogs(Random random)
    {
        var logs = new Dictionary<(Topic Topic, int Partition), long?[]>();
        foreach (Topic topic in Topics.All)
        {
            for (int partition = random.Next(1, 4); partition > 0; partition--)
            {
                long at = random.Next(20);
                logs[(topic, partition)] = [.. Enumerable.Range(0, random.Next(40)).Select(_ => random.Next(8) == 0 ? (long?)null : at += random.Next(-6, 10))];
            }
        }

        return logs;
    }

    /// <summary>Reads the logs in random portions, ends them where they end, takes whatever can be taken in between.</summary>
    private static List<LogPosition> Pump(PartitionMerge merge, Dictionary<(Topic Topic, int Partition), long?[]> logs, Random random)
    {
        var found = new List<LogPosition>();
        Dictionary<(Topic Topic, int Partition), int> read = logs.Keys.ToDictionary(key => key, _ => 0);
        int all = logs.Values.Sum(times => times.Length);
        (Topic Topic, int Partition)[] keys = [.. logs.Keys];
        while (found.Count < all)
        {
            (Topic topic, int partition) = keys[random.Next(keys.Length)];
            int offset = read[(topic, partition)];
            if (offset < logs[(topic, partition)].Length)
            {
                merge.Enqueue(Message(topic, partition, offset, logs[(topic, partition)][offset]));
                read[(topic, partition)]++;
            }
            else
            {
                merge.LeaveOut(topic, partition);
            }

            while (random.Next(3) > 0 && merge.TryTake(out ParsedEvent taken))
            {
                found.Add(taken.Position);
            }
        }

        return found;
    }

    private static ParsedEvent Message(int partition, long offset, long at) => Message(Topic.CoinEvents, partition, offset, at);

    private static ParsedEvent Rejected(int partition, long offset, long at)
    {
        ParsedEvent rejected = Message(partition, offset, at);
        rejected.Rejection = new Rejection(RejectReason.ClockAhead, "");
        return rejected;
    }

    private static ParsedEvent Message(Topic topic, int partition, long offset, long? at) => new()
    {
        Position = new LogPosition(topic, partition, offset),
        OccurredAt = at ?? 1_000_000,
        Rejection = at is null ? new Rejection(RejectReason.NotJson, "") : Rejection.None,
    };
}
