using FraudWatch.Detection.Accounts;
using FraudWatch.Detection.Shapes;
using static FraudWatch.Detection.Features.FeatureMath;

namespace FraudWatch.Detection.Features;

/// <summary>Whether the account's recent senders are like each other, and whether they ever came back.</summary>
internal static class SenderFeatures
{
    private const int FewestSenders = 3;

    public static void Write(in FeatureContext context, AccountState account, FeatureVector into)
    {
        RecentRing<GiftRecord> gifts = account.ReceivedRecently;
        long all = 0;
        long spent = 0;
        long old = 0;
        long silent = 0;
        for (int i = 0; i < gifts.Count; i++)
        {
            ref GiftRecord gift = ref gifts[i];
            AccountState sender = context.Book[gift.Other];
            all += gift.Coins;
            spent += MuleFanIn.IsSpent(context.Book, sender, gift.At) ? gift.Coins : 0;
            if (context.Now - gift.At > 2 * Day)
            {
                // Whether a sender comes back can only be told of those who had the time to.
                old += gift.Coins;
                silent += sender.LastSeenAt - gift.At <= Day ? gift.Coins : 0;
            }
        }

        into[AccountFeature.SpentSenderShare] = Share(spent, all);
        into[AccountFeature.SilentSenderShare] = old == 0 ? Unknown : Share(silent, old);
        WriteLikeness(context, gifts, into);
    }

    private static void WriteLikeness(in FeatureContext context, RecentRing<GiftRecord> gifts, FeatureVector into)
    {
        Span<long> senders = stackalloc long[gifts.Count];
        for (int i = 0; i < gifts.Count; i++)
        {
            senders[i] = gifts[i].Other;
        }

        int distinct = KeepDistinct(senders);
        senders = senders[..distinct];
        into[AccountFeature.SenderCreationGapHours] = Unknown;
        into[AccountFeature.SenderFirstPackModeShare] = 0;
        if (distinct < FewestSenders)
        {
            return;
        }

        Span<long> packs = stackalloc long[distinct];
        int buyers = 0;
        int dated = 0;
        for (int i = 0; i < distinct; i++)
        {
            AccountState sender = context.Book[(int)senders[i]];
            packs[buyers] = sender.FirstPurchaseCoins;
            buyers += sender.Purchases > 0 ? 1 : 0;
            if (sender.CreatedAt != AccountState.Never)
            {
                // Never ahead of the sender that is read next.
                senders[dated++] = sender.CreatedAt;
            }
        }

        into[AccountFeature.SenderCreationGapHours] = CreationGap(senders[..dated]);
        into[AccountFeature.SenderFirstPackModeShare] = buyers < FewestSenders ? 0 : Share(ModeCount(packs[..buyers]), buyers);
    }

    private static float CreationGap(Span<long> created)
    {
        if (created.Length < FewestSenders)
        {
            return Unknown;
        }

        created.Sort();
        for (int i = 0; i < created.Length - 1; i++)
        {
            created[i] = created[i + 1] - created[i];
        }

        return Log(Median(created[..^1]) / Hour);
    }

    /// <summary>Moves one of each value to the front; returns how many there are.</summary>
    private static int KeepDistinct(Span<long> values)
    {
        values.Sort();
        int kept = 0;
        for (int i = 0; i < values.Length; i++)
        {
            if (i == 0 || values[i] != values[i - 1])
            {
                values[kept++] = values[i];
            }
        }

        return kept;
    }
}
