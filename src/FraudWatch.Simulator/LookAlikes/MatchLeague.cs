using FraudWatch.Simulator.Agents;
using FraudWatch.Simulator.Economy;
using FraudWatch.Simulator.Engine;

namespace FraudWatch.Simulator.LookAlikes;

/// <summary>Two creators who meet in scheduled matches: volleys in the last half minute, but the two sides' fans are different people.</summary>
internal sealed class MatchLeague : LookAlike
{
    private const long MatchLength = 5 * SimTime.Minute;

    public override string Archetype => "match_league";

    public override IReadOnlyList<string> Resembles => ["collusive_group", "circular_gifting"];

    public override void Enlist(Scene scene)
    {
        if (scene.Creator(1, 500) is not { } one || scene.Creator(1, 500) is not { } other)
        {
            return;
        }

        int fans = scene.Random.Whole(3, 12);
        (Creator, List<Account>)[] sides = [(one, scene.Tenured(fans)), (other, scene.Tenured(fans))];
        scene.Play(Season(scene, sides), scene.StartsAt);
    }

    private static IEnumerable<long> Season(Scene scene, (Creator Host, List<Account> Fans)[] sides)
    {
        AgentRandom random = scene.Random;
        double usual = random.LogBetween(100, 4_000);
        for (int matches = random.Whole(4, 20); matches > 0; matches--)
        {
            ulong match = random.NextBits();
            for (int side = 0; side < 2; side++)
            {
                foreach (Account fan in sides[side].Fans.Where(_ => random.Chance(0.5)))
                {
                    double coins = usual * random.LogNormal(0.7, 0.7);
                    long at = scene.Now + MatchLength - SimTime.Seconds(random.Exponential(40)) - SimTime.Minute;
                    scene.Play(scene.Visit(fan, sides[side].Host, new FanVisit.Spree(coins, coins / random.Whole(1, 4), 0.8, match)), at);
                }
            }

            // In a raid after the match the hosts salute each other.
            if (random.Chance(0.3))
            {
                double salute = random.LogBetween(5, 500);
                scene.Play(scene.Visit(sides[0].Host, sides[1].Host, new FanVisit.Spree(salute, salute, 3)), scene.Now + 2 * MatchLength);
            }

            yield return DailyRhythm.Next(random, sides[0].Host.Home, scene.Now, 2.5);
        }
    }
}
