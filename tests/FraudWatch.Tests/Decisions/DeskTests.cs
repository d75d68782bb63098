using FraudWatch.Detection.Decisions;
using FraudWatch.Testing;
using FraudWatch.Testing.Events;
using FraudWatch.Testing.Scoring;
using Xunit;

namespace FraudWatch.Tests.Decisions;

/// <summary>What people decide reaches the detector as events, and it comes to the flags and holds that they decided.</summary>
public sealed class DeskTests
{
    private const long Hour = 3_600_000;
    private const long Day = 24 * Hour;
    private const long Start = 1_750_000_000_000;

    private readonly DetectorDriver _driver = new(EagerSetup.Create());

    public DeskTests() => _driver.Feed(Ring(Start, "first"));

    [Theory]
    [InlineData("confirmed", FlagStatus.Confirmed)]
    [InlineData("dismissed", FlagStatus.Dismissed)]
    [InlineData("escalated", FlagStatus.Escalated)]
    [InlineData("snoozed", FlagStatus.Snoozed)]
    [InlineData("suppressed", FlagStatus.Suppressed)]
    public void A_decision_about_a_flag_is_its_next_version(string action, FlagStatus status)
    {
        Flag before = RingFlag();

        _driver.Feed(OnFlag("act", Start + Day, before, action));

        Flag after = RingFlag();
        Assert.Equal((before.Version + 1, status, Start + Day), (after.Version, after.Status, after.UpdatedAt));
        Assert.True(_driver.Decisions[^1].AnswersAction);
    }

    [Fact]
    public void An_action_so_old_that_its_id_may_be_forgotten_changes_nothing()
    {
        Flag flag = RingFlag();
        _driver.Feed(EventObject.Purchase("later", Start + (40 * Day), "somebody"));
        int version = RingFlag().Version;

        _driver.Feed(OnFlag("old", Start + Day, flag, "dismissed"));

        Assert.Equal((FlagStatus.Open, version, 1), (RingFlag().Status, RingFlag().Version, _driver.Detector.Counters.StaleActions));
    }

    [Fact]
    public void An_undone_decision_gives_the_status_before_it_back_and_the_flag_grows_again()
    {
        Flag flag = RingFlag();
        _driver.Feed(
            OnFlag("act-1", Start + Day, flag, "escalated"), OnFlag("act-2", Start + Day + 1, flag, "dismissed"), OnFlag("act-3", Start + Day + 2, flag, "undone"));

        Assert.Equal((flag.Version + 3, FlagStatus.Escalated), (RingFlag().Version, RingFlag().Status));
        _driver.Feed(Ring(Start + (2 * Day), "next"));
        Assert.Single(_driver.Flags, f => f.Typology == Typology.CircularGifting);
    }

    [Theory]
    [InlineData("labelled")]
    [InlineData("listed")]
    [InlineData("released")]
    public void What_says_nothing_about_a_status_is_no_version(string action)
    {
        int before = _driver.Decisions.Count;

        _driver.Feed(OnFlag("act", Start + (3 * Hour), RingFlag(), action), OnFlag("act-2", Start + (3 * Hour), RingFlag() with { FlagId = new Guid(1, 2, 3, new byte[8]) }, "confirmed"));

        Assert.DoesNotContain(_driver.Decisions.Skip(before), d => d.AnswersAction);
    }

    [Fact]
    public void A_hold_that_a_person_released_stays_released_however_its_flag_grows()
    {
        Hold placed = Withdrawal("a");
        _driver.Feed(OnHold("act", Start + (4 * Hour), placed, "released").With("ended_at", Time(Start + (3 * Hour))));

        Assert.Equal((2, HoldStatus.Released, Start + (3 * Hour)), (Current(placed).Version, Current(placed).Status, Current(placed).EndedAt));
        int flagVersion = RingFlag().Version;
        _driver.Feed(Ring(Start + (5 * Hour), "next", ["a", "b", "d"]));
        _driver.Feed(Ring(Start + (30 * Hour), "more", ["a", "b", "e"]));
        Assert.True(RingFlag().Version > flagVersion);
        Assert.Equal(placed.HoldId, Withdrawal("a").HoldId);
        Assert.Equal(HoldStatus.Released, Withdrawal("a").Status);
    }

    [Fact]
    public void A_flag_raised_after_the_release_may_hold_again()
    {
        Hold placed = Withdrawal("a");
        foreach (Flag flag in _driver.Flags)
        {
            _driver.Feed(OnFlag($"act-{flag.FlagId}", Start + (4 * Hour), flag, "dismissed"));
        }

        _driver.Feed(OnHold("release", Start + (4 * Hour), placed, "released"));

        _driver.Feed(Ring(Start + (5 * Hour), "next"));

        Assert.Contains(_driver.Holds, h => h.AccountId == "a" && h.Scope == HoldScope.Withdrawal && h.Status == HoldStatus.Active);
    }

