using FraudWatch.Detection.Decisions;
using FraudWatch.Detection.Graph;
using FraudWatch.Detection.State;

namespace FraudWatch.Detection.Shapes;

/// <summary>
/// T6: an account gathers from several and scatters to several, living on what it gathered. Size: the smaller of givers and
/// receivers. Clarity: how well what went out agrees with what came in.
/// </summary>
internal sealed class GatherScatterShape(ShapeContext context) : GiftShape(context, Shape.GatherScatter)
{
    private readonly GatherScatterSearch _search = new(context.Graph);
    private readonly GrowthGate _gate = new(GatherScatterSearch.LeastOfEach);

    public override void Look(in SeenGift gift)
    {
        int hub = gift.Sender.Index;
        Truncated = false;
        if (!LivesOnIncome(gift.Sender) || !_gate.TryPass(hub, Graph.OutDegree(hub)))
        {
            return;
        }

        FlowRule rule = Context.Rule;
        int size = _search.Around(hub, rule);
        Truncated = _search.Truncated;
        if (size == 0)
        {
            return;
        }

        Begin(hub, AccountRole.Hub);
        foreach (int giver in _search.Givers)
        {
            Add(giver, AccountRole.Source);
        }

        foreach (int receiver in _search.Receivers)
        {
            Add(receiver, AccountRole.Collector);
        }

        Note(new ShapeFinding(hub, gift.Event.OccurredAt, size, rule.Agreement(Graph.InCoins(hub), Graph.OutCoins(hub))));
    }

    public override void Save(StateWriter to) => to.Part(_gate);

    public override void Load(StateReader from) => from.Part(_gate);
}
