using FraudWatch.Detection.Accounts;

namespace FraudWatch.Detection.Features;

/// <summary>Signs that two accounts are one person's: a device, instrument, payout or small network that both use.</summary>
internal static class Ownership
{
    /// <summary>A network used by more accounts than this is a café, a dormitory or a carrier, not a home.</summary>
    private const int HomeNetworkAccounts = 6;

    public static bool LooksShared(AccountBook book, AccountState one, AccountState other) =>
        ShareToken(one.Devices, other.Devices, book.DeviceLinks, int.MaxValue)
        || ShareToken(one.Instruments, other.Instruments, book.InstrumentLinks, int.MaxValue)
        || ShareToken(one.Networks, other.Networks, book.NetworkLinks, HomeNetworkAccounts)
        || (one.Payout != Token.None && one.Payout == other.Payout);

    private static bool ShareToken(RecentRing<HabitRecord> one, RecentRing<HabitRecord> other, LinkTable links, int mostAccounts)
    {
        for (int i = 0; i < one.Count; i++)
        {
            for (int j = 0; j < other.Count; j++)
            {
                if (one[i].Token == other[j].Token && links.Degree(one[i].Token) <= mostAccounts)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
