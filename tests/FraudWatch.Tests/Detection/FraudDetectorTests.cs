using FraudWatch.Detection.Decisions;
using FraudWatch.Detection.Events;
using FraudWatch.Testing;
using FraudWatch.Testing.Events;
using FraudWatch.Testing.Scoring;
using Xunit;

namespace FraudWatch.Tests.Detection;

public sealed class FraudDetectorTests
{
    private const long Hour = 60L * 60 * 1000;
    private const long Day = 24 * Hour;
    private static readonly long Start = RandomEvents.Start;

    [Fact]
    public void A_ring_of_gifts_is_flagged_with_its_members_evidence_and_words()
    {
        var driver = new DetectorDriver(EagerSetup.Create());
        driver.Feed(Ring(Start));
        Flag flag = Assert.Single(driver.Flags, f => f.Typology == Typology.CircularGifting);
        Assert.Equal("a", flag.AnchorAccountId);
        Assert.Equal(["a", "b", "c"], flag.Accounts.Select(account => account.AccountId).Order(StringComparer.Ordinal));
        Assert.Contains("ring-1", flag.EvidenceEventIds);
        Assert.Contains("ring-3", flag.EvidenceEventIds);
        FlagReason reason = Assert.Single(flag.Reasons, r => r.Code == "CYCLE_CLOSED");
        Assert.Contains("25%", reason.Text, StringComparison.Ordinal);
        Assert.Equal(0.9m, flag.Score);
    }

    [Fact]
    public void A_chain_that_does_not_close_in_time_order_is_no_ring()
    {
        var driver = new DetectorDriver(EagerSetup.Create());
        driver.Feed(
            EventObject.Gift("g1", Start + (3 * Hour), "a", "b", 1000),
            EventObject.Gift("g2", Start + (4 * Hour), "c", "a", 250),
            EventObject.Gift("g3", Start + (5 * Hour), "b", "c", 500));
        Assert.DoesNotContain(driver.Flags, f => f.Typology == Typology.CircularGifting);
    }

    [Fact]
    public void Repeated_events_change_nothing()
    {
        EventObject[] stream = [.. Ring(Start), EventObject.Withdrawal("w", Start + Day, "a")];
        var once = new DetectorDriver(EagerSetup.Create());
        var twice = new DetectorDriver(EagerSetup.Create());
        once.Feed(stream);
        twice.Feed(stream.SelectMany(e => new[] { e, e }));
        Assert.Equal(Texts(once.Decisions), Texts(twice.Decisions));
        Assert.Equal(stream.Length, twice.Detector.Counters.Duplicates);
        Assert.NotEmpty(once.Decisions);
    }

    [Fact]
    public void Other_content_under_a_known_id_is_counted_and_ignored()
    {
        var driver = new DetectorDriver(EagerSetup.Create());
        driver.Feed(EventObject.Gift("g1", Start, "a", "b", 1000), EventObject.Gift("g1", Start, "a", "b", 9999));
        Assert.Equal((1, 1), (driver.Detector.Counters.Events, driver.Detector.Counters.ConflictingDuplicates));
    }

    [Fact]
    public void Flags_grow_under_their_id_by_one_version_at_a_time()
    {
        var driver = new DetectorDriver(EagerSetup.Create());
        driver.Feed(Ring(Start));
        driver.Feed(Ring(Start + Day, "next", ["a", "b", "d"]));
        foreach (IGrouping<Guid, Flag> versions in driver.Decisions.Select(d => d.Flag).OfType<Flag>().GroupBy(f => f.FlagId))
        {
            Assert.Equal(Enumerable.Range(1, versions.Count()), versions.Select(f => f.Version));
            Assert.Single(versions.Select(f => f.RaisedAt).Distinct());
        }

        Assert.Single(driver.Flags.Select(f => f.CaseId).Distinct());
    }

    [Fact]
    public void After_a_decision_new_evidence_opens_the_next_episode()
    {
        var driver = new DetectorDriver(EagerSetup.Create());
        driver.Feed(Ring(Start));
        Flag first = driver.Flags.Single(f => f.Typology == Typology.CircularGifting);
        driver.Feed(EventObject.Action("act", Start + Day, "a", "dismissed").With("flag_id", first.FlagId.ToString()));
        driver.Feed(Ring(Start + (2 * Day), "next", ["a", "b", "c"]));
        Flag second = driver.Flags.Single(f => f.Typology == Typology.CircularGifting && f.FlagId != first.FlagId);
        Assert.Equal((1, 2), (first.Episode, second.Episode));
    }

    [Fact]
    public void Policy_holds_are_narrow_and_expire_by_the_detectors_clock()
    {
        var driver = new DetectorDriver(EagerSetup.Create());
        driver.Feed(Ring(Start));
        Hold placed = driver.Holds.First(h => h.Scope == HoldScope.Withdrawal);
        Assert.Equal((HoldStatus.Active, 1, "policy:test"), (placed.Status, placed.Version, placed.PlacedBy));
        Assert.Equal(placed.PlacedAt + Day, placed.ExpiresAt);

        driver.Feed(EventObject.Gift("later", placed.ExpiresAt, "x", "y"));
        Hold ended = driver.Holds.Single(h => h.HoldId == placed.HoldId);
        Assert.Equal((HoldStatus.Expired, 2, placed.ExpiresAt), (ended.Status, ended.Version, ended.EndedAt));
    }

