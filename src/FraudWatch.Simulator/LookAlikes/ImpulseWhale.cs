using FraudWatch.Simulator.Agents;
using FraudWatch.Simulator.Economy;
using FraudWatch.Simulator.Engine;

namespace FraudWatch.Simulator.LookAlikes;

/// <summary>Someone's first large spend, some minutes to weeks after joining: pack after pack on one card, all to one creator, long watched.</summary>
internal sealed class ImpulseWhale : LookAlike
{
    public override string Archetype => "impulse_whale";

    public override IReadOnlyList<string> Resembles => ["carded_stock", "carded_to_creator"];

    public override int PerGroup => 24;

    public override void Enlist(Scene scene)
    {
        AgentRandom random = scene.Random;
        long joined = scene.StartsAt - SimTime.Hours(random.LogNormal(20, 2.2));
        Account whale = random.Chance(0.6) ? scene.Newcomer(joined, 200) : scene.Anyone() ?? scene.Newcomer(joined, 200);
        Creator creator = scene.Society.Directory.ByPopularity(random, whale.Home);
        scene.Play(Evenings(scene, whale, creator), Math.Max(scene.StartsAt, whale.CreatedAt));
    }

    private static IEnumerable<long> Evenings(Scene scene, Account whale, Creator creator)
    {
        AgentRandom random = scene.Random;
        double coins = scene.CoinsFor(random.LogNormal(260, 1));
        for (int evenings = random.Whole(1, 3); evenings > 0; evenings--)
        {
            var spree = new FanVisit.Spree(coins / evenings, coins / random.Whole(3, 25), DwellMinutes: 18);
            foreach (long time in scene.Visit(whale, creator, spree))
            {
                yield return time;
            }

            yield return DailyRhythm.Next(random, whale.Home, scene.Now, 2);
        }
    }
}
