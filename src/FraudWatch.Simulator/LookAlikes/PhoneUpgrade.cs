using FraudWatch.Simulator.Agents;
using FraudWatch.Simulator.Economy;
using FraudWatch.Simulator.Engine;

namespace FraudWatch.Simulator.LookAlikes;

/// <summary>A new phone, a forgotten password, perhaps a move: everything about the account changes hands but the hands and the favourite.</summary>
internal sealed class PhoneUpgrade : LookAlike
{
    public override string Archetype => "phone_upgrade";

    public override IReadOnlyList<string> Resembles => ["account_takeover", "account_stock"];

    public override int PerGroup => 20;

    public override void Enlist(Scene scene)
    {
        foreach (Account owner in scene.Tenured(1))
        {
            scene.Play(Change(scene, owner), scene.StartsAt);
        }
    }

    private static IEnumerable<long> Change(Scene scene, Account owner)
    {
        AgentRandom random = scene.Random;
        Creator loved = scene.Society.Directory.ByPopularity(random, owner.Home);
        double usual = scene.CoinsFor(random.LogNormal(12, 1.2));
        for (int visits = random.Whole(2, 5); visits > 0; visits--)
        {
            foreach (long time in scene.Visit(owner, loved, new FanVisit.Spree(usual, usual / random.Whole(1, 8))))
            {
                yield return time;
            }

            yield return DailyRhythm.Next(random, owner.Home, scene.Now, 4);
            if (visits == 2)
            {
                owner.Device = random.NextBits();
                owner.HomeNetwork = random.Chance(0.3) ? random.NextBits() : owner.HomeNetwork;
                Presence from = People.Visit(owner, random);
                scene.Society.Platform.SignIn(owner, from);
                if (random.Chance(0.5))
                {
                    scene.Society.Platform.ChangeCredentials(owner, from);
                }

                yield return scene.Now + SimTime.Minutes(random.LogNormal(60, 1.5));
            }
        }
    }
}
