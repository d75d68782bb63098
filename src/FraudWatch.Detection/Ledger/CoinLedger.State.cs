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

        to.Count(_incomes.Count);
        for (int number = 0; number < _incomes.Count; number++)
        {
            _incomes[number].Exchange(new SavingFields(to));
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

        for (int left = from.Count(); left > 0; left--)
        {
            from.Figures(ref _incomes[_incomes.Add(default)]);
        }

        int wallets = from.Count();
        for (int account = 0; account < wallets; account++)
        {
            ref Wallet wallet = ref WalletOf(account);
            from.Figures(ref wallet);
            if (wallet.Income < 0 || wallet.Income > _incomes.Count)
            {
                throw from.Damaged($"expected one of {_incomes.Count} incomes for account {account}, found {wallet.Income - 1}");
            }
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
                Lists.Add(ref IncomeOf(gift.Recipient, from).Received, number);
            }
        }

        for (int number = 0; number < CashOuts.Count; number++)
        {
            Lists.Add(ref IncomeOf(CashOuts[number].Account, from).CashedOut, number);
        }
    }

    private ref Income IncomeOf(int account, StateReader from)
    {
        int income = WalletOf(account, from).Income;
        if (income == 0)
        {
            throw from.Damaged($"expected an income of account {account}, which has had diamonds, found none");
        }

        return ref _incomes[income - 1];
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
