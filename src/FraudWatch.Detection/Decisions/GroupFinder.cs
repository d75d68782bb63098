using FraudWatch.Detection.Accounts;

namespace FraudWatch.Detection.Decisions;

/// <summary>Whom to look at when an account is flagged: its ring, its givers, and those it shares devices, cards or payouts with.</summary>
internal static class GroupFinder
{
    /// <summary>A device or instrument of more accounts is a place's, not a group's.</summary>
    private const int MostSharing = 48;

    /// <summary>Collects up to <paramref name="most"/> accounts around one, nearest relation first, each once.</summary>
    /// <param name="withGifts">Whether those it gifts or is gifted by belong to it: in a ring, and around a collector.</param>
    /// <param name="book">All accounts and links.</param>
    /// <param name="rings">The graph of gifts.</param>
    /// <param name="account">Around whom.</param>
    /// <param name="most">Most accounts to collect.</param>
    /// <param name="into">Is cleared and filled.</param>
    public static void Collect(bool withGifts, AccountBook book, RingTracker rings, AccountState account, int most, List<int> into)
    {
        into.Clear();
        if (withGifts)
        {
            CollectRing(rings, account, most, into);
            AddAll(book.PayoutLinks.AccountsOf(account.Payout), account, most, into);
        }

        AddLinked(account.Devices, book.DeviceLinks, account, most, into);
        AddLinked(account.Instruments, book.InstrumentLinks, account, most, into);
        AddAll(book.PayerLinks.AccountsOf(account.Index), account, most, into);
    }

    private static void CollectRing(RingTracker rings, AccountState account, int most, List<int> into)
    {
        if (rings.Touched.Contains(account.Index))
        {
            foreach (int other in rings.Touched)
            {
                Add(other, account, most, into);
            }
        }

        for (int i = account.ReceivedRecently.Count - 1; i >= 0; i--)
        {
            Add(account.ReceivedRecently[i].Other, account, most, into);
        }

        for (int i = account.SentRecently.Count - 1; i >= 0; i--)
        {
            Add(account.SentRecently[i].Other, account, most, into);
        }
    }

    private static void AddLinked(RecentRing<HabitRecord> habits, LinkTable links, AccountState account, int most, List<int> into)
    {
        for (int i = 0; i < habits.Count; i++)
        {
            ReadOnlySpan<int> sharing = links.AccountsOf(habits[i].Token);
            if (sharing.Length <= MostSharing)
            {
                AddAll(sharing, account, most, into);
            }
        }
    }

    private static void AddAll(ReadOnlySpan<int> accounts, AccountState account, int most, List<int> into)
    {
        foreach (int other in accounts)
        {
            Add(other, account, most, into);
        }
    }

    private static void Add(int other, AccountState account, int most, List<int> into)
    {
        if (other != account.Index && into.Count < most && !into.Contains(other))
        {
            into.Add(other);
        }
    }
}
