using System.Text;
using FraudWatch.Detection.Events;
using FraudWatch.Simulator.Kafka;
using Xunit;

namespace FraudWatch.Tests.Worker.Publisher;

public sealed class LineAddressTests
{
    [Theory]
    [InlineData("gift.sent", Topic.GiftEvents)]
    [InlineData("action.taken", Topic.FraudActions)]
    [InlineData("coin.purchased", Topic.CoinEvents)]
    [InlineData("diamond.withdrawn", Topic.CoinEvents)]
    [InlineData("account.signed_in", Topic.CoinEvents)]
    public void A_type_tells_the_topic_and_the_account_is_the_key(string type, Topic topic)
    {
        var address = LineAddress.Read(Encoding.UTF8.GetBytes($$"""{"type":"{{type}}","other":{"type":"x"},"account_id":"u\u0031","occurred_at":"1970-01-01T00:00:01.000Z"}"""));

        Assert.Equal(topic, address.Topic);
        Assert.Equal("u1", Encoding.UTF8.GetString(address.Key!));
        Assert.Equal(1000, address.OccurredAt);
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("[1,2]")]
    [InlineData("{\"type\":7,\"account_id\":\"\",\"occurred_at\":\"yesterday\"}")]
    [InlineData("{\"type\":\"coin")]
    public void A_broken_line_tells_nothing(string line) => Assert.Equal(default, LineAddress.Read(Encoding.UTF8.GetBytes(line)));
}
