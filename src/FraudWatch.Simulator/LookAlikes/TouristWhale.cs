using FraudWatch.Simulator.Agents;
using FraudWatch.Simulator.Economy;
using FraudWatch.Simulator.Engine;

namespace FraudWatch.Simulator.LookAlikes;

/// <summary>Agency managers, event staff and restless fans: gifts to very many creators, from a tenured account with cards of its own.</summary>
internal sealed class TouristWhale : LookAlike
{
    public override string Archetype => "tourist_whale";

    public override IReadOnlyList<string> Resembles => ["gift_delivery", "merchant_network"];

    public override int PerGroup => 12;

    public override void Enlist(Scene scene)
    {
        foreach (Account tourist in scene.Tenured(1))
        {
            scene.Play(Tour(scene, tourist), scene.StartsAt);
        }
    }

    private static IEnumerable<long> Tour(Scene scene, Account tourist)
    {
        AgentRandom random = scene.Random;
        // A manager makes a round of the roster; a restless fan goes where the evening leads.
        int agency = random.Chance(0.4) ? random.Below(8) : -1;
        double usual = random.LogBetween(150, 3_000);
        double dwell = random.LogBetween(1.2, 12);
        for (int stops = random.Whole(30, 160); stops > 0; stops--)
        {
            Creator host = scene.Society.Directory.ByPopularity(random, tourist.Home);
            for (int looked = 0; looked < 12 && agency >= 0 && host.Agency != agency; looked++)
            {
                host = random.Pick(scene.Society.Directory.All);
            }

            double coins = usual * random.LogNormal(1, 0.8);
            foreach (long time in scene.Visit(tourist, host, new FanVisit.Spree(coins, coins / random.Whole(1, 4), dwell)))
            {
                yield return time;
            }

            yield return random.Chance(0.75)
                ? scene.Now + SimTime.Minutes(random.LogNormal(15, 1))
                : DailyRhythm.Next(random, tourist.Home, scene.Now, 1.2);
        }
    }
}
