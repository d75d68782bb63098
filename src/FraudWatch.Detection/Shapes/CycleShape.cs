using FraudWatch.Detection.Decisions;

namespace FraudWatch.Detection.Shapes;

/// <summary>
/// T3: the best time-ordered cycles that the gift closed, as <see cref="RingTracker"/> found them. Size: accounts on them.
/// Clarity: the share of the first gift that came back, of what the hops could have returned. The smallest id is the anchor.
/// </summary>
internal sealed class CycleShape(ShapeContext context, RingTracker rings) : GiftShape(context, Shape.Cycle)
{
    public override void Look(in SeenGift gift)
    {
        if (rings.Touched.Count == 0)
        {
            return;
        }

        int anchor = Accounts.SmallestId(rings.Touched);
        Begin(anchor, AccountRole.Member);
        foreach (int account in rings.Touched)
        {
            if (account != anchor)
            {
                Add(account, AccountRole.Member);
            }
        }

        Note(new ShapeFinding(anchor, gift.Event.OccurredAt, rings.Touched.Count, Accounts[anchor].BestCycleReturnOfPossible));
    }
}
