using FraudWatch.Detection.Accounts;
using static FraudWatch.Detection.Features.FeatureMath;

namespace FraudWatch.Detection.Features;

/// <summary>
/// What others did with the account while its owner went on living as before: an agent who signs in to top it up, a thief who
/// empties it and is locked out. What is dirty about that speaks against them. Shares of coins, since the owner's own small
/// purchases say nothing about the large ones. What carries neither a payer nor a device is told by its instrument: one that
/// another account had used before, when this one had a life already, is others'; else it is left out.
/// </summary>
internal static class OtherHandsFeatures
{
    /// <summary>A visit ends within so long; a second phone is used again.</summary>
    private const long LongestVisit = 12 * Hour;

    /// <summary>An account so old at the visit had an owner.</summary>
    private const long UnseenLife = 30 * Day;

    /// <summary>A thief's next device would not come so long after.</summary>
    private const long LongAfter = 7 * Day;

    public static void Write(AccountState account, FeatureVector into)
    {
        into[AccountFeature.BoughtByOthersShare] = Bought(account);
        into[AccountFeature.GiftedByOthersShare] = Gifted(account);
    }

    private static float Bought(AccountState account)
    {
        long others = 0;
        long all = 0;
        for (int i = 0; i < account.BoughtRecently.Count; i++)
        {
            ref PurchaseRecord purchase = ref account.BoughtRecently[i];
            bool paidByOther = purchase.Payer != Token.None && purchase.Payer != account.Index;
            if (paidByOther || purchase.Device != Token.None || purchase.InstrumentIsForeign)
            {
                bool isOthers = paidByOther || (purchase.Device == Token.None ? purchase.InstrumentIsForeign : IsOthersDevice(account, purchase));
                all += purchase.Coins;
                others += isOthers ? purchase.Coins : 0;
            }
        }

        return Share(others, all);
    }

    private static float Gifted(AccountState account)
    {
        long others = 0;
        long all = 0;
        for (int i = 0; i < account.SentRecently.Count; i++)
        {
            ref GiftRecord gift = ref account.SentRecently[i];
            all += gift.Coins;
            others += IsDuringVisit(account, gift.At) ? gift.Coins : 0;
        }

        return Share(others, all);
    }

    /// <summary>
    /// Somebody visited, or the account never gifts from there and went on being topped up there once it gifted from another: stock
    /// that was loaded and then handed over was its buyer's from then on.
    /// </summary>
    private static bool IsOthersDevice(AccountState account, in PurchaseRecord purchase)
    {
        for (int i = 0; i < account.Devices.Count; i++)
        {
            ref HabitRecord device = ref account.Devices[i];
            if (device.Token == purchase.Device)
            {
                return !device.IsPlaceholder && (IsVisit(account, device) || (device.Gifts == 0 && GiftedElsewhereBefore(account, device)));
            }
        }

        return purchase.DeviceIsForeign;
    }

    private static bool GiftedElsewhereBefore(AccountState account, in HabitRecord device)
    {
        for (int i = 0; i < account.Devices.Count; i++)
        {
            ref HabitRecord other = ref account.Devices[i];
            if (!other.IsPlaceholder && other.Token != device.Token && other.Gifts > 0 && other.FirstAt < device.LastAt)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsDuringVisit(AccountState account, long at)
    {
        for (int i = 0; i < account.Devices.Count; i++)
        {
            ref HabitRecord device = ref account.Devices[i];
            if (device.FirstAt <= at && at <= device.LastAt && IsVisit(account, device))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Used for hours only, on an account that had been used from another device for a day, and was again afterwards. An old
    /// account had an owner, seen or not: any device before will do, or one that goes on long after the visit.
    /// </summary>
    private static bool IsVisit(AccountState account, in HabitRecord visitor)
    {
        // Without a date of birth, as old as it has been seen.
        long since = account.CreatedAt == AccountState.Never ? account.FirstSeenAt : account.CreatedAt;
        bool isOld = since < visitor.FirstAt - UnseenLife;
        for (int i = 0; i < account.Devices.Count && !visitor.IsPlaceholder && visitor.LastAt - visitor.FirstAt <= LongestVisit; i++)
        {
            ref HabitRecord owner = ref account.Devices[i];
            bool before = owner.FirstAt < visitor.FirstAt - (isOld ? 0 : Day);
            bool after = owner.LastAt > visitor.LastAt + (before ? 0 : LongAfter);
            if (!owner.IsPlaceholder && owner.Token != visitor.Token && (before || isOld) && after)
            {
                return true;
            }
        }

        return false;
    }
}
