using FraudWatch.Detection.Accounts;
using FraudWatch.Detection.Shapes;

namespace FraudWatch.Detection.Decisions;

/// <summary>
/// Whom to look at when an account is flagged: those of its shape, its ring, its givers, and those it shares devices, cards
/// or payouts with.
/// </summary>
internal sealed class GroupFinder(AccountBook book, RingTracker rings, ShapeBook shapes)
{
    /// <summary>A device or instrument of more accounts is a place's, not a group's.</summary>
    private const int MostSharing = 48;

    private const int MostMembersLookedAt = 48;

    /// <summary>Collects the accounts around one, nearest relation first, each once.</summary>
    /// <param name="withGifts">Whether those it gifts or is gifted by belong to it: in a ring, and around a collector.</param>
    /// <param name="anchor">Anchor of the shape that speaks for the flag's typology, if one was found.</param>
    /// <param name="account">The flagged account.</param>
    /// <param name="into">Cleared first.</param>
    public void Collect(bool withGifts, (int Account, Shape Shape)? anchor, AccountState account, List<int> into)
    {
        const int Most = MostMembersLookedAt;
        into.Clear();
        if (anchor is { } shape)
        {
            foreach (ShapeMember member in shapes.MembersAt(shape.Account, shape.Shape))
            {
                Add(member.Account, account, Most, into);
            }
        }

        if (withGifts)
        {
            CollectRing(rings, account, Most, into);
            AddAll(book.PayoutLinks.AccountsOf(account.Payout), account, Most, into);
        }

        AddLinked(account.Devices, book.DeviceLinks, account, Most, into);
        AddLinked(account.Instruments, book.InstrumentLinks, account, Most, into);
        AddAll(book.PayerLinks.AccountsOf(account.Index), account, Most, into);
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
