using FraudWatch.Simulator.Economy;
using FraudWatch.Simulator.Engine;

namespace FraudWatch.Simulator.LookAlikes;

/// <summary>A minor spends an evening on a parent's card, many small packs at odd hours; a few days later all of it is refunded, once.</summary>
internal sealed class ParentRefund : LookAlike
{
    public override string Archetype => "parent_refund";

    public override IReadOnlyList<string> Resembles => ["refund_abuse", "carded_stock"];

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
        long refundedAt = society.Now + SimTime.Days(random.LogNormal(5, 0.8));
        for (int packs = random.Whole(4, 30); packs > 0; packs--)
        {
            int pack = society.Parameters.Prices.PackAtMost(card.Channel, random.LogBetween(60, 2_000));
            Order order = society.Platform.Purchase(child, new Checkout(pack, card, from, card.Market));
            society.Reversals.Refund(order, refundedAt - society.Now + SimTime.Minutes(random.Between(0, 30)));
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
}
