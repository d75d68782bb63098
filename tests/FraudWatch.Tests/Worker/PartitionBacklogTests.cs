using FraudWatch.Worker.Kafka;
using Xunit;

namespace FraudWatch.Tests.Worker;

public sealed class PartitionBacklogTests
{
    private readonly List<int> _pause = [];
    private readonly List<int> _resume = [];

    [Fact]
    public void A_partition_that_runs_ahead_is_paused_once_and_goes_on_below_half()
    {
        var backlog = new PartitionBacklog(slots: 2, limit: 10);
        ReadMessages(backlog, slot: 1, count: 11);
        backlog.Balance(_pause, _resume);
        Assert.Equal([1], _pause);
        Assert.True(backlog.IsPaused(1));

        backlog.Balance(_pause, _resume);
        Assert.Empty(_pause);

        Finish(backlog, slot: 1, count: 6);
        backlog.Balance(_pause, _resume);
        Assert.Empty(_resume);

        Finish(backlog, slot: 1, count: 1);
        backlog.Balance(_pause, _resume);
        Assert.Equal([1], _resume);
        Assert.False(backlog.IsPaused(1));
    }

    [Fact]
    public void A_partition_without_backlog_is_never_paused_however_long_the_others_are()
    {
        var backlog = new PartitionBacklog(slots: 3, limit: 10);
        ReadMessages(backlog, slot: 0, count: 1000);
        ReadMessages(backlog, slot: 2, count: 1000);

        backlog.Balance(_pause, _resume);

        Assert.Equal([0, 2], _pause);
        Assert.False(backlog.IsPaused(1));
    }

    [Fact]
    public void A_few_huge_rejected_messages_count_by_their_bytes()
    {
        var backlog = new PartitionBacklog(slots: 1, limit: 1000);
        backlog.Read(0, (int)PartitionBacklog.RejectedBytesLimit);
        backlog.Read(0, 1);
        backlog.Balance(_pause, _resume);
        Assert.Equal([0], _pause);

        backlog.Done(0, (int)PartitionBacklog.RejectedBytesLimit);
        backlog.Balance(_pause, _resume);
        Assert.Equal([0], _resume);
    }

    private static void ReadMessages(PartitionBacklog backlog, int slot, int count)
    {
        for (int i = 0; i < count; i++)
        {
            backlog.Read(slot, rejectedBytes: 0);
        }
    }

    private static void Finish(PartitionBacklog backlog, int slot, int count)
    {
        for (int i = 0; i < count; i++)
        {
            backlog.Done(slot, rejectedBytes: 0);
        }
    }
}
