using FraudWatch.Detection.Decisions;
using FraudWatch.Detection.Graph;

namespace FraudWatch.Detection.Shapes;

/// <summary>
/// T6: a source's coins reach a sink through several accounts that turn income into coins and pass it on. Size:
/// intermediaries. Clarity: how well what they passed on agrees with what they got. The sink is the anchor.
/// </summary>
internal sealed class ScatterGatherShape(ShapeContext context, long workBudget) : GiftShape(context, Shape.ScatterGather)
{
    private readonly ScatterGatherSearch _search = new(context.Graph, workBudget);

    public override void Look(in SeenGift gift)
    {
        Truncated = false;
        if (!LivesOnIncome(gift.Sender) && !LivesOnIncome(gift.Recipient))
        {
            return;
        }

        FlowRule rule = Context.Rule;
        _search.Through(gift.Edge, rule);
        Truncated = _search.Work.Truncated;
        foreach (ScatterGather found in _search.Found)
        {
            Begin(found.Sink, AccountRole.Collector);
            Add(found.Source, AccountRole.Source);
            foreach (int middle in _search.IntermediariesOf(found))
            {
                Add(middle, AccountRole.Intermediary);
            }

            Note(new ShapeFinding(found.Sink, gift.Event.OccurredAt, found.Count, rule.Agreement(found.Scattered, found.Gathered)));
        }
    }
}
