using FraudWatch.Simulator.Agents;
using FraudWatch.Simulator.Economy;
using FraudWatch.Simulator.Engine;

namespace FraudWatch.Simulator.LookAlikes;

/// <summary>An agency's own account that spreads prizes over its roster and gets gifts back: much in, much out, at month's end, with no cycle of value.</summary>
internal sealed class PrizeDesk : LookAlike
{
    public override string Archetype => "prize_desk";

    public override IReadOnlyList<string> Resembles => ["scatter_gather", "circular_gifting", "collusive_group"];

    public override void Enlist(Scene scene)
    {
        AgentRandom random = scene.Random;
        if (scene.Creator(0.2, 300) is not { } desk)
        {
            return;
        }

        Creator[] roster = [.. Enumerable.Range(0, random.Whole(5, 15)).Select(_ => scene.Creator(0.1, 200)).OfType<Creator>()];
        if (roster.Length > 2)
        {
            scene.Play(Season(scene, desk, roster), scene.StartsAt - SimTime.Days(random.Between(0, 10)));
        }
    }

    private static IEnumerable<long> Season(Scene scene, Creator desk, Creator[] roster)
    {
        AgentRandom random = scene.Random;
        double purse = scene.CoinsFor(random.LogBetween(100, 1_500));
        for (int rounds = random.Whole(1, 4); rounds > 0; rounds--)
        {
            foreach (Creator winner in roster.Where(_ => random.Chance(0.5)))
            {
                double prize = purse / roster.Length * random.LogNormal(1, 0.5);
                foreach (long time in scene.Visit(desk, winner, new FanVisit.Spree(prize, prize / random.Whole(1, 2), 1.5)))
                {
                    yield return time;
                }

                if (random.Chance(0.35))
                {
                    scene.Play(GiveBack(scene, winner, desk), scene.Now + SimTime.Hours(random.LogNormal(20, 1)));
                }
            }

            yield return DailyRhythm.Next(random, desk.Home, scene.Now, 9);
        }
    }

    private static IEnumerable<long> GiveBack(Scene scene, Creator winner, Creator desk)
    {
        if (winner.Diamonds > 50)
        {
            scene.Society.Platform.Exchange(winner, (long)(winner.Diamonds * scene.Random.Between(0.1, 0.6)), People.Visit(winner, scene.Random));
        }

        yield return scene.Now + SimTime.Minutes(scene.Random.LogNormal(40, 1));
        double thanks = Math.Max(1, winner.Coins * scene.Random.Between(0.2, 0.9));
        foreach (long time in scene.Visit(winner, desk, new FanVisit.Spree(thanks, thanks)))
        {
            yield return time;
        }
    }
}
