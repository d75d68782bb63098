using System.Text;
using FraudWatch.Detection.Decisions;
using FraudWatch.Replay;
using Xunit;

namespace FraudWatch.Tests.Decisions;

public sealed class PolicyTests
{
    private const string Good = """
        {"version":"v9","ring":{"flag":0.5},"resale":{},"largest_daily_hold_share":0.1,"daily_holds_always_allowed":5,
         "evidence_families_for_hold":2,"holds":{"mule_fan_in":[{"scope":"withdrawal","hours":168}],"*":[]}}
        """;

    [Fact]
    public void The_shipped_policy_is_valid_and_holds_what_it_says()
    {
        DecisionPolicy policy = ModelFolder.LoadPolicy(Installation.Models);
        Assert.NotEmpty(policy.RulesFor(Typology.CircularGifting));
        Assert.All(Enum.GetValues<Typology>(), typology => Assert.All(policy.RulesFor(typology), rule => Assert.NotEqual(HoldScope.Account, rule.Scope)));
    }

    [Fact]
    public void A_typology_without_rules_of_its_own_takes_those_for_any()
    {
        DecisionPolicy policy = DecisionPolicy.Parse(Encoding.UTF8.GetBytes(Good));
        Assert.Equal([new HoldRule(HoldScope.Withdrawal, 168)], policy.RulesFor(Typology.MuleFanIn));
        Assert.Empty(policy.RulesFor(Typology.CardedStock));
        Assert.Equal(0.5, policy.Ring.Flag);
    }

    [Theory]
    [InlineData("\"version\":\"v9\",", "", "version")]
    [InlineData("\"hours\":168", "\"hours\":0", "holds.mule_fan_in.hours")]
    [InlineData("\"scope\":\"withdrawal\"", "\"scope\":\"account\"", "people place account holds")]
    [InlineData("\"mule_fan_in\"", "\"mule_fan_out\"", "mule_fan_out")]
    [InlineData("\"largest_daily_hold_share\":0.1", "\"largest_daily_hold_share\":2", "largest_daily_hold_share")]
    [InlineData("\"resale\":{}", "\"resale\":{},\"resail\":{}", "resail")]
    [InlineData("{\"version\"", "\"version\"", "policy")]
    public void A_wrong_policy_is_refused_with_what_is_wrong(string part, string instead, string told)
    {
        string json = Good.Replace(part, instead, StringComparison.Ordinal);
        FormatException refused = Assert.Throws<FormatException>(() => DecisionPolicy.Parse(Encoding.UTF8.GetBytes(json)));
        Assert.Contains(told, refused.Message, StringComparison.Ordinal);
    }
}
