using FraudWatch.Simulator.Agents;
using FraudWatch.Simulator.Economy;
using FraudWatch.Simulator.Engine;

namespace FraudWatch.Simulator.LookAlikes;

/// <summary>Some weeks abroad: another country's networks and stores, at times a card bought there, then home again with the old phone.</summary>
internal sealed class Traveller : LookAlike
{
    public override string Archetype => "traveller";

    public override IReadOnlyList<string> Resembles => ["region_arbitrage", "account_takeover"];

    public override int PerGroup => 6;

    public override void Enlist(Scene scene)
    {
        foreach (Account traveller in scene.Tenured(1))
        {
            scene.Play(Journey(scene, traveller), scene.StartsAt);
        }
    }

    private static IEnumerable<long> Journey(Scene scene, Account traveller)
    {
        AgentRandom random = scene.Random;
        Society society = scene.Society;
        Creator loved = society.Directory.ByPopularity(random, traveller.Home);
        Market abroad = society.People.SomeMarket(random);
        Instrument paid = random.Chance(0.5)
            ? society.People.NewInstrument(random, abroad, bigSpender: false) with { Market = abroad }
            : People.PayWith(traveller, random);
        bool buysPhone = random.Chance(0.15);
        if (buysPhone)
        {
            traveller.Device = random.NextBits();
        }

        double usual = random.LogBetween(200, 6_000);
        for (int evenings = random.Whole(2, 8); evenings > 0; evenings--)
        {
            var hotel = new Presence(traveller.Device, random.NextBits(), abroad);
            society.Platform.SignIn(traveller, hotel);
            yield return scene.Now + SimTime.Minutes(random.LogNormal(4, 0.8));
            int pack = society.Parameters.Prices.PackAtMost(paid.Channel, usual * random.LogNormal(1, 0.6));
            society.Reversals.FateOfHonest(society.Platform.Purchase(traveller, new Checkout(pack, paid, hotel, paid.Market)), random);
            double tonight = Math.Max(1, traveller.Coins * random.Between(0.4, 1));
            foreach (long time in scene.Visit(traveller, loved, new FanVisit.Spree(tonight, tonight / random.Whole(1, 8))))
            {
                yield return time;
            }

            yield return DailyRhythm.Next(random, abroad, scene.Now, 1.5);
        }
    }
}
