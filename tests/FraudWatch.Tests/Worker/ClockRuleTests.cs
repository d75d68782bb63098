using FraudWatch.Detection.Events;
using FraudWatch.Worker.Kafka;
using Xunit;

namespace FraudWatch.Tests.Worker;

public sealed class ClockRuleTests
{
    private const long Published = 1_700_000_000_000;

    [Theory]
    [InlineData(-1_000_000_000_000, false)]
    [InlineData(0, false)]
    [InlineData(ReceivedClock.AheadAfter, false)]
    [InlineData(ReceivedClock.AheadAfter + 1, true)]
    [InlineData(ReceivedClock.MostAhead, true)]
    public void Up_to_a_day_ahead_of_the_message_is_taken_and_from_ten_minutes_on_marked(long ahead, bool isAhead)
    {
        var message = new ParsedEvent { OccurredAt = Published + ahead };

        Assert.False(ClockRule.Judge(message, Published).IsRejected);
        Assert.Equal((isAhead, Published), (message.IsAhead, message.ReceivedAt));
    }

    [Fact]
    public void More_than_a_day_ahead_is_rejected_with_both_times()
    {
        Rejection rejection = ClockRule.Judge(new ParsedEvent { OccurredAt = Published + ReceivedClock.MostAhead + 1 }, Published);

        Assert.Equal(RejectReason.ClockAhead, rejection.Reason);
        Assert.Contains("2023-11-14T22:13:20.000Z", rejection.Detail, StringComparison.Ordinal);
        Assert.Contains("2023-11-15T22:13:20.001Z", rejection.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void An_events_own_time_of_receipt_goes_before_the_messages()
    {
        const long Received = Published - (40 * ReceivedClock.AheadAfter);
        var message = new ParsedEvent { OccurredAt = Published, ReceivedAt = Received };

        Assert.False(ClockRule.Judge(message, Published).IsRejected);
        Assert.Equal((true, Received), (message.IsAhead, message.ReceivedAt));
        Assert.True(ClockRule.Judge(new ParsedEvent { OccurredAt = Published, ReceivedAt = Published - ReceivedClock.MostAhead - 1 }, Published).IsRejected);
    }

    [Fact]
    public void Nothing_is_known_of_an_event_without_either() =>
        Assert.False(ClockRule.Judge(new ParsedEvent { OccurredAt = Published }, ParsedEvent.NotGiven).IsRejected);
}
