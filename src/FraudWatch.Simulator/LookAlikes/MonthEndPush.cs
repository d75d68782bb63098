using FraudWatch.Simulator.Agents;
using FraudWatch.Simulator.Economy;
using FraudWatch.Simulator.Engine;

namespace FraudWatch.Simulator.LookAlikes;

/// <summary>The last days of the month: genuine fans lift a creator over the tier, old friends, far more than usual and often the same gift.</summary>
internal sealed class MonthEndPush : LookAlike
{
    private const int Closing = 3;

    public override string Archetype => "month_end_push";

    public override IReadOnlyList<string> Resembles => ["self_gifting", "collusive_group"];

    public override void Enlist(Scene scene)
    {
        if (scene.Creator(0.2, 100) is not { } creator)
        {
            return;
        }

        AgentRandom random = scene.Random;
        long at = scene.StartsAt;
        for (int looked = 0; looked < 31 && !DailyRhythm.IsMonthEnd(at); looked++)
        {
            at -= SimTime.Day;
        }

        double usual = random.LogBetween(100, 5_000);
        bool housemate = random.Chance(0.3);
        foreach (Account fan in scene.Tenured(random.Whole(1, 8)))
        {
            // A partner gives from the sofa next door.
            fan.HomeNetwork = housemate ? creator.HomeNetwork : fan.HomeNetwork;
            housemate = false;
            scene.Play(Push(scene, fan, creator, usual), Math.Max(at, scene.Society.Start) + SimTime.Hours(random.Between(0, 24)));
        }
    }

    private static IEnumerable<long> Push(Scene scene, Account fan, Creator creator, double usual)
    {
        for (int evening = 0; evening < Closing; evening++)
        {
            double coins = usual * scene.Random.LogNormal(1, 0.6);
            foreach (long time in scene.Visit(fan, creator, new FanVisit.Spree(coins, coins / scene.Random.Whole(1, 4))))
            {
                yield return time;
            }

            yield return DailyRhythm.Next(scene.Random, fan.Home, scene.Now, 0.7);
        }
    }
}
