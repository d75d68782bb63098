using FraudWatch.Detection.Accounts;
using FraudWatch.Detection.Ledger;
using static FraudWatch.Detection.Features.FeatureMath;

namespace FraudWatch.Detection.Features;

/// <summary>Who gifts the account, what that money looks like, and how it is cashed out.</summary>
internal static class IncomeFeatures
{
    public static void Write(in FeatureContext context, AccountState account, FeatureVector into)
    {
        into[AccountFeature.GiftsReceived] = Log(account.GiftsReceived);
        into[AccountFeature.CoinsReceived] = Log(context.Book.Prices.ToUsualCoins(account.ReceivedCoins));
        var tally = new SenderTally();
        for (int i = 0; i < account.ReceivedRecently.Count; i++)
        {
            ref GiftRecord gift = ref account.ReceivedRecently[i];
            tally.Add(context, account, gift);
        }

        account.Income = WriteSenders(account, tally, into);
        WriteAmounts(context, account, into);
        WriteCashOut(context, account, into);
    }

    /// <summary>Diamonds withdrawn or exchanged, of those received.</summary>
    public static float CashedOutShare(AccountState account) =>
        Share(account.WithdrawnDiamonds + account.ExchangedDiamonds, account.ReceivedDiamonds);

    private static IncomeFigures WriteSenders(AccountState account, in SenderTally tally, FeatureVector into)
    {
        Span<long> senders = stackalloc long[account.ReceivedRecently.Count];
        for (int i = 0; i < senders.Length; i++)
        {
            senders[i] = account.ReceivedRecently[i].Other;
        }

        int distinct = DistinctCount(senders);
        into[AccountFeature.RecentSenders] = Log(distinct);
        into[AccountFeature.YoungSenderShare] = Share(tally.Young, tally.Dated);
        into[AccountFeature.FreshMoneyShare] = Share(tally.Fresh, tally.Coins);
        into[AccountFeature.SingleRecipientSenderShare] = Share(tally.SingleRecipient, tally.Coins);
        into[AccountFeature.SweptSenderShare] = Share(tally.Swept, tally.Coins);
        into[AccountFeature.ReversedSenderShare] = Share(tally.Reversed, tally.Coins);
        into[AccountFeature.DecliningSenderShare] = Share(tally.Declining, tally.Coins);
        into[AccountFeature.RefundingSenderShare] = Share(tally.Refunding, tally.Coins);
        into[AccountFeature.NewDeviceSenderShare] = Share(tally.NewDevice, tally.Coins);
        into[AccountFeature.LinkedSenderShare] = Share(tally.Linked, tally.Coins);
        into[AccountFeature.SameOwnerShare] = Share(tally.SameOwner, tally.Coins);
        return new IncomeFigures(
            Thousandths(tally.Young, tally.Dated), Thousandths(tally.Fresh, tally.Coins), Thousandths(tally.SingleRecipient, tally.Coins),
            Thousandths(tally.Swept, tally.Coins), Thousandths(tally.Reversed, tally.Coins), distinct);
    }

    private static int Thousandths(long part, long whole) => whole <= 0 ? 0 : (int)((Int128)part * 1000 / whole);

    private static void WriteAmounts(in FeatureContext context, AccountState account, FeatureVector into)
    {
        RecentRing<GiftRecord> gifts = account.ReceivedRecently;
        Span<long> amounts = stackalloc long[gifts.Count];
        Span<long> dwell = stackalloc long[gifts.Count];
        int known = 0;
        int lastHour = 0;
        long viewers = 0;
        long seenCoins = 0;
        long topCoins = 0;
        long all = 0;
        for (int i = 0; i < gifts.Count; i++)
        {
            ref GiftRecord gift = ref gifts[i];
            amounts[i] = gift.Coins;
            all += gift.Coins;
            topCoins = Math.Max(topCoins, CoinsFrom(gifts, gift.Other));
            lastHour += gift.At > context.Now - Hour ? 1 : 0;
            viewers += Math.Max(0, gift.Viewers);
            seenCoins += gift.Viewers >= 0 ? gift.Coins : 0;
            if (gift.Watched >= 0)
            {
                dwell[known++] = gift.Watched;
            }
        }

        into[AccountFeature.ReceivedAmountModeShare] = Share(ModeCount(amounts), gifts.Count);
        into[AccountFeature.TopSenderShare] = Share(topCoins, all);
        into[AccountFeature.SenderDwellMedian] = known == 0 ? Unknown : Log(Median(dwell[..known]));
        into[AccountFeature.CoinsPerViewer] = viewers == 0 ? Unknown : Log(context.Book.Prices.ToUsualCoins(seenCoins) / viewers);
        into[AccountFeature.SenderBurst1h] = Log(lastHour);
    }

