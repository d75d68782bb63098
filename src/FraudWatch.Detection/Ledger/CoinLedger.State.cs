using FraudWatch.Detection.State;

namespace FraudWatch.Detection.Ledger;

/// <content>What survives a restart: the records and the wallets' figures. The wallets' lists follow from the records.</content>
public sealed partial class CoinLedger : ISavedState
{
    void ISavedState.Save(StateWriter to)
    {
        foreach (ISavedState table in Tables())
        {
            to.Part(table);
        }

        to.Count(_wallets.Count);
        for (int account = 0; account < _wallets.Count; account++)
        {
            _wallets[account].Exchange(new SavingFields(to));
        }
    }

    void ISavedState.Load(StateReader from)
    {
        foreach (ISavedState table in Tables())
        {
            from.Part(table);
        }

        int wallets = from.Count();
        for (int account = 0; account < wallets; account++)
        {
            from.Figures(ref WalletOf(account));
        }

        ListRecords(from);
    }

    private ISavedState[] Tables() => [Orders, Lots, Gifts, CashOuts];

    private void ListRecords(StateReader from)
    {
        for (int number = 0; number < Lots.Count; number++)
        {
            Lists.Add(ref WalletOf(Lots[number].Account, from).Lots, number);
        }

        for (int number = 0; number < Gifts.Count; number++)
        {
            GiftMove gift = Gifts[number];
            if (gift.Sender != GiftMove.UnknownSender)
            {
                Lists.Add(ref WalletOf(gift.Sender, from).Sent, number);
            }

            if (gift.Diamonds > 0)
            {
                Lists.Add(ref WalletOf(gift.Recipient, from).Received, number);
            }
        }

        for (int number = 0; number < CashOuts.Count; number++)
        {
            Lists.Add(ref WalletOf(CashOuts[number].Account, from).CashedOut, number);
        }
    }

    private ref Wallet WalletOf(int account, StateReader from)
    {
        if (account < 0 || account >= _wallets.Count)
        {
            throw from.Damaged($"expected an account below {_wallets.Count}, found {account}");
        }

        return ref _wallets[account];
    }
}
