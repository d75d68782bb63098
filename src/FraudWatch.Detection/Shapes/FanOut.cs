using FraudWatch.Detection.Decisions;
using FraudWatch.Detection.Graph;
using FraudWatch.Detection.State;

namespace FraudWatch.Detection.Shapes;

/// <summary>
/// The first half of T6: one account gives to several that live on it alone. Size: such receivers. Clarity: their share of all it gives to.
/// </summary>
internal sealed class FanOut(ShapeContext context) : GiftShape(context, Shape.FanOut)
{
    /// <summary>Fewest receivers that make the shape.</summary>
    public const int LeastReceivers = 4;

    private const int MostGifts = 256;

    private readonly GrowthGate _gate = new(LeastReceivers);
    private readonly HashSet<int> _counted = [];

    public override void Look(in SeenGift gift)
    {
        int source = gift.Sender.Index;
        int sole = Graph.SoleReceivers(source);
        Truncated = false;
        if (!_gate.TryPass(source, sole) || sole * 2 < Graph.FanOut(source))
        {
            return;
        }

        _counted.Clear();
        Begin(source, AccountRole.Source);
        AccountEdges gifts = Graph.EdgesFrom(source);
        int oldest = Math.Max(0, gifts.Count - MostGifts);
        for (int i = gifts.Count - 1; i >= oldest; i--)
        {
            int receiver = gifts.NeighbourAt(i);
            if (Graph.FanIn(receiver) == 1 && _counted.Add(receiver))
            {
                Add(receiver, AccountRole.Intermediary);
            }
        }

        // The size is exact whatever the members that could be listed.
        Truncated = oldest > 0;
        Note(new ShapeFinding(source, gift.Event.OccurredAt, sole, sole * 1000 / Graph.FanOut(source)));
    }

    public override void Save(StateWriter to) => to.Part(_gate);

    public override void Load(StateReader from) => from.Part(_gate);
}