    [Fact]
    public void An_undone_release_holds_for_the_rest_of_the_time()
    {
        Hold placed = Withdrawal("a");
        _driver.Feed(OnHold("act-1", Start + (4 * Hour), placed, "released"), OnHold("act-2", Start + (5 * Hour), placed, "undone"));

        Assert.Equal((3, HoldStatus.Active, null), (Current(placed).Version, Current(placed).Status, Current(placed).EndedAt));
        _driver.Feed(EventObject.Gift("later", placed.ExpiresAt, "x", "y"));
        Assert.Equal((4, HoldStatus.Expired), (Current(placed).Version, Current(placed).Status));
    }

    [Fact]
    public void A_hold_that_a_person_renewed_ends_at_its_new_end_and_not_before()
    {
        Hold placed = Withdrawal("a");
        long until = placed.ExpiresAt + Day;
        _driver.Feed(OnHold("act", Start + (4 * Hour), placed, "held").With("expires_at", Time(until)), EventObject.Gift("x-1", placed.ExpiresAt + 1, "x", "y"));

        Assert.Equal((2, HoldStatus.Active, until), (Current(placed).Version, Current(placed).Status, Current(placed).ExpiresAt));
        _driver.Feed(EventObject.Gift("x-2", until, "x", "y"));
        Assert.Equal((3, HoldStatus.Expired, until), (Current(placed).Version, Current(placed).Status, Current(placed).EndedAt));
    }

    /// <summary>The person saw it active: what the detector decided meanwhile was not on record yet.</summary>
    [Fact]
    public void A_hold_renewed_while_its_expiry_was_on_its_way_holds_until_its_new_end()
    {
        Hold placed = Withdrawal("a");
        long until = placed.ExpiresAt + Day;
        _driver.Feed(EventObject.Gift("x-1", placed.ExpiresAt + Hour, "x", "y"));
        Assert.Equal((2, HoldStatus.Expired), (Current(placed).Version, Current(placed).Status));

        _driver.Feed(OnHold("act", placed.ExpiresAt - Hour, placed, "held").With("expires_at", Time(until)));

        Assert.Equal((3, HoldStatus.Active, until, null), (Current(placed).Version, Current(placed).Status, Current(placed).ExpiresAt, Current(placed).EndedAt));
        Assert.True(_driver.Decisions[^1].AnswersAction);
        _driver.Feed(EventObject.Gift("x-2", until, "x", "y"));
        Assert.Equal((4, HoldStatus.Expired, until), (Current(placed).Version, Current(placed).Status, Current(placed).EndedAt));
    }

    [Fact]
    public void A_hold_released_while_its_expiry_was_on_its_way_is_released()
    {
        Hold placed = Withdrawal("a");
        _driver.Feed(EventObject.Gift("x-1", placed.ExpiresAt + Hour, "x", "y"));

        _driver.Feed(OnHold("act", placed.ExpiresAt - Hour, placed, "released").With("ended_at", Time(placed.ExpiresAt - Hour)));

        Assert.Equal((3, HoldStatus.Released, placed.ExpiresAt - Hour), (Current(placed).Version, Current(placed).Status, Current(placed).EndedAt));
        Assert.True(_driver.Decisions[^1].AnswersAction);
        _driver.Feed(Ring(placed.ExpiresAt + (2 * Hour), "next", ["a", "b", "d"]));
        Assert.Equal(placed.HoldId, Withdrawal("a").HoldId);
    }

    /// <summary>Answered all the same: the record would wait for ever for its detector to hear of it.</summary>
    [Fact]
    public void A_renewal_whose_end_is_over_when_it_comes_is_answered_and_ends()
    {
        Hold placed = Withdrawal("a");
        long until = placed.ExpiresAt - (2 * Hour);
        _driver.Feed(EventObject.Gift("x-1", placed.ExpiresAt - Hour, "x", "y"));
        _driver.Feed(OnHold("act", placed.PlacedAt + Hour, placed, "held").With("expires_at", Time(until)));
        Assert.True(_driver.Decisions[^1].AnswersAction);

        _driver.Feed(EventObject.Gift("x-2", placed.ExpiresAt - Hour + 1, "x", "y"));

        Assert.Equal((3, HoldStatus.Expired, until), (Current(placed).Version, Current(placed).Status, Current(placed).EndedAt));
    }

    [Fact]
    public void What_policy_placed_anew_makes_way_for_the_hold_that_a_person_renewed()
    {
        Hold placed = Withdrawal("a");
        _driver.Feed(Ring(placed.ExpiresAt + Hour, "next", ["a", "b", "d"]));
        Hold anew = Withdrawal("a");
        Assert.NotEqual(placed.HoldId, anew.HoldId);

        _driver.Feed(OnHold("act", placed.ExpiresAt - Hour, placed, "held").With("expires_at", Time(placed.ExpiresAt + Day)));

        Assert.Equal((HoldStatus.Active, HoldStatus.Released), (Current(placed).Status, Current(anew).Status));
    }

