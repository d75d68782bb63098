using FraudWatch.Worker.Kafka;
using Xunit;

namespace FraudWatch.Tests.Worker;

public sealed class PartitionEndsTests
{
    private static readonly TimeSpan MaxIdle = TimeSpan.FromMilliseconds(20);

    private readonly StillTime _time = new();
    private readonly List<int> _idle = [];

    [Fact]
    public void A_partition_is_idle_when_it_was_at_its_end_for_long_enough_and_is_told_once()
    {
        var ends = new PartitionEnds(slots: 2, MaxIdle, _time);
        ends.Reached(1);
        _time.Pass(MaxIdle - TimeSpan.FromMilliseconds(1));
        ends.TakeIdle(_idle);
        Assert.Empty(_idle);

        _time.Pass(TimeSpan.FromMilliseconds(1));
        ends.TakeIdle(_idle);
        ends.TakeIdle(_idle);
        Assert.Equal([1], _idle);
    }

    [Fact]
    public void A_message_takes_its_partition_from_its_end()
    {
        var ends = new PartitionEnds(slots: 1, MaxIdle, _time);
        ends.Reached(0);
        ends.Left(0);
        _time.Pass(MaxIdle);

        ends.TakeIdle(_idle);

        Assert.Empty(_idle);
    }

    [Fact]
    public void Coming_to_the_end_again_starts_the_wait_again()
    {
        var ends = new PartitionEnds(slots: 1, MaxIdle, _time);
        ends.Reached(0);
        ends.Left(0);
        _time.Pass(MaxIdle);
        ends.Reached(0);
        ends.TakeIdle(_idle);
        Assert.Empty(_idle);

        _time.Pass(MaxIdle);
        ends.TakeIdle(_idle);
        Assert.Equal([0], _idle);
    }

    [Fact]
    public void While_fetching_stands_still_no_partition_becomes_idle()
    {
        var ends = new PartitionEnds(slots: 2, MaxIdle, _time);
        ends.Reached(0);
        _time.Pass(MaxIdle * 100);
        ends.WaitAgain();
        ends.TakeIdle(_idle);
        Assert.Empty(_idle);

        _time.Pass(MaxIdle);
        ends.TakeIdle(_idle);
        Assert.Equal([0], _idle);
    }
}