    [Fact]
    public void An_event_that_is_ahead_moves_no_clock_ends_no_hold_and_happened_when_it_was_received()
    {
        var driver = new DetectorDriver(EagerSetup.Create());
        driver.Feed(Ring(Start));
        Hold placed = driver.Holds.First(h => h.Scope == HoldScope.Withdrawal);
        long clock = driver.Detector.Clock;
        int edges = (int)driver.Detector.Counters.GraphEdges;

        driver.Feed(EventObject.Gift("early", clock + Day - 1, "x", "y").With("received_at", WireTime.Format(clock + Hour)));
        driver.Feed(EventObject.Gift("earlier", clock + Hour, "x", "z").With("received_at", WireTime.Format(clock - (2 * Hour))));

        Assert.Equal(clock, driver.Detector.Clock);
        Assert.Equal(HoldStatus.Active, driver.Holds.Single(h => h.HoldId == placed.HoldId).Status);
        Assert.Equal((2, 1, edges + 1), (driver.Detector.Counters.Ahead, driver.Detector.Counters.Late, (int)driver.Detector.Counters.GraphEdges));
        driver.Feed(EventObject.Gift("now", clock + 1, "y", "x"));
        Assert.Equal((1, edges + 2), (driver.Detector.Counters.Late, (int)driver.Detector.Counters.GraphEdges));
    }

    [Fact]
    public void A_stream_whose_first_events_are_ahead_begins_when_they_were_received()
    {
        var driver = new DetectorDriver(EagerSetup.Create());
        driver.Feed(Ring(Start).Select(gift => gift.With("received_at", WireTime.Format(Start - (12 * Hour)))));
        Assert.Equal((3, 0, Start - (12 * Hour)), (driver.Detector.Counters.Ahead, driver.Detector.Counters.Late, driver.Detector.Clock));
    }

    [Fact]
    public void No_more_accounts_are_held_in_a_day_than_the_policy_allows()
    {
        var driver = new DetectorDriver(EagerSetup.Create(dailyHolds: 2));
        driver.Feed(Ring(Start));
        driver.Feed(Ring(Start + Hour, "next", ["d", "e", "f"]));
        Assert.Equal(2, driver.Holds.Count);
        Assert.True(driver.Flags.Sum(f => f.Accounts.Count) > 2);
    }

    [Fact]
    public void A_hold_needs_evidence_of_several_families_when_the_policy_says_so()
    {
        var driver = new DetectorDriver(EagerSetup.Create(families: 7));
        driver.Feed(Ring(Start));
        Assert.NotEmpty(driver.Flags);
        Assert.Empty(driver.Holds);
    }

    [Fact]
    public void Late_gifts_count_but_close_no_rings()
    {
        var driver = new DetectorDriver(EagerSetup.Create());
        EventObject[] ring = [.. Ring(Start)];
        driver.Feed(ring[0], ring[1], EventObject.Gift("now", Start + Day, "x", "y"), ring[2]);
        Assert.Equal(1, driver.Detector.Counters.Late);
        Assert.DoesNotContain(driver.Flags, f => f.Typology == Typology.CircularGifting);
    }

    [Fact]
    public void A_chargeback_of_an_unseen_order_waits_and_nothing_goes_below_zero_twice()
    {
        var driver = new DetectorDriver(EagerSetup.Create());
        EventObject chargeback = EventObject.Of("coin.charged_back", "cb", Start, "a").With("order_id", "o-p1").With("coins", 5000).WithRaw("price_usd", "70");
        driver.Feed(chargeback, EventObject.Purchase("p1", Start + Hour, "a", 700));
        Assert.Equal(4300, driver.Detector.Counters.ExcessReversedCoins);
    }

    [Theory]
    [InlineData(100, true)]
    [InlineData(20_000, false)]
    public void A_search_that_the_budget_cut_short_is_counted_and_told_in_its_flag(long budget, bool cut)
    {
        var driver = new DetectorDriver(EagerSetup.Create() with { CycleWorkBudget = budget });
        for (int i = 0; i < 200; i++)
        {
            driver.Feed(EventObject.Gift($"in-{i}", Start + i, $"v{i}", "hub", 100), EventObject.Gift($"out-{i}", Start + 1000 + i, "hub", $"v{i}", 100));
        }

        driver.Feed(
            EventObject.Gift("1", Start + 500, "first", "hub", 1000), EventObject.Gift("2", Start + 2000, "hub", "last", 900),
            EventObject.Gift("3", Start + 3000, "last", "first", 800));

        Assert.Equal(cut, driver.Detector.Counters.TruncatedSearches > 0);
        Assert.NotEmpty(driver.Flags);
        Assert.Equal(cut, driver.Flags.Any(f => f.Truncated));
    }

    private static IEnumerable<EventObject> Ring(long at, string prefix = "ring", string[]? members = null)
    {
        members ??= ["a", "b", "c"];
        for (int i = 0; i < members.Length; i++)
        {
            yield return EventObject.Gift($"{prefix}-{i + 1}", at + (i * Hour), members[i], members[(i + 1) % members.Length], 1000 >> i);
        }
    }

    private static IEnumerable<string> Texts(IEnumerable<Decision> decisions) => decisions.Select(d =>
    {
        using var stream = new MemoryStream();
        using (var json = new System.Text.Json.Utf8JsonWriter(stream))
        {
            DecisionJson.WriteMessage(json, d);
        }

        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    });
}
