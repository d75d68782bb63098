using FraudWatch.Detection.Accounts;
using FraudWatch.Detection.Decisions;
using FraudWatch.Detection.Graph;
using FraudWatch.Detection.State;

namespace FraudWatch.Detection.Shapes;

/// <summary>
/// T5: accounts that came, bought a few times, gave all they had to one account, gave to nobody else and were not seen again.
/// Size: such givers. Clarity: their share of the coins looked at.
/// </summary>
internal sealed class MuleFanIn(ShapeContext context) : GiftShape(context, Shape.MuleFanIn)
{
    /// <summary>Fewest mules that make the shape.</summary>
    public const int LeastMules = 5;

    private const int MostGifts = 256;
    private const int FewDays = 3;
    private const int LeftOver = 4;
    private const long Day = 24L * 60 * 60 * 1000;

    private readonly GrowthGate _gate = new(LeastMules);
    private readonly HashSet<int> _counted = [];

    /// <summary>Whether an account looks spent: few active days, no more than a quarter left, gone within a day of its last gift.</summary>
    public static bool IsSpent(AccountBook accounts, AccountState giver, long lastGift) =>
        giver.ActiveDays <= FewDays
        && giver.Purchases > 0
        && accounts.Ledger.CoinsHeld(giver.Index) <= giver.AcquiredCoins / LeftOver
        && giver.LastSeenAt - lastGift <= Day;

    public override void Look(in SeenGift gift)
    {
        int collector = gift.Recipient.Index;
        Truncated = false;
        if (!_gate.TryPass(collector, Graph.SoleGivers(collector)))
        {
            return;
        }

        AccountEdges gifts = Graph.EdgesTo(collector);
        int oldest = Math.Max(0, gifts.Count - MostGifts);
        Truncated = oldest > 0;
        long all = 0;
        long fromMules = 0;
        int mules = 0;
        _counted.Clear();
        Begin(collector, AccountRole.Collector);
        for (int i = gifts.Count - 1; i >= oldest; i--)
        {
            int giver = gifts.NeighbourAt(i);
            long coins = Graph[gifts.EdgeAt(i)].Coins;
            all += coins;
            bool isKnown = _counted.Contains(giver);
            if (isKnown || (Graph.FanOut(giver) == 1 && IsSpent(Accounts, Accounts[giver], gifts.TimeAt(i))))
            {
                fromMules += coins;
                if (!isKnown)
                {
                    _counted.Add(giver);
                    mules++;
                    Add(giver, AccountRole.Source);
                }
            }
        }

        if (mules >= LeastMules && fromMules * 2 >= all)
        {
            Note(new ShapeFinding(collector, gift.Event.OccurredAt, mules, (int)((Int128)fromMules * 1000 / Math.Max(1, all))));
        }
    }

    public override void Save(StateWriter to) => to.Part(_gate);

    public override void Load(StateReader from) => from.Part(_gate);
}
