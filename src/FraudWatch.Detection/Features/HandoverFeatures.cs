using FraudWatch.Detection.Accounts;
using static FraudWatch.Detection.Features.FeatureMath;

namespace FraudWatch.Detection.Features;

/// <summary>Who uses the account, and who pays: changed hands, devices that only pay, own devices and instruments on other accounts.</summary>
internal static class HandoverFeatures
{
    public static void Write(in FeatureContext context, AccountState account, FeatureVector into)
    {
        into[AccountFeature.ChangeOfHands] = ChangeOfHands(account);
        into[AccountFeature.ForeignDeviceShare] = ForeignDevices(account);
        into[AccountFeature.OwnInstrumentSpread] = Log(OwnSpread(account, account.Instruments, context.Book.InstrumentLinks, context.Now));
        into[AccountFeature.OwnDeviceSpread] = Log(OwnSpread(account, account.Devices, context.Book.DeviceLinks, context.Now));
        into[AccountFeature.InstrumentNewUsers] = NewUsers(account, context);
    }

    /// <summary>
    /// Thirds for device, network and country: all in use before the account was first used from a new device, after it had
    /// been loaded, and never back since. 0 without such a device: a second phone leaves the first in use. Half of it when the
    /// account had gifted before: stock waits to be sold, a person who moves, or is robbed, had a life.
    /// </summary>
    private static float ChangeOfHands(AccountState account)
    {
        if (account.FirstPurchaseAt == AccountState.Never)
        {
            return 0;
        }

        for (int i = 1; i < account.Devices.Count; i++)
        {
            long since = account.Devices[i].FirstAt;
            if (!account.Devices[i].IsPlaceholder && since > account.FirstPurchaseAt && GoneSince(account.Devices, since))
            {
                int gone = 1 + (GoneSince(account.Networks, since) ? 1 : 0) + (GoneSince(account.IpCountries, since) ? 1 : 0);
                return gone / (GiftedBefore(account.Devices, since) ? 6f : 3f);
            }
        }

        return 0;
    }

    private static bool GiftedBefore(RecentRing<HabitRecord> devices, long since)
    {
        bool gifted = false;
        for (int i = 0; i < devices.Count; i++)
        {
            gifted |= devices[i].FirstAt < since && devices[i].Gifts > 0;
        }

        return gifted;
    }

    /// <summary>There were some before, and none of them was used at that time or later.</summary>
    private static bool GoneSince(RecentRing<HabitRecord> habits, long since)
    {
        bool any = false;
        for (int i = 0; i < habits.Count; i++)
        {
            bool isOld = habits[i].FirstAt < since && !habits[i].IsPlaceholder;
            any |= isOld;
            if (isOld && habits[i].LastAt >= since)
            {
                return false;
            }
        }

        return any;
    }

    /// <summary>Of the recent purchases, those on a device that the account has never gifted from, though it gifts from another.</summary>
    private static float ForeignDevices(AccountState account)
    {
        bool gifts = false;
        for (int i = 0; i < account.Devices.Count; i++)
        {
            gifts |= account.Devices[i] is { Gifts: > 0, IsPlaceholder: false };
        }

        int foreign = 0;
        for (int i = 0; i < account.BoughtRecently.Count && gifts; i++)
        {
            foreign += IsForeign(account, account.BoughtRecently[i]) ? 1 : 0;
        }

        return Share(foreign, account.BoughtRecently.Count);
    }

    private static bool IsForeign(AccountState account, in PurchaseRecord purchase)
    {
        for (int i = 0; i < account.Devices.Count; i++)
        {
            if (account.Devices[i].Token == purchase.Device)
            {
                return account.Devices[i].Gifts == 0;
            }
        }

        return purchase.DeviceIsForeign;
    }

    /// <summary>Most accounts that came to use something after this account did.</summary>
    private static int OwnSpread(AccountState account, RecentRing<HabitRecord> habits, LinkTable links, long now)
    {
        int most = 0;
        for (int i = 0; i < habits.Count; i++)
        {
            ReadOnlySpan<int> users = links.AccountsOf(habits[i].Token);
            if (!users.IsEmpty && users[0] == account.Index)
            {
                most = Math.Max(most, links.Degree(habits[i].Token, now) - 1);
            }
        }

        return most;
    }

    private static float NewUsers(AccountState account, in FeatureContext context)
    {
        int most = 0;
        for (int i = 0; i < account.Instruments.Count; i++)
        {
            int token = account.Instruments[i].Token;
            most = context.Book.InstrumentLinks.Degree(token, context.Now) > 1 ? Math.Max(most, context.Book.InstrumentLinks.NewShare(token, context.Now)) : most;
        }

        return most / 1000f;
    }
}
