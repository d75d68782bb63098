using FraudWatch.Simulator.Agents;
using FraudWatch.Simulator.Economy;
using FraudWatch.Simulator.Engine;

namespace FraudWatch.Simulator.LookAlikes;

/// <summary>Keeps a fan club's pool: buys large for all and gives to the one star, and before an event tops up the members.</summary>
internal sealed class FanClubTreasurer : LookAlike
{
    public override string Archetype => "fan_club_treasurer";

    public override IReadOnlyList<string> Resembles => ["payer_hub", "topup_agent"];

    public override int PerGroup => 4;

    public override void Enlist(Scene scene)
    {
        List<Account> club = scene.Tenured(scene.Random.Whole(6, 31));
        if (club.Count > 1 && scene.Creator(1, 400) is { } star)
        {
            scene.Play(Season(scene, club, star), scene.StartsAt);
        }
    }

    private static IEnumerable<long> Season(Scene scene, List<Account> club, Creator star)
    {
        AgentRandom random = scene.Random;
        Account treasurer = club[0];
        double pool = scene.CoinsFor(random.LogBetween(80, 900));
        for (int events = random.Whole(1, 5); events > 0; events--)
        {
            foreach (Account member in club.Skip(1).Where(_ => random.Chance(0.6)))
            {
                Instrument card = People.PayWith(treasurer, random);
                int pack = scene.Society.Parameters.Prices.PackAtMost(card.Channel, pool / club.Count);
                var checkout = new Checkout(pack, card, People.Visit(treasurer, random), card.Market, treasurer);
                scene.Society.Reversals.FateOfHonest(scene.Society.Platform.Purchase(member, checkout), random);
                scene.Play(scene.Visit(member, star, new FanVisit.Spree(pack, pack / 3.0)), scene.Now + SimTime.Hours(random.Between(1, 30)));
                yield return scene.Now + SimTime.Seconds(random.LogNormal(70, 0.8));
            }

            foreach (long time in scene.Visit(treasurer, star, new FanVisit.Spree(pool, pool / random.Whole(2, 10), 30)))
            {
                yield return time;
            }

            yield return scene.Now + SimTime.Days(random.Between(6, 15));
        }
    }
}
