using FraudWatch.Simulator.Agents;
using FraudWatch.Simulator.Economy;
using FraudWatch.Simulator.Engine;

namespace FraudWatch.Simulator.LookAlikes;

/// <summary>Lives here with the card and store of a cheaper home country, at times behind a VPN: always the same card, nobody else on it.</summary>
internal sealed class Expat : LookAlike
{
    public override string Archetype => "expat";

    public override IReadOnlyList<string> Resembles => ["region_arbitrage"];

    public override void Enlist(Scene scene)
    {
        foreach (Account expat in scene.Tenured(1))
        {
            AgentRandom random = scene.Random;
            Market home = random.Pick([.. scene.Society.Parameters.Markets.OrderBy(m => m.PriceLevel).Take(4)]);
            expat.Instruments = [scene.Society.People.NewInstrument(random, home, bigSpender: false) with { Market = home }];
            if (random.Chance(0.4))
            {
                (expat.VpnNetwork, expat.VpnMarket) = scene.Society.People.VpnExit(random);
            }

            scene.Play(Live(scene, expat), scene.Society.Start + SimTime.Days(random.Between(0, 10)));
        }
    }

    private static IEnumerable<long> Live(Scene scene, Account expat)
    {
        Creator loved = scene.Society.Directory.ByPopularity(scene.Random, expat.Instruments[0].Market);
        double usual = scene.CoinsFor(scene.Random.LogNormal(15, 1.2));
        while (true)
        {
            double coins = usual * scene.Random.LogNormal(1, 0.7);
            foreach (long time in scene.Visit(expat, loved, new FanVisit.Spree(coins, coins / scene.Random.Whole(2, 12))))
            {
                yield return time;
            }

            yield return DailyRhythm.Next(scene.Random, expat.Home, scene.Now, 9);
        }
    }
}
