using FraudWatch.Simulator.Agents;
using FraudWatch.Simulator.Economy;
using FraudWatch.Simulator.Engine;

namespace FraudWatch.Simulator.LookAlikes;

/// <summary>One day, one cause: hundreds of tenured donors, and a train of hosts that some of them visit one after the other.</summary>
internal sealed class CharityMarathon : LookAlike
{
    public override string Archetype => "charity_marathon";

    public override IReadOnlyList<string> Resembles => ["mule_fan_in", "gift_delivery"];

    public override void Enlist(Scene scene)
    {
        AgentRandom random = scene.Random;
        Creator[] hosts = [.. Enumerable.Range(0, random.Whole(1, 12)).Select(_ => scene.Creator(0.5, 500)).OfType<Creator>()];
        if (hosts.Length == 0)
        {
            return;
        }

        double usual = random.LogBetween(20, 500);
        int donors = (int)Math.Min(random.LogBetween(30, 300), Math.Max(15, scene.Society.Options.Payers / 150.0));
        foreach (Account donor in scene.Tenured(donors))
        {
            scene.Play(Donate(scene, donor, hosts, usual), scene.StartsAt + SimTime.Hours(random.Between(0, 14)));
        }
    }

    private static IEnumerable<long> Donate(Scene scene, Account donor, Creator[] hosts, double usual)
    {
        int stops = scene.Random.Chance(0.25) ? hosts.Length : 1;
        for (int stop = 0; stop < stops; stop++)
        {
            Creator host = stops == 1 ? scene.Random.Pick(hosts) : hosts[stop];
            double coins = usual * scene.Random.LogNormal(1, 0.8);
            foreach (long time in scene.Visit(donor, host, new FanVisit.Spree(coins, coins, stops == 1 ? 8 : 2)))
            {
                yield return time;
            }
        }
    }
}
