using FraudWatch.Detection.Events;
using FraudWatch.Worker.Kafka;
using Xunit;

namespace FraudWatch.Tests.Worker;

public sealed class ClockRuleTests
{
    private const long Published = 1_700_000_000_000;

    [Theory]
    [InlineData(-1_000_000_000_000)]
    [InlineData(0)]
    [InlineData(ClockRule.MostAhead)]
    public void Up_to_a_day_ahead_of_the_message_is_fine(long ahead) =>
        Assert.False(ClockRule.Judge(Published + ahead, Published).IsRejected);

    [Fact]
    public void More_than_a_day_ahead_is_rejected_with_both_times()
    {
        Rejection rejection = ClockRule.Judge(Published + ClockRule.MostAhead + 1, Published);

        Assert.Equal(RejectReason.ClockAhead, rejection.Reason);
        Assert.Contains("2023-11-14T22:13:20.000Z", rejection.Detail, StringComparison.Ordinal);
        Assert.Contains("2023-11-15T22:13:20.001Z", rejection.Detail, StringComparison.Ordinal);
    }
}
