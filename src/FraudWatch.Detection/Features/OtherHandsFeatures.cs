using FraudWatch.Detection.Accounts;
using static FraudWatch.Detection.Features.FeatureMath;

namespace FraudWatch.Detection.Features;

/// <summary>
/// What others did with the account while its owner went on living as before: an agent who signs in to top it up, a thief who
/// empties it and is locked out. What is dirty about that speaks against them. Shares of coins, since the owner's own small
/// purchases say nothing about the large ones; what carries neither a payer nor a device is left out.
/// </summary>
internal static class OtherHandsFeatures
{
    /// <summary>A visit ends within so long; a second phone is used again.</summary>
    private const long LongestVisit = 12 * Hour;

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
            if (paidByOther || purchase.Device != Token.None)
            {
                all += purchase.Coins;
                others += paidByOther || IsOthersDevice(account, purchase) ? purchase.Coins : 0;
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
            others += gift.NewDevice && IsDuringVisit(account, gift.At) ? gift.Coins : 0;
        }

        return Share(others, all);
    }

    /// <summary>It never gifts from there, though it gifts from another, or somebody visited.</summary>
    private static bool IsOthersDevice(AccountState account, in PurchaseRecord purchase)
    {
        bool giftsElsewhere = false;
        for (int i = 0; i < account.Devices.Count; i++)
        {
            ref HabitRecord device = ref account.Devices[i];
            if (device.Token == purchase.Device && (device.Gifts > 0 || IsVisit(account, device)))
            {
                return IsVisit(account, device);
            }

            giftsElsewhere |= device.Token != purchase.Device && device.Gifts > 0;
        }

        return giftsElsewhere;
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

    /// <summary>Used for hours only, on an account that had been used from another device for a day, and was again afterwards.</summary>
    private static bool IsVisit(AccountState account, in HabitRecord visitor)
    {
        for (int i = 0; i < account.Devices.Count && visitor.LastAt - visitor.FirstAt <= LongestVisit; i++)
        {
            ref HabitRecord owner = ref account.Devices[i];
            if (owner.Token != visitor.Token && owner.Uses > 0 && owner.FirstAt < visitor.FirstAt - Day && owner.LastAt > visitor.LastAt)
            {
                return true;
            }
        }

        return false;
    }
}
