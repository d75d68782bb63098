using FraudWatch.Simulator.Agents;
using FraudWatch.Simulator.Economy;
using FraudWatch.Simulator.Engine;

namespace FraudWatch.Simulator.LookAlikes;

/// <summary>A rich regular: very large gifts to one to three creators, week after week, on the same card.</summary>
internal sealed class SteadyWhale : LookAlike
{
    public override string Archetype => "steady_whale";

    public override IReadOnlyList<string> Resembles => ["carded_to_creator", "gift_delivery"];

    public override void Enlist(Scene scene)
    {
        foreach (Account whale in scene.Tenured(1))
        {
            Creator[] loved = [.. Enumerable.Range(0, scene.Random.Whole(1, 3)).Select(_ => scene.Society.Directory.ByPopularity(scene.Random, whale.Home))];
            scene.Play(Live(scene, whale, loved), scene.Society.Start + SimTime.Days(scene.Random.Between(0, 5)));
        }
    }

    private static IEnumerable<long> Live(Scene scene, Account whale, Creator[] loved)
    {
        double coins = scene.CoinsFor(scene.Random.LogNormal(90, 0.8));
        double gap = scene.Random.Between(1, 5);
        while (true)
        {
            double tonight = coins * scene.Random.LogNormal(1, 0.5);
            var spree = new FanVisit.Spree(tonight, tonight / scene.Random.Whole(2, 20), DwellMinutes: 25);
            foreach (long time in scene.Visit(whale, scene.Random.Pick(loved), spree))
            {
                yield return time;
            }

            yield return DailyRhythm.Next(scene.Random, whale.Home, scene.Now, gap);
        }
    }
}
