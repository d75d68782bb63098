using FraudWatch.Detection.Decisions;
using FraudWatch.Detection.Features;
using FraudWatch.Testing;
using FraudWatch.Testing.Events;
using FraudWatch.Testing.Scoring;
using Xunit;
using static FraudWatch.Testing.Events.SmallEconomy;

namespace FraudWatch.Tests.Detection;

/// <summary>What a chargeback, a decision and their taking back do to everyone downstream of the coins.</summary>
public sealed class TaintTests
{
    private const string Code = "TAINTED_FUNDS";

    [Fact]
    public void A_chargeback_30_days_after_the_purchase_opens_the_flag_of_the_creator_who_got_the_gifts()
    {
        var driver = new DetectorDriver(EagerSetup.SuspectBy(AccountFeature.ReversedSenderShare, 0.05f));
        SmallEconomy economy = FanAndThief();
        driver.Feed(economy.Take());
        Assert.Empty(driver.Flags);

        economy.Wait(30 * Day).ChargeBack("cb", "thief", "o-stolen", 5000);
        driver.Feed(economy.Take());
        Flag flag = Assert.Single(driver.Flags, f => f.AnchorAccountId == "creator");
        Assert.Equal((Typology.CardedToCreator, 1, false), (flag.Typology, flag.Version, flag.Truncated));
        Assert.Equal(["o-stolen", "g-stolen"], flag.EvidenceEventIds.Take(2));
        Assert.Equal("40% of this creator's undrawn diamonds come from 1 purchase charged back (usually 0%)", Assert.Single(flag.Reasons, r => r.Code == Code).Text);
        Assert.Contains(flag.Accounts, a => a is { AccountId: "creator", Role: AccountRole.Collector });
        Assert.True(flag.RaisedAt >= economy.Now - Minute);
    }

    [Fact]
    public void A_chargeback_grows_the_flag_that_the_creator_already_has()
    {
        var driver = new DetectorDriver(EagerSetup.Create());
        SmallEconomy economy = FanAndThief();
        driver.Feed(economy.Take());
        Flag before = driver.Flags.Single(f => f.AnchorAccountId == "creator" && f.Detector == Detector.Ring);
        Assert.DoesNotContain(before.Reasons, r => r.Code == Code);

        economy.Wait(30 * Day).ChargeBack("cb", "thief", "o-stolen", 5000);
        driver.Feed(economy.Take());
        Flag after = driver.Flags.Single(f => f.FlagId == before.FlagId);
        Assert.True(after.Version > before.Version);
        Assert.Equal(Code, after.Reasons[0].Code);
        Assert.Equal(["o-stolen", "g-stolen"], after.EvidenceEventIds.Take(2));
    }

