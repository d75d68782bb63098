using FraudWatch.Detection.Events;
using FraudWatch.Worker.Pipeline;
using Xunit;

namespace FraudWatch.Tests.Worker;

public sealed class ParsedEventPoolTests
{
    [Fact]
    public void A_steady_stream_uses_the_same_events_again_and_none_twice_at_once()
    {
        var pool = new ParsedEventPool();
        var everSeen = new HashSet<ParsedEvent>(ReferenceEqualityComparer.Instance);
        for (int round = 0; round < 100; round++)
        {
            var inFlight = new HashSet<ParsedEvent>(ReferenceEqualityComparer.Instance);
            for (int i = 0; i < 300; i++)
            {
                Assert.True(inFlight.Add(pool.Rent()), "an event in flight was rented again");
            }

            everSeen.UnionWith(inFlight);
            foreach (ParsedEvent message in inFlight)
            {
                pool.Return(message);
            }
        }

        Assert.InRange(everSeen.Count, 300, 1000);
    }

    [Fact]
    public async Task One_thread_rents_while_another_returns()
    {
        const int Events = 200_000;
        var pool = new ParsedEventPool();
        var way = System.Threading.Channels.Channel.CreateBounded<ParsedEvent>(1000);
        Task returning = Task.Run(async () =>
        {
            await foreach (ParsedEvent message in way.Reader.ReadAllAsync())
            {
                Assert.Equal(1, message.Coins);
                message.Coins = 0;
                pool.Return(message);
            }
        });
        for (int i = 0; i < Events; i++)
        {
            ParsedEvent message = pool.Rent();
            Assert.Equal(0, message.Coins);
            message.Coins = 1;
            await way.Writer.WriteAsync(message);
        }

        way.Writer.Complete();
        await returning;
    }
}
