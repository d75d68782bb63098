using FraudWatch.Detection.Accounts;
using static FraudWatch.Detection.Features.FeatureMath;

namespace FraudWatch.Detection.Features;

/// <summary>How the account spends its coins, and on whom.</summary>
internal static class SpendingFeatures
{
    private const int ShortDwellSeconds = 60;

    public static void Write(in FeatureContext context, AccountState account, FeatureVector into)
    {
        into[AccountFeature.GiftsSent] = Log(account.GiftsSent);
        into[AccountFeature.CoinsSent] = Log(context.Book.Prices.ToUsualCoins(account.GiftedCoins));
        into[AccountFeature.GiftsPerActiveDay] = Log(account.GiftsSent / Math.Max(1, account.ActiveDays));
        into[AccountFeature.ResidualShare] = Share(context.Book.Ledger.CoinsHeld(account.Index), account.AcquiredCoins);
        into[AccountFeature.SpentShare] = Ratio(account.GiftedCoins, account.AcquiredCoins, 2);
        into[AccountFeature.SpentBeyondSeenShare] = Share(context.Book.Ledger.UnknownCoins(account.Index), account.GiftedCoins);
        into[AccountFeature.SweepShare] = Share(account.Sweeps, account.GiftsSent);
        into[AccountFeature.OutflowsToZero] = Log(account.GiftsToZero + account.CashOutsToZero);
        into[AccountFeature.GiftsToZeroShare] = Share(account.GiftsToZero, account.GiftsSent);
        into[AccountFeature.CashOutsToZeroShare] = Share(account.CashOutsToZero, account.Exchanges + account.Withdrawals);
        into[AccountFeature.ExchangeFundedShare] = Share(account.ExchangedCoins, account.AcquiredCoins);
        WriteDwell(account, into);
        WriteAmounts(account, into);
        WriteRecipients(context, account, into);
    }

    /// <summary>The account that got most of the recent gifts' coins, or -1.</summary>
    public static int TopRecipient(AccountState account, out long topCoins, out long allCoins)
    {
        RecentRing<GiftRecord> sent = account.SentRecently;
        int top = -1;
        topCoins = 0;
        allCoins = 0;
        for (int i = 0; i < sent.Count; i++)
        {
            allCoins += sent[i].Coins;
            long coins = 0;
            for (int j = 0; j < sent.Count; j++)
            {
                coins += sent[j].Other == sent[i].Other ? sent[j].Coins : 0;
            }

            if (coins > topCoins)
            {
                topCoins = coins;
                top = sent[i].Other;
            }
        }

        return top;
    }

    private static void WriteDwell(AccountState account, FeatureVector into)
    {
        RecentRing<GiftRecord> sent = account.SentRecently;
        Span<long> dwell = stackalloc long[sent.Count];
        int known = 0;
        int shortVisits = 0;
        int newDevice = 0;
        for (int i = 0; i < sent.Count; i++)
        {
            newDevice += sent[i].NewDevice ? 1 : 0;
            if (sent[i].Watched >= 0)
            {
                dwell[known++] = sent[i].Watched;
                shortVisits += sent[i].Watched < ShortDwellSeconds ? 1 : 0;
            }
        }

        into[AccountFeature.DwellMedian] = known == 0 ? Unknown : Log(Median(dwell[..known]));
        into[AccountFeature.ShortDwellShare] = Share(shortVisits, known);
        into[AccountFeature.NewDeviceGiftShare] = Share(newDevice, sent.Count);
    }

    private static void WriteAmounts(AccountState account, FeatureVector into)
    {
        RecentRing<GiftRecord> sent = account.SentRecently;
        Span<long> amounts = stackalloc long[sent.Count];
        Span<long> recipients = stackalloc long[sent.Count];
        for (int i = 0; i < sent.Count; i++)
        {
            amounts[i] = sent[i].Coins;
            recipients[i] = sent[i].Other;
        }

        int distinct = DistinctCount(recipients);
        into[AccountFeature.RecentRecipients] = Log(distinct);
        into[AccountFeature.RepeatShare] = sent.Count == 0 ? 0 : 1 - Share(distinct, sent.Count);
        into[AccountFeature.RecipientEntropy] = RecipientEntropy(account, recipients);
        into[AccountFeature.SentAmountModeShare] = Share(ModeCount(amounts), sent.Count);
        into[AccountFeature.PurchaseToGiftHours] = HoursFromPurchaseToGift(account);
    }

    /// <summary>How evenly the recent gifts' coins are spread over recipients: 2 to this power recipients of equal shares.</summary>
    /// <param name="account">Whose gifts.</param>
    /// <param name="recipients">Their recipients, sorted.</param>
    private static float RecipientEntropy(AccountState account, ReadOnlySpan<long> recipients)
    {
        // The inverse of the sum of squared shares, as an exact fraction: log2 of it is the collision entropy (Rényi 1961).
        Int128 all = 0;
        Int128 squares = 0;
        for (int i = 0; i < recipients.Length; i++)
        {
            if (i > 0 && recipients[i] == recipients[i - 1])
            {
                continue;
            }

            Int128 coins = 0;
            for (int j = 0; j < account.SentRecently.Count; j++)
            {
                coins += account.SentRecently[j].Other == recipients[i] ? account.SentRecently[j].Coins : 0;
            }

            all += coins;
            squares += coins * coins;
        }

        // Log adds one before it takes the logarithm; in thousandths, so that fractions of a recipient are not lost.
        return squares == 0 ? 0 : Log((long)(all * all * 1000 / squares)) - Log(1000);
    }

    private static float HoursFromPurchaseToGift(AccountState account)
    {
        if (account.SentRecently.Count == 0 || account.LastPurchaseAt == AccountState.Never)
        {
            return Unknown;
        }

        long lastGift = account.SentRecently[account.SentRecently.Count - 1].At;
        return Log(Math.Max(0, lastGift - account.LastPurchaseAt) / Hour);
    }

    private static void WriteRecipients(in FeatureContext context, AccountState account, FeatureVector into)
    {
        int top = TopRecipient(account, out long topCoins, out long allCoins);
        into[AccountFeature.TopRecipientShare] = Share(topCoins, allCoins);
        AccountState? recipient = top < 0 ? null : context.Book[top];
        IncomeFigures income = recipient?.Income ?? default;
        into[AccountFeature.TopRecipientYoungSenders] = income.YoungSenders / 1000f;
        into[AccountFeature.TopRecipientFreshMoney] = income.FreshMoney / 1000f;
        into[AccountFeature.TopRecipientSingleSenders] = income.SingleRecipientSenders / 1000f;
        into[AccountFeature.TopRecipientSweptSenders] = income.SweptSenders / 1000f;
        into[AccountFeature.TopRecipientReversedSenders] = income.ReversedSenders / 1000f;
        into[AccountFeature.TopRecipientSenders] = Log(income.Senders);
        into[AccountFeature.TopRecipientCashedOut] = recipient is null ? 0 : IncomeFeatures.CashedOutShare(recipient);
        into[AccountFeature.TopRecipientPayoutDegree] = recipient is null ? 0 : Log(context.Book.PayoutLinks.Degree(recipient.Payout, context.Now));
        into[AccountFeature.TopRecipientSameOwner] = recipient is not null && Ownership.LooksShared(context.Book, account, recipient, context.Now) ? 1 : 0;
    }
}
