using FraudWatch.Detection.State;

namespace FraudWatch.Detection.Accounts;

/// <content>What survives a restart: every table and book, then every account.</content>
public sealed partial class AccountBook : ISavedState
{
    void ISavedState.Save(StateWriter to)
    {
        foreach (ISavedState part in Parts())
        {
            to.Part(part);
        }

        to.Figures(ref _active);
        to.Number(UnknownCountries);

        foreach (AccountState account in _accounts)
        {
            to.Part(account);
        }
    }

    void ISavedState.Load(StateReader from)
    {
        foreach (ISavedState part in Parts())
        {
            from.Part(part);
        }

        from.Figures(ref _active);
        TellActiveAccounts();
        UnknownCountries = from.Number();

        for (int index = 0; index < Ids.Count; index++)
        {
            var account = new AccountState { Index = index };
            from.Part(account);
            _accounts.Add(account);
        }
    }

    private ISavedState[] Parts() =>
    [
        Ids, Devices, Networks, Instruments, Payouts, Countries,
        DeviceLinks, NetworkLinks, InstrumentLinks, PayoutLinks, PayerLinks, Orders, Prices, Ledger, Taints, Hop, Lists,
    ];
}
