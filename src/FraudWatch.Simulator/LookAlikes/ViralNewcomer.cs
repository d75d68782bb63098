using FraudWatch.Simulator.Agents;
using FraudWatch.Simulator.Economy;
using FraudWatch.Simulator.Engine;

namespace FraudWatch.Simulator.LookAlikes;

/// <summary>A new creator whom the feed carries up: a burst of income from fresh accounts, from far and wide.</summary>
internal sealed class ViralNewcomer : LookAlike
{
    public override string Archetype => "viral_newcomer";

    public override IReadOnlyList<string> Resembles => ["carded_to_creator", "mule_fan_in"];

    public override void Enlist(Scene scene)
    {
        if (scene.Creator(0, 3) is not { } creator)
        {
            return;
        }

        AgentRandom random = scene.Random;
        double days = random.Between(2, 8);
        scene.Society.Directory.Raise(creator, scene.StartsAt, scene.StartsAt + SimTime.Days(days));
        scene.Play(Rise(creator, random.Between(20, 200)), scene.StartsAt);
        int newcomers = (int)Math.Min(random.LogBetween(15, 90), Math.Max(10, scene.Society.Options.Payers / 150.0));
        for (int i = 0; i < newcomers; i++)
        {
            long at = scene.StartsAt + SimTime.Days(days * random.Unit());
            Account fan = scene.Newcomer(at, 10);
            scene.Play(Curious(scene, fan, creator), at + SimTime.Minutes(random.LogNormal(25, 1.3)));
        }
    }

    private static IEnumerable<long> Rise(Creator creator, double factor)
    {
        creator.Audience *= factor;
        yield break;
    }

    private static IEnumerable<long> Curious(Scene scene, Account fan, Creator creator)
    {
        for (int visits = scene.Random.Geometric(1.6); visits > 0; visits--)
        {
            double coins = scene.Random.LogNormal(120, 1.6);
            foreach (long time in scene.Visit(fan, creator, new FanVisit.Spree(coins, coins / scene.Random.Whole(1, 6))))
            {
                yield return time;
            }

            yield return DailyRhythm.Next(scene.Random, fan.Home, scene.Now, 1.5);
        }
    }
}
