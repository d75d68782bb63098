using FraudWatch.Detection.Decisions;
using FraudWatch.Detection.Features;
using FraudWatch.Detection.Graph;

namespace FraudWatch.Detection.Shapes;

/// <summary>
/// T4: accounts on the receiver's own device, card, payout or home network give to it. Looked at when a pair is new.
/// Size: such givers. Clarity: their share of the receiver's coins within the window, as far as looked at.
/// </summary>
internal sealed class SelfGifting(ShapeContext context) : GiftShape(context, Shape.SelfGifting)
{
    private const int MostGifts = 64;
    private readonly List<int> _own = [];
    private readonly List<int> _others = [];

    public override void Look(in SeenGift gift)
    {
        Truncated = false;
        if (!gift.IsNewPair || !Ownership.LooksShared(Accounts, gift.Sender, gift.Recipient, gift.Event.OccurredAt))
        {
            return;
        }

        _own.Clear();
        _others.Clear();
        int receiver = gift.Recipient.Index;
        AccountEdges gifts = Graph.EdgesTo(receiver);
        long all = 0;
        long own = 0;
        Truncated = gifts.Count > MostGifts;
        Begin(receiver, AccountRole.Collector);
        for (int i = gifts.Count - 1; i >= Math.Max(0, gifts.Count - MostGifts); i--)
        {
            int giver = gifts.NeighbourAt(i);
            long coins = Graph[gifts.EdgeAt(i)].Coins;
            all += coins;
            own += IsOwn(giver, gift) ? coins : 0;
        }

        Note(new ShapeFinding(receiver, gift.Event.OccurredAt, _own.Count, (int)((Int128)own * 1000 / Math.Max(1, all))));
    }

    private bool IsOwn(int giver, in SeenGift gift)
    {
        if (_own.Contains(giver) || _others.Contains(giver))
        {
            return _own.Contains(giver);
        }

        bool isOwn = Ownership.LooksShared(Accounts, Accounts[giver], gift.Recipient, gift.Event.OccurredAt);
        (isOwn ? _own : _others).Add(giver);
        if (isOwn)
        {
            Add(giver, AccountRole.Source);
        }

        return isOwn;
    }
}
