using FraudWatch.Detection.Accounts;

namespace FraudWatch.Detection.Features;

/// <summary>Signs that two accounts are one person's: a device, instrument, payout or small network that both use.</summary>
internal static class Ownership
{
    /// <summary>A network used by more accounts than this is a café, a dormitory or a carrier, not a home.</summary>
    private const int HomeNetworkAccounts = 6;

    /// <summary>A device used by more is a kiosk's, a studio's or a café's.</summary>
    private const int OwnDeviceAccounts = 12;

    /// <summary>An instrument used by more says who pays, not who owns the account.</summary>
    private const int OwnInstrumentAccounts = 16;

    public static bool LooksShared(AccountBook book, AccountState one, AccountState other, long now) =>
        ShareToken(one.Devices, other.Devices, book.DeviceLinks, OwnDeviceAccounts, now)
        || ShareToken(one.Instruments, other.Instruments, book.InstrumentLinks, OwnInstrumentAccounts, now)
        || ShareToken(one.Networks, other.Networks, book.NetworkLinks, HomeNetworkAccounts, now)
        || (one.Payout != Token.None && one.Payout == other.Payout);

    private static bool ShareToken(RecentRing<HabitRecord> one, RecentRing<HabitRecord> other, LinkTable links, int mostAccounts, long now)
    {
        for (int i = 0; i < one.Count; i++)
        {
            for (int j = 0; j < other.Count; j++)
            {
                if (one[i].Token == other[j].Token && links.Degree(one[i].Token, now) <= mostAccounts)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
