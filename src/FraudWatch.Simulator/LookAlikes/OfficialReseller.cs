using FraudWatch.Simulator.Agents;
using FraudWatch.Simulator.Economy;
using FraudWatch.Simulator.Engine;

namespace FraudWatch.Simulator.LookAlikes;

/// <summary>
/// A partner shop with a contract: one or two tills that buy for hundreds of customers on company cards, in shop hours, and
/// an allow-listed hub to whoever keeps the list. The cards are its own, nothing is ever disputed.
/// </summary>
internal sealed class OfficialReseller : LookAlike
{
    public override string Archetype => "official_reseller";

    public override IReadOnlyList<string> Resembles => ["topup_agent", "merchant_network", "payer_hub"];

    public override void Enlist(Scene scene)
    {
        AgentRandom random = scene.Random;
        List<Account> tills = scene.Tenured(random.Whole(1, 3));
        List<Account> customers = scene.Tenured(random.Whole(6, 24));
        if (tills.Count == 0 || customers.Count == 0)
        {
            return;
        }

        Instrument[] cards = [.. Enumerable.Range(0, random.Whole(1, 3)).Select(_ =>
            new Instrument(random.NextBits(), tills[0].Home, random.Chance(0.7) ? Channel.Web : Channel.Carrier))];
        foreach (Account till in tills)
        {
            (till.HomeNetwork, till.MobileShare, till.Instruments) = (tills[0].HomeNetwork, 0.05f, cards);
            scene.Play(Counter(scene, till, customers), scene.Society.Start + SimTime.Days(random.Between(0, 6)));
        }
    }

    private static IEnumerable<long> Counter(Scene scene, Account till, List<Account> customers)
    {
        AgentRandom random = scene.Random;
        double gapDays = random.LogBetween(0.15, 1);
        bool namesPayer = random.Chance(0.6);
        while (true)
        {
            Account customer = random.Pick(customers);
            Instrument card = random.Pick(till.Instruments);
            int pack = scene.Society.Parameters.Prices.PackAtMost(card.Channel, random.LogBetween(70, 7_000));
            Presence from = People.Visit(till, random);
            if (!namesPayer)
            {
                scene.Society.Platform.SignIn(customer, from);
                yield return scene.Now + SimTime.Minutes(random.LogNormal(2, 0.7));
            }

            scene.Society.Platform.Purchase(customer, new Checkout(pack, card, from, card.Market, namesPayer ? till : null));
            Creator loved = scene.Society.Directory.ByPopularity(random, customer.Home);
            double tonight = Math.Max(1, customer.Coins * random.Between(0.4, 1));
            scene.Play(
                scene.Visit(customer, loved, new FanVisit.Spree(tonight, tonight / random.Whole(2, 12))),
                scene.Now + SimTime.Hours(random.LogNormal(4, 1.2)));
            yield return DailyRhythm.Next(random, till.Home, scene.Now, gapDays);
        }
    }
}
