using FraudWatch.Simulator.Agents;
using FraudWatch.Simulator.Economy;
using FraudWatch.Simulator.Engine;

namespace FraudWatch.Simulator.LookAlikes;

/// <summary>An agency's studio: creators on one line and shared phones, superfans who follow the roster's events, some paid through the agency.</summary>
internal sealed class AgencyStudio : LookAlike
{
    public override string Archetype => "agency_studio";

    public override IReadOnlyList<string> Resembles => ["collusive_group", "shared_payout", "mule_fan_in"];

    public override void Enlist(Scene scene)
    {
        AgentRandom random = scene.Random;
        Creator[] roster = [.. Enumerable.Range(0, random.Whole(3, 12)).Select(_ => scene.Creator(0.2, 300)).OfType<Creator>()];
        if (roster.Length == 0)
        {
            return;
        }

        ulong line = random.NextBits();
        ulong[] phones = [.. Enumerable.Range(0, random.Whole(2, 5)).Select(_ => random.NextBits())];
        bool paysThrough = random.Chance(0.3);
        foreach (Creator creator in roster)
        {
            (creator.HomeNetwork, creator.MobileShare) = (line, 0.15f);
            creator.Device = random.Chance(0.6) ? random.Pick(phones) : creator.Device;
            creator.Payout = paysThrough ? roster[0].Payout : creator.Payout;
        }

        foreach (Account fan in scene.Tenured(random.Whole(4, 20)))
        {
            scene.Play(Follow(scene, fan, roster), scene.StartsAt + SimTime.Days(random.Between(0, 3)));
        }
    }

    private static IEnumerable<long> Follow(Scene scene, Account fan, Creator[] roster)
    {
        double usual = scene.Random.LogBetween(30, 1_200);
        for (int visits = scene.Random.Whole(3, 14); visits > 0; visits--)
        {
            double coins = usual * scene.Random.LogNormal(1, 0.8);
            foreach (long time in scene.Visit(fan, scene.Random.Pick(roster), new FanVisit.Spree(coins, coins / scene.Random.Whole(1, 6))))
            {
                yield return time;
            }

            yield return DailyRhythm.Next(scene.Random, fan.Home, scene.Now, 3);
        }
    }
}
