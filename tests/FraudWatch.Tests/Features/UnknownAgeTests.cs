using FraudWatch.Detection.Accounts;
using FraudWatch.Detection.Features;
using FraudWatch.Testing;
using FraudWatch.Testing.Events;
using FraudWatch.Testing.Scoring;
using Xunit;
using static FraudWatch.Testing.Events.SmallEconomy;

namespace FraudWatch.Tests.Features;

/// <summary>Without <c>account_created_at</c> an account's age is unknown, never "since first seen" (contract §1).</summary>
public sealed class UnknownAgeTests
{
    [Theory]
    [InlineData(AccountFeature.YoungSenderShare, 0.1f)]
    [InlineData(AccountFeature.SenderCreationGapHours, 0)]
    [InlineData(AccountFeature.NetworkCreatedTogetherShare, 0.1f)]
    public void Accounts_that_nobody_said_to_be_young_or_made_together_are_neither(AccountFeature feature, float suspectedFrom)
    {
        Assert.NotEmpty(Given(feature, suspectedFrom, born: RandomEvents.Start - Day).Flags);
        Assert.Empty(Given(feature, suspectedFrom, born: null).Flags);
    }

    [Fact]
    public void An_age_is_known_when_it_is_given_or_when_the_account_has_been_seen_for_as_long()
    {
        var account = new AccountState { Index = 0, FirstSeenAt = 100 * Day };
        Assert.Equal(-1, AccountBook.AgeDays(account, 101 * Day));
        Assert.Equal(8, AccountBook.AgeDays(account, 108 * Day));
        account.CreatedAt = 99 * Day;
        Assert.Equal(2, AccountBook.AgeDays(account, 101 * Day));
    }

    /// <summary>Twelve accounts in one network that buy and give all to one.</summary>
    private static DetectorDriver Given(AccountFeature suspectedBy, float from, long? born)
    {
        var driver = new DetectorDriver(EagerSetup.SuspectBy(suspectedBy, from));
        var economy = new SmallEconomy();
        for (int i = 0; i < 12; i++)
        {
            EventObject[] events = [economy.Buy($"b{i}", $"u{i}"), economy.Gift($"g{i}", $"u{i}", "star", 1000)];
            driver.Feed(events.Select(e =>
            {
                e.With("ip_hash", "house").Without("account_created_at");
                return born is long at ? e.With("account_created_at", FraudWatch.Detection.Events.WireTime.Format(at)) : e;
            }));
        }

        return driver;
    }
}