    [Fact]
    public void Policy_renews_a_hold_in_its_second_half_when_its_flag_says_something_new()
    {
        Hold placed = Withdrawal("a");
        _driver.Feed(Ring(placed.PlacedAt + (2 * Hour), "early", ["a", "b", "d"]));
        Assert.Equal(placed.ExpiresAt, Current(placed).ExpiresAt);

        _driver.Feed(Ring(placed.PlacedAt + (14 * Hour), "late", ["a", "b", "e"]));

        Assert.InRange(Current(placed).ExpiresAt, placed.PlacedAt + (38 * Hour), placed.PlacedAt + (41 * Hour));
        Assert.Equal((2, HoldStatus.Active), (Current(placed).Version, Current(placed).Status));
    }

    [Fact]
    public void No_renewal_takes_a_policy_hold_beyond_thirty_days()
    {
        Hold placed = Withdrawal("a");
        for (int i = 1; i < 60; i++)
        {
            _driver.Feed(Ring(placed.PlacedAt + (i * 14 * Hour), $"again-{i}", ["a", "b", $"n{i}"]));
        }

        Assert.True(Current(placed).Version > 10, $"{Current(placed).Version} versions");
        Assert.Equal((HoldStatus.Expired, placed.PlacedAt + (30 * Day)), (Current(placed).Status, Current(placed).EndedAt));
    }

    [Fact]
    public void Policy_places_nothing_that_a_persons_hold_stops_already_for_as_long()
    {
        var driver = new DetectorDriver(EagerSetup.Create());
        driver.Feed(Person("act-1", Start - Hour, "a", "account", Start + (10 * Day)), Person("act-2", Start - Hour, "b", "withdrawal", Start + Hour));

        driver.Feed(Ring(Start, "first"));

        Assert.DoesNotContain(driver.Holds, h => h.AccountId == "a" && h.IsByPolicy);
        Assert.Contains(driver.Holds, h => h.AccountId == "b" && h.IsByPolicy && h.Scope == HoldScope.Withdrawal);
    }

    [Fact]
    public void A_persons_hold_is_in_an_offline_run_as_the_record_has_it()
    {
        EventObject place = Person("act-1", Start + Day, "zoe", "account", Start + (3 * Day));
        _driver.Feed(place, Person("act-2", Start + Day, "zoe", "account", Start + (4 * Day)));
        Hold held = Assert.Single(_driver.Holds, h => h.AccountId == "zoe");
        Assert.Equal((2, HoldStatus.Active, Start + (4 * Day), "ana", false), (held.Version, held.Status, held.ExpiresAt, held.PlacedBy, held.IsByPolicy));

        _driver.Feed(OnHold("act-3", Start + (2 * Day), held, "released").With("ended_at", Time(Start + (2 * Day))));

        held = Assert.Single(_driver.Holds, h => h.AccountId == "zoe");
        Assert.Equal((3, HoldStatus.Released, Start + (2 * Day)), (held.Version, held.Status, held.EndedAt));
    }

    private Flag RingFlag() => _driver.Flags.First(f => f.Typology == Typology.CircularGifting);

    private Hold Withdrawal(string account) => _driver.Holds.Last(h => h.AccountId == account && h.Scope == HoldScope.Withdrawal);

    private Hold Current(Hold hold) => _driver.Holds.Single(h => h.HoldId == hold.HoldId);

    private static EventObject OnFlag(string id, long at, Flag flag, string action) =>
        EventObject.Action(id, at, flag.AnchorAccountId, action).With("flag_id", flag.FlagId.ToString());

    private static EventObject OnHold(string id, long at, Hold hold, string action) => EventObject.Action(id, at, hold.AccountId, action)
        .With("hold_id", hold.HoldId.ToString()).With("scope", Wire.Name(hold.Scope)).With("placed_at", Time(hold.PlacedAt)).With("expires_at", Time(hold.ExpiresAt));

    private static EventObject Person(string id, long at, string account, string scope, long until) => EventObject.Action(id, at, account, "held")
        .With("hold_id", "0a000000-0000-0000-0000-000000000001").With("scope", scope).With("analyst", "ana").With("placed_at", Time(at)).With("expires_at", Time(until));

    private static string Time(long at) => DecisionJson.Time(at);

    private static IEnumerable<EventObject> Ring(long at, string prefix, string[]? members = null)
    {
        members ??= ["a", "b", "c"];
        for (int i = 0; i < members.Length; i++)
        {
            yield return EventObject.Gift($"{prefix}-{i + 1}", at + (i * Hour), members[i], members[(i + 1) % members.Length], 1000 >> i);
        }
    }
}
