using FraudWatch.Simulator.Agents;
using FraudWatch.Simulator.Economy;
using FraudWatch.Simulator.Engine;

namespace FraudWatch.Simulator.LookAlikes;

/// <summary>Many fans, the same minute, the same gift, as mules do; but they have been around, and they come back next week.</summary>
internal sealed class FanArmy : LookAlike
{
    public override string Archetype => "fan_army";

    public override IReadOnlyList<string> Resembles => ["mule_fan_in"];

    public override void Enlist(Scene scene)
    {
        if (scene.Creator(1, 400) is not { } star)
        {
            return;
        }

        AgentRandom random = scene.Random;
        double gift = random.LogBetween(99, 1_500);
        int size = (int)Math.Min(random.LogBetween(15, 150), Math.Max(12, scene.Society.Options.Payers / 120.0));
        List<Account> fans = scene.Tenured(size);
        long at = scene.StartsAt;
        for (int campaign = random.Whole(2, 5); campaign > 0; campaign--)
        {
            foreach (Account fan in fans.Where(_ => random.Chance(0.75)))
            {
                long joins = at - SimTime.Minutes(random.Between(5, 40));
                scene.Play(Join(scene, fan, star, (at, gift)), joins);
            }

            at += SimTime.Days(7 + random.Between(-0.1, 0.1));
        }
    }

    // Everyone presses the button within the same two minutes, whenever they came.
    private static IEnumerable<long> Join(Scene scene, Account fan, Creator star, (long At, double Gift) call)
    {
        foreach (long time in FanVisit.Buy(scene.Society, fan, call.Gift, scene.Random))
        {
            yield return time;
        }

        yield return Math.Max(scene.Now, call.At + SimTime.Seconds(scene.Random.Between(0, 110)));
        var spree = new FanVisit.Spree(Math.Min(call.Gift, fan.Coins), call.Gift, 0.2);
        foreach (long time in scene.Visit(fan, star, spree))
        {
            yield return time;
        }
    }
}
