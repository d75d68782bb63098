using FraudWatch.Detection.Decisions;
using FraudWatch.Detection.Features;
using FraudWatch.Testing;
using FraudWatch.Testing.Events;
using FraudWatch.Testing.Scoring;
using Xunit;
using static FraudWatch.Testing.Events.SmallEconomy;

namespace FraudWatch.Tests.Detection;

/// <summary>The hub, the sold account, the buyer and the victim are different people, and the flag names each.</summary>
public sealed class RoleTests
{
    [Fact]
    public void A_topup_agent_is_the_hub_and_its_customers_are_named_as_buyers()
    {
        // Suspects whoever pays with an instrument of several accounts: the agent, and every customer.
        var driver = new DetectorDriver(EagerSetup.SuspectBy(AccountFeature.InstrumentDegree, 1.5f));
        var economy = new SmallEconomy();
        economy.Buy("own", "agent", 700);
        economy.Wait(Hour).Gift("g-own", "agent", "somebody", 700);
        for (int i = 0; i < 8; i++)
        {
            string customer = $"customer-{i}";
            economy.Wait(Day / 2).Buy($"c{i}-before", customer, 100);
            economy.Wait(Hour).Gift($"c{i}-g0", customer, "star", 100);
            economy.Wait(Hour).Buy($"c{i}", customer, 5000).With("device_id", "phone-agent").With("ip_hash", "home-agent").With("instrument_id", "card-agent");
            for (int gift = 0; gift < 4; gift++)
            {
                economy.Wait(Hour).Gift($"c{i}-g{gift + 1}", customer, "star", 900);
            }
        }

        economy.Buy("own-2", "agent", 700);
        economy.Wait(Hour).Buy("c7-again", "customer-7", 5000).With("device_id", "phone-agent").With("instrument_id", "card-agent");
        for (int i = 0; i < 9; i++)
        {
            economy.Wait(Hour).Gift($"c7-last{i}", "customer-7", "star", 500);
        }

        driver.Feed(economy.Take());
        Flag flag = Assert.Single(driver.Flags, f => f.Detector == Detector.Resale && f.Accounts.Any(a => a.AccountId == "agent"));
        Assert.Equal((Typology.TopupAgent, "agent"), (flag.Typology, flag.AnchorAccountId));
        Assert.Equal(AccountRole.Hub, flag.Accounts.Single(a => a.AccountId == "agent").Role);
        Assert.Equal(AccountRole.Buyer, flag.Accounts.Single(a => a.AccountId == "customer-7").Role);
        Assert.DoesNotContain(driver.Holds, h => h.AccountId == "customer-7" && h.FlagId == flag.FlagId);
    }

    /// <summary>A twentieth of its coins came from the agent: too little to clear it, enough for the doubt to be its own.</summary>
    [Fact]
    public void Whom_its_score_alone_would_not_flag_is_a_buyer_where_others_bought_some_of_its_coins()
    {
        var driver = new DetectorDriver(EagerSetup.SureBy(AccountFeature.OwnInstrumentSpread, 2));
        var economy = new SmallEconomy();
        for (int i = 0; i < 8; i++)
        {
            string customer = $"customer-{i}";
            for (int own = 0; own < 6; own++)
            {
                economy.Wait(Hour).Buy($"c{i}-own{own}", customer, 2000);
                economy.Wait(Hour).Gift($"c{i}-g{own}", customer, "star", 1900);
            }

            economy.Buy($"own-{i}", "agent", 700);
            economy.Wait(Hour).Buy($"c{i}", customer, 600).With("device_id", "phone-agent").With("ip_hash", "home-agent").With("instrument_id", "card-agent");
            for (int gift = 6; gift < 12; gift++)
            {
                economy.Wait(Hour).Gift($"c{i}-g{gift}", customer, "star", 100);
            }
        }

        driver.Feed(economy.Take());
        Flag flag = Assert.Single(driver.Flags, f => f.Detector == Detector.Resale && f.Accounts.Any(a => a.AccountId == "agent"));
        Assert.Equal(AccountRole.Hub, flag.Accounts.Single(a => a.AccountId == "agent").Role);
        Assert.Contains(flag.Accounts, a => a.AccountId.StartsWith("customer", StringComparison.Ordinal));
        Assert.All(flag.Accounts.Where(a => a.AccountId != "agent"), a => Assert.True(a.Role == AccountRole.Buyer, $"{a}"));
    }

    [Fact]
    public void A_taken_over_account_is_the_victim_and_the_creator_it_was_emptied_into_the_collector()
    {
        var driver = new DetectorDriver(EagerSetup.Create());
        var economy = new SmallEconomy();
        for (int i = 0; i < 4; i++)
        {
            economy.Buy($"v{i}-old", $"victim-{i}", 4000);
            economy.Wait(Hour).Gift($"v{i}-g-old", $"victim-{i}", $"friend-{i}", 100);
        }

        economy.Wait(20 * Day);
        for (int i = 0; i < 4; i++)
        {
            economy.Wait(Day).Reset($"v{i}-reset", $"victim-{i}").With("device_id", $"thief-{i}");
            economy.Gift($"v{i}-sweep", $"victim-{i}", "front", 3900).With("device_id", $"thief-{i}").With("ip_hash", $"exit-{i}");
        }

        economy.Withdraw("w", "front", 1000);
        driver.Feed(economy.Take());
        Flag[] flags = [.. driver.Flags.Where(f => f.Detector == Detector.Resale && f.Accounts.Any(a => a.AccountId == "front"))];
        Flag flag = Assert.Single(flags);
        Assert.Equal((Typology.AccountTakeover, "front"), (flag.Typology, flag.AnchorAccountId));
        Assert.Equal(AccountRole.Collector, flag.Accounts.Single(a => a.AccountId == "front").Role);
        Assert.Contains(flag.Accounts, a => a.Role == AccountRole.Victim);
        Assert.All(driver.Flags.Where(f => f.Detector == Detector.Resale).SelectMany(f => f.Accounts), a => Assert.True(a.Role == AccountRole.Victim || !a.AccountId.StartsWith("victim", StringComparison.Ordinal), $"{a}"));
        Assert.DoesNotContain(driver.Holds, h => h.FlagId == flag.FlagId && h.AccountId.StartsWith("victim", StringComparison.Ordinal));
    }

