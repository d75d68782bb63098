using FraudWatch.Detection.Decisions;
using FraudWatch.Detection.Graph;
using FraudWatch.Detection.State;

namespace FraudWatch.Detection.Shapes;

/// <summary>
/// T8: a pool of givers who share several receivers and give little to others. Size: receivers that share the pool.
/// Clarity: how much of the pool's coins stays with them. Looked for around a receiver whenever its givers have grown by a
/// quarter, which is a point in the log and no batch of any consumer.
/// </summary>
internal sealed class SenderPool(ShapeContext context) : GiftShape(context, Shape.SenderPool)
{
    /// <summary>Fewest givers of a pool.</summary>
    public const int LeastGivers = 3;

    /// <summary>Least share of the pool's coins that stays with its receivers, in thousandths.</summary>
    public const int LeastExclusive = 600;

    /// <summary>Least share of the receiver's coins that the pool gave, in thousandths: fans whom popular creators share are a part of theirs.</summary>
    public const int LeastIncome = 500;

    private readonly SenderPoolSearch _search = new(context.Graph);
    private readonly GrowthGate _gate = new(LeastGivers);

    public override void Look(in SeenGift gift)
    {
        int centre = gift.Recipient.Index;
        Truncated = false;
        if (!gift.IsNewPair || !_gate.TryPass(centre, Graph.FanIn(centre)) || !_search.Around(centre))
        {
            return;
        }

        Truncated = _search.Truncated;
        if (_search.Givers.Count < LeastGivers || _search.ExclusiveShare < LeastExclusive || _search.IncomeShare < LeastIncome)
        {
            return;
        }

        Begin(centre, AccountRole.Collector);
        foreach (int receiver in _search.Receivers)
        {
            if (receiver != centre)
            {
                Add(receiver, AccountRole.Collector);
            }
        }

        foreach (int giver in _search.Givers)
        {
            Add(giver, AccountRole.Source);
        }

        Note(new ShapeFinding(centre, gift.Event.OccurredAt, _search.Receivers.Count, _search.ExclusiveShare));
    }

    public override void Save(StateWriter to) => to.Part(_gate);

    public override void Load(StateReader from) => from.Part(_gate);
}
