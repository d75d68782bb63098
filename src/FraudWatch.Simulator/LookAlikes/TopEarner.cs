using FraudWatch.Simulator.Agents;
using FraudWatch.Simulator.Economy;
using FraudWatch.Simulator.Engine;

namespace FraudWatch.Simulator.LookAlikes;

/// <summary>Earns so much that the daily cap binds day after day: withdrawals close below it, by necessity, to one account for years.</summary>
internal sealed class TopEarner : LookAlike
{
    public override string Archetype => "top_earner";

    public override IReadOnlyList<string> Resembles => ["shared_payout", "carded_to_creator"];

    public override void Enlist(Scene scene)
    {
        if (scene.Creator(8, double.MaxValue) is not { } star)
        {
            return;
        }

        AgentRandom random = scene.Random;
        foreach (Account patron in scene.Tenured(random.Whole(2, 6)))
        {
            scene.Play(Patronage(scene, patron, star), scene.Society.Start + SimTime.Days(random.Between(0, 8)));
        }

        scene.Play(Daily(scene, star), scene.Society.Start + SimTime.Days(random.Between(0, 3)));
    }

    private static IEnumerable<long> Patronage(Scene scene, Account patron, Creator star)
    {
        double coins = scene.CoinsFor(scene.Random.LogNormal(60, 0.9));
        double gap = scene.Random.Between(2, 8);
        while (true)
        {
            double tonight = coins * scene.Random.LogNormal(1, 0.5);
            foreach (long time in scene.Visit(patron, star, new FanVisit.Spree(tonight, tonight / scene.Random.Whole(1, 15))))
            {
                yield return time;
            }

            yield return DailyRhythm.Next(scene.Random, patron.Home, scene.Now, gap);
        }
    }

    private static IEnumerable<long> Daily(Scene scene, Creator star)
    {
        EconomyParameters parameters = scene.Society.Parameters;
        while (true)
        {
            long most = parameters.DiamondsWorth(parameters.DailyPayoutCapUsd * scene.Random.Between(0.9, 1), star.Home);
            long taken = Math.Min(star.Diamonds, most);
            if (parameters.CentsFor(taken, star.Home) > 100 * parameters.Payouts.LeastUsd)
            {
                scene.Society.Platform.Withdraw(star, taken, star.Payout, People.Visit(star, scene.Random));
            }

            yield return scene.Now + SimTime.Hours(scene.Random.Between(22, 27));
        }
    }
}
