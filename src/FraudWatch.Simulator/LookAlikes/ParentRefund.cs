using FraudWatch.Simulator.Economy;
using FraudWatch.Simulator.Engine;

namespace FraudWatch.Simulator.LookAlikes;

/// <summary>A minor spends an evening on a parent's card, many small packs at odd hours; later all of it is taken back, once, by the store or by the bank.</summary>
internal sealed class ParentRefund : LookAlike
{
    private const double CallsTheBank = 0.5;

    public override string Archetype => "parent_refund";

    public override IReadOnlyList<string> Resembles => ["refund_abuse", "carded_stock", "carded_to_creator"];

    public override int PerGroup => 3;

    public override void Enlist(Scene scene)
    {
        if (scene.Anyone() is { } child)
        {
            scene.Play(Evening(scene, child), scene.StartsAt);
        }
    }

    private static IEnumerable<long> Evening(Scene scene, Account child)
    {
        AgentRandom random = scene.Random;
        Society society = scene.Society;
        Creator loved = society.Directory.ByPopularity(random, child.Home);
        Instrument card = society.People.NewInstrument(random, child.Home, bigSpender: false);
        Presence from = People.Visit(child, random);
        long joined = society.Now;
        bool disputed = random.Chance(CallsTheBank);
        long noticedAt = society.Now + SimTime.Days(random.LogNormal(disputed ? 18 : 5, 0.8));
        for (int packs = random.Whole(4, 30); packs > 0; packs--)
        {
            int pack = society.Parameters.Prices.PackAtMost(card.Channel, random.LogBetween(60, 2_000));
            Order order = society.Platform.Purchase(child, new Checkout(pack, card, from, card.Market));
            TakeBack(scene, order, noticedAt - society.Now + SimTime.Minutes(random.Between(0, 30)), disputed);
            yield return society.Now + SimTime.Minutes(random.LogNormal(2, 1));
            int gift = society.Gifts.DearestAtMost(Math.Max(1, child.Coins * random.Between(0.3, 1)));
            if (society.Gifts.Price(gift) <= child.Coins && !ReferenceEquals(child, loved))
            {
                int watched = (int)((society.Now - joined) / SimTime.Second);
                society.Platform.Gift(child, loved, new Giving(gift, 1, from, watched));
            }

            yield return society.Now + SimTime.Minutes(random.LogNormal(4, 1));
        }
    }

    private static void TakeBack(Scene scene, Order order, long after, bool disputed)
    {
        if (disputed)
        {
            scene.Society.Reversals.ChargeBack(order, after, wonAfter: scene.Random.Chance(0.15) ? SimTime.Days(scene.Random.Between(4, 35)) : 0);
        }
        else
        {
            scene.Society.Reversals.Refund(order, after);
        }
    }
}
