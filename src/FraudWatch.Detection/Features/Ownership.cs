using FraudWatch.Detection.Accounts;
using FraudWatch.Detection.Identity;
using FraudWatch.Detection.Lists;

namespace FraudWatch.Detection.Features;

/// <summary>
/// Signs that two accounts are one person's: a device, instrument, payout or small network that both use. A token on the
/// allow-list (a studio's devices, an agency's payout) is no sign, nor is a placeholder.
/// </summary>
internal static class Ownership
{
    /// <summary>A network used by more accounts than this is a café, a dormitory or a carrier, not a home.</summary>
    private const int HomeNetworkAccounts = 6;

    /// <summary>A device used by more is a kiosk's, a studio's or a café's.</summary>
    private const int OwnDeviceAccounts = 12;

    /// <summary>An instrument used by more says who pays, not who owns the account.</summary>
    private const int OwnInstrumentAccounts = 16;

    public static bool LooksShared(AccountBook book, AccountState one, AccountState other, long now) =>
        ShareToken((one.Devices, other.Devices), new Tokens(book, SubjectKind.Device), OwnDeviceAccounts, now)
        || ShareToken((one.Instruments, other.Instruments), new Tokens(book, SubjectKind.Instrument), OwnInstrumentAccounts, now)
        || ShareToken((one.Networks, other.Networks), new Tokens(book, SubjectKind.Network), HomeNetworkAccounts, now)
        || (one.Payout != Token.None && one.Payout == other.Payout && !book.PayoutLinks.IsPlaceholder(one.Payout) && !new Tokens(book, SubjectKind.Payout).IsAllowed(one.Payout));

    private static bool ShareToken(
        (RecentRing<HabitRecord> One, RecentRing<HabitRecord> Other) habits, in Tokens tokens, int mostAccounts, long now)
    {
        for (int i = 0; i < habits.One.Count; i++)
        {
            int token = habits.One[i].Token;
            for (int j = 0; j < habits.Other.Count; j++)
            {
                if (token == habits.Other[j].Token && !tokens.Links.IsPlaceholder(token) && tokens.Links.Degree(token, now) <= mostAccounts && !tokens.IsAllowed(token))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>The tokens of one kind, who is linked by them (for accounts: whom they pay for), and which of them people allowed.</summary>
    public readonly ref struct Tokens(AccountBook book, SubjectKind kind)
    {
        public LinkTable Links => kind switch
        {
            SubjectKind.Device => book.DeviceLinks,
            SubjectKind.Instrument => book.InstrumentLinks,
            SubjectKind.Network => book.NetworkLinks,
            SubjectKind.Account => book.PayerLinks,
            _ => book.PayoutLinks,
        };

        private TokenTable Table => kind switch
        {
            SubjectKind.Device => book.Devices,
            SubjectKind.Instrument => book.Instruments,
            SubjectKind.Network => book.Networks,
            SubjectKind.Account => book.Ids,
            _ => book.Payouts,
        };

        public bool IsAllowed(int token) => book.Lists.HasAllowed && book.Lists.TryGetAllowed(kind, Table.BytesOf(token), out _);
    }
}
