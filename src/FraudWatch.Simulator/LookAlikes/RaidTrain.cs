using FraudWatch.Simulator.Agents;
using FraudWatch.Simulator.Economy;
using FraudWatch.Simulator.Engine;

namespace FraudWatch.Simulator.LookAlikes;

/// <summary>After a good night a creator turns part of the income into coins and thanks colleagues, who pass some of it on: partial, irregular, many.</summary>
internal sealed class RaidTrain : LookAlike
{
    public override string Archetype => "raid_train";

    public override IReadOnlyList<string> Resembles => ["scatter_gather", "circular_gifting"];

    public override int PerGroup => 4;

    public override void Enlist(Scene scene)
    {
        Creator[] friends = [.. Enumerable.Range(0, scene.Random.Whole(4, 12)).Select(_ => scene.Creator(1, 400)).OfType<Creator>()];
        if (friends.Length < 3)
        {
            return;
        }

        for (int night = scene.Random.Whole(2, 6); night > 0; night--)
        {
            Creator first = scene.Random.Pick(friends);
            scene.Play(Thank(scene, first, friends, deeper: true), scene.StartsAt + SimTime.Days(scene.Random.Between(0, 25)));
        }
    }

    private static IEnumerable<long> Thank(Scene scene, Creator creator, Creator[] friends, bool deeper)
    {
        AgentRandom random = scene.Random;
        if (creator.Diamonds > 50)
        {
            scene.Society.Platform.Exchange(creator, (long)(creator.Diamonds * random.Between(0.1, 0.8)), People.Visit(creator, random));
        }

        yield return scene.Now + SimTime.Minutes(random.LogNormal(25, 1));
        foreach (Creator friend in friends.Where(_ => random.Chance(0.4)))
        {
            double coins = Math.Max(1, creator.Coins * random.Between(0.1, 0.5));
            foreach (long time in scene.Visit(creator, friend, new FanVisit.Spree(coins, coins, 3)))
            {
                yield return time;
            }

            if (deeper && random.Chance(0.5))
            {
                scene.Play(Thank(scene, friend, friends, deeper: false), scene.Now + SimTime.Hours(random.LogNormal(8, 1)));
            }
        }
    }
}
