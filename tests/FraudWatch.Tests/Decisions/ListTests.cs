using FraudWatch.Detection.Decisions;
using FraudWatch.Detection.Events;
using FraudWatch.Detection.Lists;
using FraudWatch.Testing;
using FraudWatch.Testing.Events;
using FraudWatch.Testing.Scoring;
using Xunit;

namespace FraudWatch.Tests.Decisions;

/// <summary>What people put on the allow- and deny-lists is part of the log, is honoured, and ends when it says.</summary>
public sealed class ListTests
{
    private const long Hour = 60L * 60 * 1000;
    private static readonly long Start = RandomEvents.Start;

    [Fact]
    public void An_allowed_charity_is_no_anchor_of_a_fan_in_and_its_donors_are_not_accused_of_one()
    {
        DetectorDriver driver = new(EagerSetup.Create());
        driver.Feed(EventObject.Listing("list", Start, "allow", "account", "charity").With("purpose", "charity"));
        driver.Feed(Mules("charity"));
        Assert.DoesNotContain(driver.Flags, f => f.Typology == Typology.MuleFanIn);
        Assert.InRange(driver.Detector.Counters.Excused(ListPurpose.Charity), 1, int.MaxValue);
        Assert.Equal(0, driver.Detector.Counters.Excused(ListPurpose.Staff));

        DetectorDriver unlisted = new(EagerSetup.Create());
        unlisted.Feed(Mules("charity"));
        Assert.Contains(unlisted.Flags, f => f.AnchorAccountId == "charity" && f.Typology == Typology.MuleFanIn);
    }

    [Fact]
    public void Allowed_for_one_thing_is_not_allowed_for_another_and_the_entry_is_named_with_its_owner_and_end()
    {
        DetectorDriver driver = new(EagerSetup.Create());
        driver.Feed(EventObject.Listing("list", Start, "allow", "account", "a").With("purpose", "official_reseller").With("until", WireTime.Format(Start + (100 * Hour))));
        driver.Feed(Ring(Start));
        Flag flag = driver.Flags.Single(f => f.Typology == Typology.CircularGifting);
        FlagReason reason = Assert.Single(flag.Reasons, r => r.Code == "ALLOW_LISTED");
        Assert.Equal("a is on the allow-list as official_reseller by payments team, until 2026-01-05", reason.Text);
        Assert.All(Enum.GetValues<ListPurpose>(), purpose => Assert.Equal(0, driver.Detector.Counters.Excused(purpose)));
    }

    [Theory]
    [InlineData("in force", false)]
    [InlineData("expired", true)]
    [InlineData("taken back", true)]
    [InlineData("of another account", true)]
    public void Staff_may_gift_in_circles_while_their_entry_is(string entry, bool isFlagged)
    {
        DetectorDriver driver = new(EagerSetup.Create());
        EventObject listing = EventObject.Listing("list", Start, "allow", "account", entry.StartsWith("of", StringComparison.Ordinal) ? "x" : "a").With("purpose", "staff")
            .With("until", WireTime.Format(Start + (entry == "expired" ? Hour : 1000 * Hour)));
        driver.Feed(listing);
        if (entry == "taken back")
        {
            driver.Feed(EventObject.Listing("undo", Start + 1, "allow", "account", "a").With("action", "undone"));
        }

        driver.Feed(Ring(Start + Hour));
        Assert.Equal(isFlagged, driver.Flags.Any(f => f.AnchorAccountId == "a" && f.Typology == Typology.CircularGifting));
        Assert.Equal(isFlagged, driver.Detector.Counters.Excused(ListPurpose.Staff) == 0);
    }

    [Fact]
    public void A_denied_instrument_is_evidence_and_a_reason()
    {
        DetectorDriver driver = new(EagerSetup.Create());
        driver.Feed(EventObject.Listing("list", Start, "deny", "instrument", "card-9"));
        driver.Feed(EventObject.Purchase("p1", Start + Hour, "honest").With("instrument_id", "card-8"));
        driver.Feed(EventObject.Purchase("p2", Start + Hour, "thief").With("instrument_id", "card-9"));
        Flag flag = Assert.Single(driver.Flags, f => f.AnchorAccountId == "thief");
        Assert.Equal(Typology.CardedStock, flag.Typology);
        Assert.StartsWith("1 of its instruments", flag.Reasons.Single(r => r.Code == "DENY_LISTED").Text, StringComparison.Ordinal);
        Assert.DoesNotContain(driver.Flags, f => f.AnchorAccountId == "honest");
    }

    [Fact]
    public void A_studios_device_on_the_allow_list_ties_nobody_together()
    {
        foreach (bool isListed in new[] { true, false })
        {
            DetectorDriver driver = new(EagerSetup.Create());
            ShapeLog log = new(driver.Detector);
            if (isListed)
            {
                driver.Feed(EventObject.Listing("list", Start, "allow", "device", "studio").With("purpose", "studio"));
            }

            driver.Feed(
                EventObject.Gift("g1", Start + Hour, "host", "friend").With("device_id", "studio"),
                EventObject.Gift("g2", Start + Hour, "colleague", "host").With("device_id", "studio"));
            Assert.Equal(isListed ? 0 : 1, log.Findings.Count);
        }
    }

    [Theory]
    [InlineData("list", "none")]
    [InlineData("subject_kind", "missing_field")]
    [InlineData("subject", "missing_field")]
    [InlineData("owner", "missing_field")]
    [InlineData("purpose", "missing_field")]
    [InlineData("until", "none")]
    public void A_listing_without_a_field_is(string field, string rejection)
    {
        ParsedEvent parsed = new();
        EventObject listing = EventObject.Listing("list", Start, "allow", "payout", "bank-1").With("purpose", "agency").With("until", WireTime.Format(Start)).Without(field);
        EventParser.TryParse(listing.Utf8(), parsed);
        Assert.Equal(rejection, parsed.Rejection.Code);
    }

    private static IEnumerable<EventObject> Mules(string collector)
    {
        for (int i = 0; i < 6; i++)
        {
            yield return EventObject.Purchase($"p{i}", Start + (i * Hour), $"m{i}").With("instrument_id", $"card-{i}");
        }

        for (int i = 0; i < 6; i++)
        {
            yield return EventObject.Gift($"g{i}", Start + ((30 + i) * Hour), $"m{i}", collector, 690);
        }
    }

    private static IEnumerable<EventObject> Ring(long at)
    {
        string[] members = ["a", "b", "c"];
        for (int i = 0; i < 3; i++)
        {
            yield return EventObject.Gift($"ring-{i}", at + (i * Hour), members[i], members[(i + 1) % 3], 1000 >> i);
        }
    }
}
