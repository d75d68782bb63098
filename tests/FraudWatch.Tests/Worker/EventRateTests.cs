using FraudWatch.Worker.Health;
using Xunit;

namespace FraudWatch.Tests.Worker;

public sealed class EventRateTests
{
    [Fact]
    public void The_rate_is_over_the_last_ten_seconds()
    {
        var time = new StillTime();
        var rate = new EventRate(time);
        long events = 0;
        for (int second = 0; second < 30; second++)
        {
            rate.Sample(events);
            events += second < 15 ? 1000 : 50;
            time.Pass(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(50, rate.PerSecond);
    }
}
