using FraudWatch.Detection.Accounts;
using FraudWatch.Detection.Decisions;

namespace FraudWatch.Detection.Shapes;

/// <summary>
/// T7: several accounts withdraw to one payout. Looked at when one of them withdraws. Size: the accounts. Clarity: how much
/// of the account's recent income comes from givers who also give to others of them; an agency's creators have fans of their own.
/// The first owner of the payout is the anchor.
/// </summary>
internal sealed class SharedPayoutShape(ShapeContext context)
{
    private readonly List<ShapeMember> _members = [];

    public void Look(AccountState account, long at)
    {
        ReadOnlySpan<int> owners = context.Accounts.PayoutLinks.AccountsOf(account.Payout);
        if (owners.Length < 2)
        {
            return;
        }

        _members.Clear();
        foreach (int owner in owners[..Math.Min(owners.Length, ShapeBook.MostMembers)])
        {
            _members.Add(new ShapeMember(owner, AccountRole.Collector));
        }

        var finding = new ShapeFinding(owners[0], at, context.Accounts.PayoutLinks.Degree(account.Payout, at), SharedIncome(account));
        if (context.Book.Note(Shape.SharedPayout, finding, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_members)))
        {
            context.Touch(owners[0]);
        }
    }

    /// <summary>Thousandths of the recent coins whose givers recently gave to another owner of the payout.</summary>
    private int SharedIncome(AccountState account)
    {
        long all = 0;
        long shared = 0;
        for (int i = 0; i < account.ReceivedRecently.Count; i++)
        {
            ref GiftRecord gift = ref account.ReceivedRecently[i];
            all += gift.Coins;
            shared += GivesToAnotherOwner(context.Accounts[gift.Other], account) ? gift.Coins : 0;
        }

        return all == 0 ? 0 : (int)((Int128)shared * 1000 / all);
    }

    private bool GivesToAnotherOwner(AccountState giver, AccountState account)
    {
        for (int i = 0; i < giver.SentRecently.Count; i++)
        {
            AccountState other = context.Accounts[giver.SentRecently[i].Other];
            if (other != account && other.Payout == account.Payout)
            {
                return true;
            }
        }

        return false;
    }
}
