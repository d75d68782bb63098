using FraudWatch.Detection.Accounts;
using FraudWatch.Detection.Decisions.Typologies;
using FraudWatch.Detection.Features;

namespace FraudWatch.Detection.Decisions;

/// <summary>
/// Whom an account dealt with: the agent behind a customer, the thief's creator behind a victim, the hub behind a seller. The
/// flag hangs on them (contract §2: the collector, hub or payout owner).
/// </summary>
internal sealed class Counterparts(AccountBook accounts, FlagBook flags)
{
    /// <summary>The account a flag about this one hangs on; its own number when nobody stands behind it.</summary>
    public int AnchorOf(Detector detector, AccountState account, in Suspicion suspicion, int memberBar)
    {
        if (detector == Detector.Ring && suspicion.Role is AccountRole.Source or AccountRole.Intermediary)
        {
            int top = SpendingFeatures.TopRecipient(account, out long topCoins, out long allCoins);
            return top >= 0 && topCoins * 2 >= allCoins && accounts[top].RingScore >= memberBar ? top : account.Index;
        }

        if (detector == Detector.Resale && suspicion.Role is AccountRole.Seller or AccountRole.SoldAccount or AccountRole.Hub)
        {
            int hub = SupplierOf(account, accusedOnly: true);
            return hub >= 0 ? hub : account.Index;
        }

        return account.Index;
    }

    /// <summary>Who stands behind a buyer or a victim; -1 for nobody known.</summary>
    public int BehindNamed(AccountState account, AccountRole role) => role == AccountRole.Victim
        ? account.SentRecently.Count == 0 ? -1 : account.SentRecently[account.SentRecently.Count - 1].Other
        : SupplierOf(account, accusedOnly: false);

    /// <summary>Who paid, else who used the instruments and devices of the latest purchases: one that stands accused, or the first user.</summary>
    private int SupplierOf(AccountState account, bool accusedOnly)
    {
        RecentRing<PurchaseRecord> bought = account.BoughtRecently;
        for (int i = bought.Count - 1; i >= 0; i--)
        {
            if (bought[i].Payer >= 0 && (!accusedOnly || IsAccused(bought[i].Payer)))
            {
                return bought[i].Payer;
            }
        }

        for (int i = bought.Count - 1; i >= 0; i--)
        {
            int user = UserOf(accounts.InstrumentLinks.AccountsOf(bought[i].Instrument), account, accusedOnly);
            user = user >= 0 ? user : UserOf(accounts.DeviceLinks.AccountsOf(bought[i].Device), account, accusedOnly);
            if (user >= 0)
            {
                return user;
            }
        }

        return -1;
    }

    private int UserOf(ReadOnlySpan<int> users, AccountState account, bool accusedOnly)
    {
        foreach (int user in users)
        {
            if (user != account.Index && IsAccused(user))
            {
                return user;
            }
        }

        return accusedOnly || users.IsEmpty || users[0] == account.Index ? -1 : users[0];
    }

    private bool IsAccused(int account) =>
        flags.GrowingWith(Detector.Resale, account) is FlagState flag && flag.RoleOf(account).IsAccused();
}