    private static long CoinsFrom(RecentRing<GiftRecord> gifts, int sender)
    {
        long coins = 0;
        for (int i = 0; i < gifts.Count; i++)
        {
            coins += gifts[i].Other == sender ? gifts[i].Coins : 0;
        }

        return coins;
    }

    private static void WriteCashOut(in FeatureContext context, AccountState account, FeatureVector into)
    {
        into[AccountFeature.Withdrawals] = Log(account.Withdrawals);
        into[AccountFeature.CashedOutShare] = CashedOutShare(account);
        into[AccountFeature.ExchangedShare] = Share(account.ExchangedDiamonds, account.ReceivedDiamonds);
        into[AccountFeature.GiftToWithdrawalHours] = account.LastGiftToWithdrawal < 0 ? Unknown : Log(account.LastGiftToWithdrawal / Hour);
        into[AccountFeature.PayoutDegree] = Log(context.Book.PayoutLinks.Degree(account.Payout, context.Now));
        into[AccountFeature.PayoutAgeDays] = account.PayoutFirstAt == AccountState.Never ? Unknown : Log(Math.Max(0, context.Now - account.PayoutFirstAt) / Day);
    }

    /// <summary>Coins of the recent gifts, by what their senders look like now.</summary>
    private struct SenderTally
    {
        public long Coins;
        public long Dated;
        public long Young;
        public long Fresh;
        public long SingleRecipient;
        public long Swept;
        public long Reversed;
        public long Declining;
        public long Refunding;
        public long NewDevice;
        public long Linked;
        public long SameOwner;

        public void Add(in FeatureContext context, AccountState account, in GiftRecord gift)
        {
            AccountState sender = context.Book[gift.Other];
            Coins += gift.Coins;
            Dated += gift.SenderAgeDays >= 0 ? gift.Coins : 0;
            Young += gift.SenderAgeDays is >= 0 and < AccountBook.YoungDays ? gift.Coins : 0;
            Fresh += gift.FreshMoney ? gift.Coins : 0;
            SingleRecipient += context.Graph.FanOut(gift.Other) == 1 ? gift.Coins : 0;
            Swept += gift.Sweep ? gift.Coins : 0;
            Reversed += sender.Chargebacks > 0 || sender.Refunds > 1 ? gift.Coins : 0;
            Declining += sender.Declines > 1 && sender.Declines >= sender.Purchases ? gift.Coins : 0;
            Refunding += sender.Refunds > 1 && sender.RefundedAfterSpendingCoins * 4 > sender.BoughtCoins ? gift.Coins : 0;
            NewDevice += gift.NewDevice && gift.SenderAgeDays >= AccountBook.YoungDays ? gift.Coins : 0;
            Linked += Proportion.FloorDivide(gift.Coins, LinkWeight(context.Book, sender, context.Now), 1000);
            SameOwner += Ownership.LooksShared(context.Book, account, sender, context.Now) ? gift.Coins : 0;
        }

        /// <summary>How much the sender's device or instrument says about it: a pair shares much, a café nothing.</summary>
        private static int LinkWeight(AccountBook book, AccountState sender, long now)
        {
            int device = sender.Devices.Count > 0 ? book.DeviceLinks.Weight(sender.Devices[sender.Devices.Count - 1].Token, now) : 0;
            int instrument = sender.Instruments.Count > 0 ? book.InstrumentLinks.Weight(sender.Instruments[sender.Instruments.Count - 1].Token, now) : 0;
            return Math.Max(device, instrument);
        }
    }
}
