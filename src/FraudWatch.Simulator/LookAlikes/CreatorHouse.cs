using FraudWatch.Simulator.Agents;
using FraudWatch.Simulator.Economy;
using FraudWatch.Simulator.Engine;

namespace FraudWatch.Simulator.LookAlikes;

/// <summary>Creators who live together, or a couple: one address, small gifts back and forth, now and then out of income, at times one bank account.</summary>
internal sealed class CreatorHouse : LookAlike
{
    public override string Archetype => "creator_house";

    public override IReadOnlyList<string> Resembles => ["circular_gifting", "self_gifting", "shared_payout"];

    public override int PerGroup => 3;

    public override void Enlist(Scene scene)
    {
        AgentRandom random = scene.Random;
        Creator[] house = [.. Enumerable.Range(0, random.Whole(2, 4)).Select(_ => scene.Creator(0.3, 200)).OfType<Creator>()];
        if (house.Length < 2)
        {
            return;
        }

        foreach (Creator creator in house)
        {
            creator.HomeNetwork = house[0].HomeNetwork;
            creator.MobileShare = 0.2f;
        }

        if (house.Length == 2 && random.Chance(0.5))
        {
            house[1].Payout = house[0].Payout;
        }

        scene.Play(Neighbours(scene, house), scene.Society.Start + SimTime.Days(random.Between(0, 10)));
    }

    private static IEnumerable<long> Neighbours(Scene scene, Creator[] house)
    {
        AgentRandom random = scene.Random;
        double usual = random.LogBetween(10, 1_500);
        double gap = random.Between(1, 8);
        while (true)
        {
            int giver = random.Below(house.Length);
            Creator sender = house[giver];
            Creator receiver = house[(giver + 1 + random.Below(house.Length - 1)) % house.Length];
            if (sender.Diamonds > usual && random.Chance(0.4))
            {
                scene.Society.Platform.Exchange(sender, (long)(sender.Diamonds * random.Between(0.1, 0.6)), People.Visit(sender, random));
                yield return scene.Now + SimTime.Minutes(random.LogNormal(60, 1.2));
            }

            double coins = Math.Max(1, usual * random.LogNormal(1, 0.8));
            foreach (long time in scene.Visit(sender, receiver, new FanVisit.Spree(coins, coins / random.Whole(1, 5))))
            {
                yield return time;
            }

            yield return DailyRhythm.Next(random, sender.Home, scene.Now, gap);
        }
    }
}
