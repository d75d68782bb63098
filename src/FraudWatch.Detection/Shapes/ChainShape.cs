using FraudWatch.Detection.Decisions;
using FraudWatch.Detection.Graph;

namespace FraudWatch.Detection.Shapes;

/// <summary>
/// Layering: a gift passed on hop by hop by accounts that exchange income for coins. Size: gifts of the chain. Clarity: how
/// well the amounts of the worst hop agree. The last receiver is the anchor.
/// </summary>
internal sealed class ChainShape(ShapeContext context) : GiftShape(context, Shape.Chain)
{
    /// <summary>Fewest gifts that make a chain.</summary>
    public const int LeastGifts = 2;

    private readonly ChainSearch _search = new(context.Graph);

    public override void Look(in SeenGift gift)
    {
        if (!LivesOnIncome(gift.Sender))
        {
            return;
        }

        int length = _search.BackFrom(gift.Edge, Context.Rule);
        length = WhileIncome(length);
        if (length < LeastGifts)
        {
            return;
        }

        Begin(gift.Recipient.Index, AccountRole.Collector);
        for (int i = 0; i < length; i++)
        {
            Add(Graph[_search.Edges[i]].From, i == length - 1 ? AccountRole.Source : AccountRole.Intermediary);
        }

        Note(new ShapeFinding(gift.Recipient.Index, gift.Event.OccurredAt, length, _search.Agreement));
    }

    /// <summary>A hop counts while its account lives on income: one that buys its coins passes nothing on.</summary>
    private int WhileIncome(int length)
    {
        int hops = 1;
        while (hops < length && LivesOnIncome(Accounts[Graph[_search.Edges[hops - 1]].From]))
        {
            hops++;
        }

        return hops;
    }
}