    /// <summary>Before the owner is back nobody can know; the flag that accused the account says so as soon as somebody can.</summary>
    [Fact]
    public void A_robbed_account_stands_accused_only_until_its_owner_is_back()
    {
        var driver = new DetectorDriver(EagerSetup.SuspectBy(AccountFeature.GiftsSent, 2));
        SmallEconomy economy = RobbedOfMuch();
        driver.Feed(economy.Take());
        Assert.Contains(driver.Flags, f => f.Accounts.Any(a => a.AccountId == "robbed" && a.Role == AccountRole.Seller));

        for (int i = 0; i < 8; i++)
        {
            economy.Wait(Day).Buy($"new-{i}", "robbed", 100);
            economy.Gift($"g-new-{i}", "robbed", "star", 100);
        }

        driver.Feed(economy.Take());
        Assert.All(driver.Flags.SelectMany(f => f.Accounts).Where(a => a.AccountId == "robbed"), a => Assert.Equal(AccountRole.Victim, a.Role));
    }

    [Theory]
    [InlineData(false, HoldStatus.Released)]
    [InlineData(true, HoldStatus.Active)]
    public void What_policy_held_is_released_once_the_flag_accuses_no_longer_unless_a_person_renewed_it(bool isRenewed, HoldStatus expected)
    {
        var driver = new DetectorDriver(EagerSetup.SuspectBy(AccountFeature.GiftsSent, 2));
        SmallEconomy economy = RobbedOfMuch();
        driver.Feed(economy.Take());
        Hold placed = Assert.Single(driver.Holds, h => h.AccountId == "robbed" && h.Scope == HoldScope.Purchase && h.Status == HoldStatus.Active);
        if (isRenewed)
        {
            driver.Feed(EventObject.Action("renew", economy.Now, "robbed", "held").With("hold_id", placed.HoldId.ToString()).With("scope", "purchase")
                .With("placed_at", DecisionJson.Time(placed.PlacedAt)).With("expires_at", DecisionJson.Time(placed.ExpiresAt + (9 * Day))));
        }

        driver.Restart();

        for (int i = 0; i < 8; i++)
        {
            economy.Wait(Minute).Buy($"new-{i}", "robbed", 100);
            economy.Gift($"g-new-{i}", "robbed", "star", 100);
        }

        driver.Feed(economy.Take());
        Assert.Contains(driver.Flags, f => f.FlagId == placed.FlagId && f.Accounts.Any(a => a.AccountId == "robbed" && a.Role == AccountRole.Victim));
        Hold after = driver.Holds.Single(h => h.HoldId == placed.HoldId);
        Assert.Equal(expected, after.Status);
        Assert.True(isRenewed || (after.EndedAt < placed.ExpiresAt && after.Version == placed.Version + 1), $"{after}");
    }

    [Fact]
    public void An_account_that_changed_hands_is_the_sold_account_and_its_flag_counts_what_can_still_be_stopped()
    {
        var driver = new DetectorDriver(EagerSetup.Create());
        var economy = new SmallEconomy();
        economy.Buy("load", "stock", 5000);
        economy.Wait(10 * Day);
        for (int i = 0; i < 4; i++)
        {
            economy.Wait(Day).Gift($"g{i}", "stock", "star", 500).With("device_id", "phone-new").With("ip_hash", "home-new").With("ip_country", "DE");
        }

        driver.Feed(economy.Take());
        Flag flag = Assert.Single(driver.Flags, f => f.Typology == Typology.AccountStock);
        Assert.Equal(AccountRole.SoldAccount, flag.Accounts.Single(a => a.AccountId == "stock").Role);
        Assert.Contains(flag.Reasons, r => r.Code == "CHANGED_HANDS" && r.Value == 1);

        // 3,000 to 4,500 still held when it was last judged, and all it gifted still undrawn at the star.
        Assert.Equal(5000, flag.CoinsAtRisk);
    }

    /// <summary>Without a change of credentials: nothing but the device and its network is new.</summary>
    private static SmallEconomy RobbedOfMuch()
    {
        var economy = new SmallEconomy();
        for (int i = 0; i < 6; i++)
        {
            economy.Wait(Day).Buy($"old-{i}", "robbed", 100);
            economy.Gift($"g-old-{i}", "robbed", "star", 100);
        }

        economy.Wait(20 * Day);
        for (int i = 0; i < 4; i++)
        {
            Thiefs(economy.Buy($"stolen-{i}", "robbed", 4000));
            Thiefs(economy.Decline($"declined-{i}", "robbed"));
            Thiefs(economy.Gift($"sweep-{i}", "robbed", "front", 4000));
        }

        return economy;
    }

    private static void Thiefs(EventObject next) => next.With("device_id", "phone-thief").With("ip_hash", "exit");
}
