using FraudWatch.Simulator.Agents;
using FraudWatch.Simulator.Economy;
using FraudWatch.Simulator.Engine;

namespace FraudWatch.Simulator.LookAlikes;

/// <summary>Two to five accounts under one roof, one card among them; a parent buys for the others, on their phone or from afar.</summary>
internal sealed class FamilyPlan : LookAlike
{
    public override string Archetype => "family_plan";

    public override IReadOnlyList<string> Resembles => ["topup_agent", "payer_hub", "account_stock"];

    public override int PerGroup => 15;

    public override void Enlist(Scene scene)
    {
        AgentRandom random = scene.Random;
        List<Account> family = scene.Tenured(random.Whole(2, 5));
        if (family.Count < 2)
        {
            return;
        }

        Account parent = family[0];
        foreach (Account child in family.Skip(1))
        {
            child.HomeNetwork = parent.HomeNetwork;
            child.Instruments = [parent.Instruments[0], .. child.Instruments.Take(random.Whole(0, 1))];
            child.SecondDevice = random.Chance(0.5) ? parent.Device : child.SecondDevice;
            scene.Play(PocketMoney(scene, parent, child), scene.Society.Start + SimTime.Days(random.Between(0, 20)));
        }
    }

    private static IEnumerable<long> PocketMoney(Scene scene, Account parent, Account child)
    {
        AgentRandom random = scene.Random;
        double usual = random.LogBetween(70, 1_400);
        Creator loved = scene.Society.Directory.ByPopularity(random, child.Home);
        while (true)
        {
            Instrument card = People.PayWith(parent, random);
            bool onParentsPhone = random.Chance(0.5);
            Presence from = onParentsPhone ? new Presence(parent.Device, parent.HomeNetwork, parent.Home) : People.Visit(child, random);
            int pack = scene.Society.Parameters.Prices.PackAtMost(card.Channel, usual);
            var checkout = new Checkout(pack, card, from, card.Market, random.Chance(0.4) ? parent : null);
            scene.Society.Reversals.FateOfHonest(scene.Society.Platform.Purchase(child, checkout), random);
            yield return scene.Now + SimTime.Hours(random.LogNormal(5, 1.2));
            double coins = Math.Max(1, child.Coins * random.Between(0.3, 1));
            foreach (long time in scene.Visit(child, loved, new FanVisit.Spree(coins, coins / random.Whole(2, 12))))
            {
                yield return time;
            }

            yield return scene.Now + SimTime.Days(random.Between(5, 25));
        }
    }
}
