using FraudWatch.Detection.Accounts;
using FraudWatch.Detection.Identity;
using FraudWatch.Detection.Lists;
using static FraudWatch.Detection.Features.FeatureMath;

namespace FraudWatch.Detection.Features;

/// <summary>What people denied: the account's own instruments, devices and payouts, and those of whoever gifts it.</summary>
internal static class ListFeatures
{
    public static void Write(in FeatureContext context, AccountState account, FeatureVector into)
    {
        into[AccountFeature.DeniedTokens] = 0;
        into[AccountFeature.DeniedSenderShare] = 0;
        if (!context.Book.Lists.HasDenied)
        {
            return;
        }

        into[AccountFeature.DeniedTokens] = Log(DeniedOf(context.Book, account));
        long all = 0;
        long denied = 0;
        for (int i = 0; i < account.ReceivedRecently.Count; i++)
        {
            ref GiftRecord gift = ref account.ReceivedRecently[i];
            all += gift.Coins;
            denied += DeniedOf(context.Book, context.Book[gift.Other]) > 0 ? gift.Coins : 0;
        }

        into[AccountFeature.DeniedSenderShare] = Share(denied, all);
    }

    /// <summary>How many of the account's instruments, devices and payouts, and itself, are on the deny-list now.</summary>
    public static int DeniedOf(AccountBook book, AccountState account)
    {
        if (!book.Lists.HasDenied)
        {
            return 0;
        }

        int denied = Count(book, account.Instruments, SubjectKind.Instrument, book.Instruments)
            + Count(book, account.Devices, SubjectKind.Device, book.Devices)
            + Count(book, account.Networks, SubjectKind.Network, book.Networks);
        denied += account.Payout != Token.None && book.Lists.IsDenied(SubjectKind.Payout, book.Payouts.BytesOf(account.Payout)) ? 1 : 0;
        return denied + (book.Lists.IsDenied(SubjectKind.Account, book.Ids.BytesOf(account.Index)) ? 1 : 0);
    }

    private static int Count(AccountBook book, RecentRing<HabitRecord> habits, SubjectKind kind, TokenTable tokens)
    {
        int denied = 0;
        for (int i = 0; i < habits.Count; i++)
        {
            denied += book.Lists.IsDenied(kind, tokens.BytesOf(habits[i].Token)) ? 1 : 0;
        }

        return denied;
    }
}
