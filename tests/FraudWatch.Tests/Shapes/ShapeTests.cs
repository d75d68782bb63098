using FraudWatch.Detection.Decisions;
using FraudWatch.Detection.Shapes;
using FraudWatch.Testing;
using FraudWatch.Testing.Events;
using FraudWatch.Testing.Scoring;
using Xunit;

namespace FraudWatch.Tests.Shapes;

/// <summary>Each shape is found with its anchor and roles, and its innocent neighbour is not.</summary>
public sealed class ShapeTests
{
    private const long Minute = 60_000;
    private const long Hour = 60 * Minute;
    private const long Day = 24 * Hour;
    private readonly DetectorDriver _driver = new(EagerSetup.Create());
    private readonly ShapeLog _log;
    private long _now = RandomEvents.Start;
    private int _next;

    public ShapeTests() => _log = new ShapeLog(_driver.Detector);

    [Fact]
    public void Accounts_that_come_spend_all_on_one_and_leave_are_a_mule_fan_in()
    {
        string[] mules = ["m0", "m1", "m2", "m3", "m4"];
        Feed(mules, mule => Buy(mule, 700));
        _now += 30 * Hour;
        Feed(mules, mule => Give(mule, "collector", 690));

        Assert.Contains((Shape.MuleFanIn, 5, "collector:Collector m4:Source m3:Source m2:Source m1:Source m0:Source"), _log.Findings);
        Flag flag = Assert.Single(_driver.Flags, f => f.AnchorAccountId == "collector" && f.Detector == Detector.Ring);
        Assert.Contains(flag.Accounts, a => a is { AccountId: "m0", Role: AccountRole.Source });
        Assert.StartsWith("5 accounts gave all they had", flag.Reasons.Single(r => r.Code == "SPENT_GIVERS").Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("keep half of their coins")]
    [InlineData("give to another creator too")]
    [InlineData("come back day after day")]
    public void Fans_are_no_mules_when_they(string habit)
    {
        for (int i = 0; i < 8; i++)
        {
            for (int days = habit.StartsWith("come back", StringComparison.Ordinal) ? 5 : 1; days > 0; days--)
            {
                Buy($"fan{i}", 700);
                Give($"fan{i}", "creator", habit.StartsWith("keep", StringComparison.Ordinal) ? 350 : 650);
                _now += days > 1 ? Day : 0;
            }

            if (habit.StartsWith("give", StringComparison.Ordinal))
            {
                Give($"fan{i}", $"other{i}", 50);
            }
        }

        Assert.DoesNotContain(_log.Findings, f => f.Shape == Shape.MuleFanIn);
    }

    [Fact]
    public void One_giver_of_several_who_have_no_other_is_a_fan_out()
    {
        Feed(["r0", "r1", "r2", "r3"], receiver => Give("source", receiver, 500));
        Assert.Contains((Shape.FanOut, 4, "source:Source r3:Intermediary r2:Intermediary r1:Intermediary r0:Intermediary"), _log.Findings);
    }

    [Fact]
    public void A_fan_of_creators_whom_others_give_to_is_no_fan_out()
    {
        Feed(["r0", "r1", "r2", "r3", "r4"], receiver => Give("someone", receiver, 10));
        Feed(["r0", "r1", "r2", "r3", "r4"], receiver => Give("fan", receiver, 500));
        Assert.DoesNotContain(_log.Findings, f => f.Shape == Shape.FanOut && f.Members.StartsWith("fan:", StringComparison.Ordinal));
    }

    [Fact]
    public void Income_exchanged_and_passed_on_to_one_collector_is_a_scatter_gather()
    {
        Feed(["m1", "m2", "m3"], middle => Give("source", middle, 1000));
        Feed(["m1", "m2", "m3"], PassOnAll);
        Assert.Contains((Shape.ScatterGather, 3, "collector:Collector source:Source m1:Intermediary m2:Intermediary m3:Intermediary"), _log.Findings);
        Flag flag = _driver.Flags.Single(f => f.AnchorAccountId == "collector" && f.Detector == Detector.Ring);
        Assert.Equal(Typology.ScatterGather, flag.Typology);
        Assert.Superset(new HashSet<string> { "m1", "m2", "m3", "source", "collector" }, flag.Accounts.Select(a => a.AccountId).ToHashSet());
        Assert.Contains(flag.Reasons, r => r.Code == "SCATTER_GATHER");
        void PassOnAll(string middle) => PassOn(middle, "collector", 1000);
    }

    [Fact]
    public void Creators_who_buy_what_they_give_pass_nothing_on()
    {
        Feed(["m1", "m2", "m3"], middle => Give("source", middle, 1000));
        Feed(["m1", "m2", "m3"], middle => Buy(middle, 500));
        Feed(["m1", "m2", "m3"], middle => Give(middle, "collector", 500));
        Assert.DoesNotContain(_log.Findings, f => f.Shape is Shape.ScatterGather or Shape.Chain);
    }

    [Fact]
    public void Many_givers_then_many_receivers_around_one_who_lives_on_income_is_a_gather_scatter()
    {
        Feed(["g1", "g2", "g3", "g4"], giver => Give(giver, "hub", 1000));
        Exchange("hub", 2000);
        Feed(["r1", "r2", "r3"], receiver => Give("hub", receiver, 600));
        Assert.Contains((Shape.GatherScatter, 3, "hub:Hub g1:Source g2:Source g3:Source g4:Source r1:Collector r2:Collector r3:Collector"), _log.Findings);
    }

    [Fact]
    public void A_gift_passed_on_hop_by_hop_through_exchanges_is_a_chain()
    {
        Give("a", "b", 4000);
        PassOn("b", "c", 4000);
        PassOn("c", "d", 2000);
        Assert.Equal((Shape.Chain, 3, "d:Collector c:Intermediary b:Intermediary a:Source"), _log.Findings.Last(f => f.Shape == Shape.Chain));
    }

    [Fact]
    public void Givers_who_share_several_receivers_and_no_others_are_a_sender_pool()
    {
        for (int giver = 0; giver < 5; giver++)
        {
            Feed(["c1", "c2", "c3"], creator => Give($"p{giver}", creator, 100));
        }

        (Shape _, int size, string members) = _log.Findings.Last(f => f.Shape == Shape.SenderPool);
        Assert.Equal(3, size);
        Assert.Superset(new HashSet<string> { "c1:Collector", "c2:Collector", "c3:Collector", "p0:Source", "p1:Source" }, members.Split(' ').ToHashSet());
    }

    [Fact]
    public void Funders_of_both_hosts_of_a_match_are_found_and_rival_fans_are_not()
    {
        for (int match = 0; match < 3; match++)
        {
            Feed(["f1", "f2"], funder => GiveInMatch(match, funder, "left"));
            Feed(["f1", "f2"], funder => GiveInMatch(match, funder, "right"));
            Feed(["x1", "x2", "x3"], fan => GiveInMatch(100 + match, fan, "host"));
            Feed(["y1", "y2", "y3"], fan => GiveInMatch(100 + match, fan, "rival"));
        }

        Assert.Equal((Shape.SharedMatch, 4, "right:Collector left:Collector f1:Source f2:Source"), _log.Findings.First(f => f.Shape == Shape.SharedMatch));
        Assert.DoesNotContain(_log.Findings, f => f.Shape == Shape.SharedMatch && f.Members.Contains("host", StringComparison.Ordinal));
    }

    [Fact]
    public void Creators_who_withdraw_to_one_payout_share_it()
    {
        Give("x", "c1", 1000);
        Give("x", "c2", 1000);
        _driver.Feed(EventObject.Withdrawal(NextId(), _now += Hour, "c1"), EventObject.Withdrawal(NextId(), _now += Hour, "c2"));
        Assert.Equal((Shape.SharedPayout, 2, "c1:Collector c2:Collector"), _log.Findings.Single(f => f.Shape == Shape.SharedPayout));
    }

    [Fact]
    public void Gifts_between_accounts_of_one_device_are_self_gifting()
    {
        _driver.Feed(EventObject.Gift(NextId(), _now += Hour, "creator", "friend", 5).With("device_id", "phone-1"));
        _driver.Feed(EventObject.Gift(NextId(), _now += Hour, "alt", "creator", 500).With("device_id", "phone-1"));
        _driver.Feed(EventObject.Gift(NextId(), _now += Hour, "fan", "creator", 500).With("device_id", "phone-2"));
        Assert.Equal((Shape.SelfGifting, 1, "creator:Collector alt:Source"), Assert.Single(_log.Findings, f => f.Shape == Shape.SelfGifting));
    }

    private static void Feed(string[] accounts, Action<string> each) => Array.ForEach(accounts, each);

    private void Buy(string account, long coins) =>
        _driver.Feed(EventObject.Purchase(NextId(), _now += Minute, account, coins).With("instrument_id", "card-" + account));

    private void Give(string from, string to, long coins) => _driver.Feed(EventObject.Gift(NextId(), _now += Minute, from, to, coins));

    private void GiveInMatch(int match, string from, string to) =>
        _driver.Feed(EventObject.Gift(NextId(), _now += Minute, from, to, 100).With("match_id", $"match-{match}"));

    private void Exchange(string account, long diamonds) =>
        _driver.Feed(EventObject.Of("diamond.exchanged", NextId(), _now += Minute, account).With("diamonds", diamonds).With("coins", diamonds));

    /// <summary>Half of what came in is left by the hop; all of that is exchanged and given on.</summary>
    private void PassOn(string account, string to, long received)
    {
        Exchange(account, received / 2);
        Give(account, to, received / 2);
    }

    private string NextId() => $"e{_next++:D4}";
}
