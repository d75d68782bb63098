using FraudWatch.Simulator.Agents;
using FraudWatch.Simulator.Economy;
using FraudWatch.Simulator.Engine;

namespace FraudWatch.Simulator.LookAlikes;

/// <summary>Buys on a whim and thinks better of it: a few refunds within the legal fortnight over the weeks, most of what was bought is kept.</summary>
internal sealed class RegretfulBuyer : LookAlike
{
    public override string Archetype => "regretful_buyer";

    public override IReadOnlyList<string> Resembles => ["refund_abuse"];

    public override void Enlist(Scene scene)
    {
        foreach (Account buyer in scene.Tenured(1))
        {
            scene.Play(Whims(scene, buyer), scene.StartsAt);
        }
    }

    private static IEnumerable<long> Whims(Scene scene, Account buyer)
    {
        AgentRandom random = scene.Random;
        Society society = scene.Society;
        Creator loved = society.Directory.ByPopularity(random, buyer.Home);
        double regret = random.Between(0.25, 0.8);
        for (int whims = random.Whole(2, 6); whims > 0; whims--)
        {
            Instrument card = People.PayWith(buyer, random);
            int pack = society.Parameters.Prices.PackAtMost(card.Channel, random.LogBetween(200, 6_000));
            Order order = society.Platform.Purchase(buyer, new Checkout(pack, card, People.Visit(buyer, random), card.Market));
            if (random.Chance(regret))
            {
                society.Reversals.Refund(order, SimTime.Hours(Math.Min(14 * 24, random.LogNormal(60, 1.2))));
            }

            double tonight = Math.Max(1, buyer.Coins * random.Between(0.2, 1));
            foreach (long time in scene.Visit(buyer, loved, new FanVisit.Spree(tonight, tonight / random.Whole(1, 8))))
            {
                yield return time;
            }

            yield return scene.Now + SimTime.Days(random.Between(1, 12));
        }
    }
}