    [Fact]
    public void Taint_goes_through_exchanges_and_a_second_gift_and_names_the_whole_path()
    {
        var driver = new DetectorDriver(EagerSetup.Create());
        SmallEconomy economy = FanAndThief();
        economy.Exchange("x", "creator", 5000, 5000);
        economy.Gift("g-on", "creator", "second", 5000);
        economy.Wait(20 * Day).ChargeBack("cb", "thief", "o-stolen", 5000);
        driver.Feed(economy.Take());
        Flag flag = driver.Flags.Single(f => f.Accounts.Any(a => a.AccountId == "second") && f.Reasons.Any(r => r.Code == Code));
        Assert.Equal(["o-stolen", "g-stolen", "x", "g-on"], flag.EvidenceEventIds.Take(4));
        Assert.StartsWith("40% of this creator's undrawn diamonds", Taint(driver, "second"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_partial_chargeback_taints_in_proportion_and_repeats_change_nothing()
    {
        var driver = new DetectorDriver(EagerSetup.Create());
        SmallEconomy economy = FanAndThief();
        economy.Wait(5 * Day).ChargeBack("cb", "thief", "o-stolen", 2500);
        driver.Feed(economy.Events);
        driver.Feed(economy.Take());
        Assert.StartsWith("20% of", Taint(driver, "creator"), StringComparison.Ordinal);

        economy.ChargeBack("cb2", "thief", "o-stolen", 9999);
        driver.Feed(economy.Take());
        Assert.StartsWith("40% of", Taint(driver, "creator"), StringComparison.Ordinal);
        Assert.Equal(7499, driver.Detector.Counters.ExcessReversedCoins);
    }

    [Fact]
    public void Coins_still_in_the_wallet_pay_for_a_chargeback_and_taint_nobody()
    {
        var driver = new DetectorDriver(EagerSetup.Create());
        var economy = new SmallEconomy();
        economy.Buy("o1", "buyer", 5000);
        economy.Gift("g1", "buyer", "creator", 2000);
        economy.ChargeBack("cb", "buyer", "o1", 3000);
        economy.Gift("g2", "buyer", "creator", 10);
        driver.Feed(economy.Take());
        Assert.Null(Taint(driver, "creator"));
    }

    [Fact]
    public void A_dispute_won_takes_it_back_at_once()
    {
        var driver = new DetectorDriver(EagerSetup.Create());
        SmallEconomy economy = FanAndThief();
        economy.ChargeBack("cb", "thief", "o-stolen", 5000);
        driver.Feed(economy.Take());
        int versions = driver.Decisions.Count(d => d.Flag is not null);
        Assert.NotNull(Taint(driver, "creator"));

        economy.Reverse("coin.chargeback_reversed", "won", "thief", "o-stolen", 5000);
        driver.Feed(economy.Take());
        Assert.Null(Taint(driver, "creator"));
        Assert.True(driver.Decisions.Count(d => d.Flag is not null) > versions);
    }

    [Theory]
    [InlineData("dismissed")]
    [InlineData("released")]
    public void What_a_person_let_go_no_longer_counts_until_the_next_chargeback(string action)
    {
        var driver = new DetectorDriver(EagerSetup.Create());
        SmallEconomy economy = FanAndThief();
        economy.ChargeBack("cb", "thief", "o-stolen", 2000);
        driver.Feed(economy.Take());
        Flag flag = driver.Flags.Single(f => f.AnchorAccountId == "creator" && f.Reasons.Any(r => r.Code == Code));
        economy.Act("act", "creator", action, flag.FlagId);
        Grow(economy, "more");
        driver.Feed(economy.Take());
        Guid? decided = action == "dismissed" ? flag.FlagId : null;
        Assert.Null(Taint(driver, "creator", decided));

        economy.ChargeBack("cb2", "thief", "o-stolen", 2000);
        driver.Feed(economy.Take());
        Assert.NotNull(Taint(driver, "creator", decided));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(null, true)]
    public void A_confirmation_is_about_whom_the_version_it_names_accused(int? seen, bool isTainted)
    {
        var driver = new DetectorDriver(EagerSetup.Create());
        var economy = new SmallEconomy();
        for (int i = 0; i < 6; i++)
        {
            economy.Decline($"no-{i}", "thief");
        }

        economy.Buy("o-stolen", "thief", 4000);
        economy.Gift("g-stolen", "thief", "creator", 4000);
        driver.Feed(economy.Take());
        Flag seller = driver.Flags.Single(f => f.Detector == Detector.Resale && f.AnchorAccountId == "thief");

        EventObject confirmation = economy.Act("yes", "thief", "confirmed", seller.FlagId);
        if (seen is int version)
        {
            confirmation.With("flag_version", version);
        }

        driver.Feed(economy.Take());
        Assert.Equal(FlagStatus.Confirmed, driver.Flags.Single(f => f.FlagId == seller.FlagId).Status);
        Assert.Equal(isTainted, Taint(driver, "creator") is not null);
    }

    [Fact]
    public void Confirmed_fraud_taints_what_its_members_bought_until_it_is_undone()
    {
        // The thief has declines; nothing ties the creator to fraud but the money.
        var driver = new DetectorDriver(EagerSetup.Create());
        var economy = new SmallEconomy();
        for (int i = 0; i < 6; i++)
        {
            economy.Decline($"no-{i}", "thief");
        }

        economy.Buy("o-stolen", "thief", 4000);
        economy.Gift("g-stolen", "thief", "creator", 4000);
        driver.Feed(economy.Take());
        Flag seller = driver.Flags.Single(f => f.Detector == Detector.Resale && f.AnchorAccountId == "thief");
        Assert.Null(Taint(driver, "creator"));

        economy.Act("yes", "thief", "confirmed", seller.FlagId);
        driver.Feed(economy.Take());
        Assert.StartsWith("100% of this creator's undrawn diamonds come from 1 purchase confirmed as fraud", Taint(driver, "creator"), StringComparison.Ordinal);

        economy.Act("no", "thief", "undone", seller.FlagId);
        driver.Feed(economy.Take());
        Assert.Null(Taint(driver, "creator"));
    }

    [Fact]
    public void An_ordinary_refund_alone_never_places_a_hold()
    {
        var driver = new DetectorDriver(EagerSetup.SuspectBy(AccountFeature.RefundedShare, 0.05f));
        var economy = new SmallEconomy();
        economy.Buy("o1", "parent", 3000);
        economy.Gift("g1", "parent", "creator", 2500);
        economy.Wait(Day).Reverse("coin.refunded", "r1", "parent", "o1", 3000);
        Grow(economy.Wait(Day), "parent");
        driver.Feed(economy.Take());
        Assert.Contains(driver.Flags, f => f.Typology == Typology.RefundAbuse);
        Assert.Empty(driver.Holds);
    }

    [Fact]
    public void A_habit_of_refunds_does()
    {
        var driver = new DetectorDriver(EagerSetup.SuspectBy(AccountFeature.RefundedShare, 0.05f));
        SmallEconomy economy = new();
        for (int i = 0; i < 4; i++)
        {
            economy.Buy($"o{i}", "abuser", 1000);
            economy.Gift($"g{i}", "abuser", "friend", 1000);
            economy.Wait(Day).Reverse("coin.refunded", $"r{i}", "abuser", $"o{i}", 1000);
        }

        Grow(economy, "abuser");
        driver.Feed(economy.Take());
        Assert.Contains(driver.Holds, h => h is { AccountId: "abuser", Scope: HoldScope.Purchase });
    }

    [Fact]
    public void A_spread_over_more_accounts_than_are_judged_at_once_says_so_and_takes_the_largest_first()
    {
        var driver = new DetectorDriver(EagerSetup.SuspectBy(AccountFeature.ReversedSenderShare, 0.05f));
        var economy = new SmallEconomy();
        economy.Buy("o-stolen", "thief", 1_000_000);
        for (int i = 0; i < 300; i++)
        {
            economy.Gift($"g{i}", "thief", $"creator-{i}", 100 + (2 * i));
        }

        economy.Wait(Day).ChargeBack("cb", "thief", "o-stolen", 1_000_000);
        driver.Feed(economy.Take());
        Assert.Equal(1, driver.Detector.Counters.TruncatedSpreads);
        Assert.Equal("creator-299", driver.Flags[0].AnchorAccountId);
        Assert.True(driver.Flags[0].Truncated);
        Assert.DoesNotContain(driver.Flags, f => f.AnchorAccountId == "creator-1");
    }

    /// <summary>A fan's 6,000 and a thief's 4,000 coins of gifts to one creator; the thief holds another 1,000.</summary>
    private static SmallEconomy FanAndThief()
    {
        var economy = new SmallEconomy();
        economy.Buy("o-fan", "fan", 6000);
        economy.Buy("o-stolen", "thief", 5000);
        economy.Buy("o-thief-own", "thief", 1000);
        for (int i = 0; i < 6; i++)
        {
            economy.Wait(Hour).Gift($"g-fan-{i}", "fan", "creator", 1000);
        }

        economy.Gift("g-stolen", "thief", "creator", 4000);
        economy.Gift("g-last", "thief", "other", 1000);
        return economy;
    }

    /// <summary>Enough activity that everyone concerned is judged again.</summary>
    private static void Grow(SmallEconomy economy, string account)
    {
        for (int i = 0; i < 12; i++)
        {
            economy.Buy($"{account}-o{i}", account, 100);
            economy.Wait(Hour).Gift($"{account}-g{i}", account, "creator", 90);
        }
    }

    /// <summary>What the flags say now about an account's tainted money, or null.</summary>
    private static string? Taint(DetectorDriver driver, string account, Guid? except = null) => driver.Flags
        .Where(f => f.Accounts.Any(a => a.AccountId == account) && f.FlagId != except)
        .SelectMany(f => f.Reasons)
        .LastOrDefault(r => r.Code == Code)?.Text;
}
