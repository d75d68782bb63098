namespace FraudWatch.Detection.Ledger;

/// <content>Diamonds that leave a wallet: which gifts they came with, and out of what coins.</content>
public sealed partial class CoinLedger
{
    /// <summary>Cashes out the oldest diamonds and notes what coins they came from.</summary>
    private int TakeDiamonds(ref Income income, int account, long diamonds, long at, long reference, bool isWithdrawal)
    {
        long missing = income.DiamondsOut + diamonds - income.DiamondsIn;
        if (missing > 0)
        {
            var unseen = new GiftMove { Event = -1, DiamondStart = income.DiamondsIn, Diamonds = missing, Sender = GiftMove.UnknownSender, Recipient = account };
            Lists.Add(ref income.Received, Gifts.Add(unseen));
            income.DiamondsIn += missing;
            income.Provenance.UnknownIn += missing;
        }

        NoteDrawn(ref income, income.DiamondsOut + diamonds, at, isWithdrawal);
        int number = CashOuts.Add(new CashOut { Event = reference, DiamondStart = income.DiamondsOut, Diamonds = diamonds, Account = account, Lot = CashOut.Withdrawn });
        Lists.Add(ref income.CashedOut, number);
        income.DiamondsOut += diamonds;
        return number;
    }

    private void NoteDrawn(ref Income income, long end, long at, bool isWithdrawal)
    {
        NumberList received = Lists.Of(income.Received);
        long from = income.DiamondsOut;
        while (from < end)
        {
            GiftMove gift = Gifts[received[income.NextReceived]];
            long until = Math.Min(end, gift.DiamondStart + gift.Diamonds);
            if (gift.Sender == GiftMove.UnknownSender)
            {
                income.Provenance.UnknownOut += until - from;
            }
            else if (until > from)
            {
                NoteDrawn(ref income.Provenance, gift, from - gift.DiamondStart, until - gift.DiamondStart, isWithdrawal ? at : long.MaxValue);
            }

            from = until;
            income.NextReceived += from == gift.DiamondStart + gift.Diamonds ? 1 : 0;
        }
    }

    /// <summary>Notes diamonds [from, until) of one gift as cashed out, lot by lot of its sender.</summary>
    private void NoteDrawn(ref IncomeProvenance of, in GiftMove gift, long from, long until, long withdrawnAt)
    {
        NumberList lots = Lists.Of(_wallets[gift.Sender].Lots);
        long coin = gift.CoinStart + Proportion.OriginOf(from, gift.Coins, gift.Diamonds);
        for (int i = LotAt(_wallets[gift.Sender], coin); from < until; i++)
        {
            ref Lot lot = ref Lots[lots[i]];
            long lotEnd = Math.Max(0, lot.Start + lot.Coins - gift.CoinStart);
            long end = Math.Clamp(Proportion.FirstMadeOf(lotEnd, gift.Coins, gift.Diamonds), from, until);
            long diamonds = end - from;
            of.FreshInstrumentOut += (lot.Marks & LotMarks.FreshInstrument) != 0 ? diamonds : 0;
            of.OtherPayerOut += (lot.Marks & LotMarks.OtherPayer) != 0 ? diamonds : 0;
            of.ExchangedOut += lot.Kind == LotKind.Exchange ? diamonds : 0;
            of.UnknownOut += lot.Kind == LotKind.Unknown ? diamonds : 0;
            of.WithdrawnYoung += lot.Kind == LotKind.Purchase && withdrawnAt != long.MaxValue && withdrawnAt - lot.At < Day ? diamonds : 0;
            from = end;
        }
    }
}
