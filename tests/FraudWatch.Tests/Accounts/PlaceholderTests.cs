using FraudWatch.Detection.Accounts;
using FraudWatch.Detection.Features;
using FraudWatch.Testing;
using FraudWatch.Testing.Events;
using FraudWatch.Testing.Scoring;
using Xunit;
using static FraudWatch.Testing.Events.SmallEconomy;

namespace FraudWatch.Tests.Accounts;

/// <summary>A token that a large share of all accounts carry ties nobody to anybody.</summary>
public sealed class PlaceholderTests
{
    private const string Zeros = "00000000-0000-0000-0000-000000000000";

    [Theory]
    [InlineData("device_id", AccountFeature.DeviceDegree)]
    [InlineData("device_id", AccountFeature.PurchaseDeviceDegree)]
    [InlineData("instrument_id", AccountFeature.InstrumentDegree)]
    [InlineData("ip_hash", AccountFeature.NetworkDegree)]
    public void An_account_with_a_placeholder_is_not_one_of_many(string field, AccountFeature degree)
    {
        DetectorDriver driver = Crowd(field, carriers: 100, others: 400, degree);
        driver.Feed(Buyer("late", field, Zeros, new SmallEconomy().Wait(Hour)));
        Assert.DoesNotContain(driver.Flags, f => f.Accounts.Any(a => a.AccountId == "late"));
    }

    [Fact]
    public void The_same_device_on_a_small_share_of_accounts_is_a_hub_of_many()
    {
        DetectorDriver driver = Crowd("device_id", carriers: 70, others: 2600, AccountFeature.DeviceDegree);
        driver.Feed(Buyer("late", "device_id", Zeros, new SmallEconomy().Wait(Hour)));
        Assert.Contains(driver.Flags, f => f.Accounts.Any(a => a.AccountId == "late"));
    }

    [Fact]
    public void Who_carries_a_placeholder_survives_a_restart()
    {
        DetectorDriver driver = Crowd("device_id", carriers: 100, others: 400, AccountFeature.DeviceDegree);
        driver.Restart();
        driver.Feed(Buyer("first", "device_id", "own", new SmallEconomy().Wait(31 * Day)));
        driver.Restart();
        driver.Feed(Buyer("late", "device_id", Zeros, new SmallEconomy().Wait(32 * Day)));
        Assert.DoesNotContain(driver.Flags, f => f.Accounts.Any(a => a.AccountId == "late"));
    }

    [Fact]
    public void A_payout_of_a_large_share_of_accounts_is_no_shared_payout()
    {
        var book = new LinkTable(LinkTable.MostAccounts) { ActiveAccounts = 1000 };
        for (int account = 0; account < 80; account++)
        {
            book.Add(0, account, Day);
            book.NoteUser(0, Day);
        }

        Assert.True(book.IsPlaceholder(0));
        Assert.Equal((0, 0), (book.Degree(0, Day), book.AccountsOf(0).Length));
        book.ActiveAccounts = 10_000;
        Assert.Equal((false, LinkTable.MostAccounts + 1), (book.IsPlaceholder(0), book.Degree(0, Day)));
    }

    [Fact]
    public void A_crowd_is_counted_by_periods_and_forgotten_after_two()
    {
        var crowd = default(Crowd);
        crowd.Add(5, 0);
        crowd.Add(1, 31 * Day);
        Assert.Equal(5, crowd.Size);
        crowd.Add(0, 61 * Day);
        Assert.Equal(1, crowd.Size);
        crowd.Add(0, 200 * Day);
        Assert.Equal(0, crowd.Size);
    }

    /// <summary>Accounts that only buy; everybody whose <paramref name="suspectedBy"/> is that of more than thirty is flagged.</summary>
    private static DetectorDriver Crowd(string field, int carriers, int others, AccountFeature suspectedBy)
    {
        var driver = new DetectorDriver(EagerSetup.SuspectBy(suspectedBy, FeatureMath.Log(30)));
        var economy = new SmallEconomy();
        for (int i = 0; i < carriers + others; i++)
        {
            // Evenly among the others.
            bool carries = (long)i * carriers / (carriers + others) != (long)(i + 1) * carriers / (carriers + others);
            driver.Feed(Buyer($"u{i}", field, carries ? Zeros : $"{field}-{i}", economy));
        }

        return driver;
    }

    private static EventObject[] Buyer(string account, string field, string token, SmallEconomy economy) =>
        [.. new[] { economy.Decline($"{account}-d1", account), economy.Decline($"{account}-d2", account), economy.Buy($"{account}-b", account) }.Select(e => e.With(field, token))];
}
