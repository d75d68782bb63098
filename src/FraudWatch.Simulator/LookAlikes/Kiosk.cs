using FraudWatch.Simulator.Agents;
using FraudWatch.Simulator.Economy;
using FraudWatch.Simulator.Engine;

namespace FraudWatch.Simulator.LookAlikes;

/// <summary>
/// A phone shop's counter: one or two devices and one line on which very many people buy, each with a card, a phone bill or a
/// voucher of their own, and go home to give on their own phones.
/// </summary>
internal sealed class Kiosk : LookAlike
{
    public override string Archetype => "kiosk";

    public override IReadOnlyList<string> Resembles => ["topup_agent", "payer_hub", "gift_card_stock"];

    public override void Enlist(Scene scene)
    {
        AgentRandom random = scene.Random;
        ulong line = random.NextBits();
        ulong[] devices = [.. Enumerable.Range(0, random.Whole(1, 2)).Select(_ => random.NextBits())];
        foreach (Account guest in scene.Tenured(random.Whole(8, 30)))
        {
            if (random.Chance(0.5))
            {
                guest.Instruments = [new Instrument(random.NextBits(), guest.Home, random.Chance(0.6) ? Channel.Carrier : Channel.GiftCard)];
            }

            var counter = new Presence(random.Pick(devices), line, guest.Home);
            scene.Play(Errands(scene, guest, counter), scene.Society.Start + SimTime.Days(random.Between(0, 25)));
        }
    }

    private static IEnumerable<long> Errands(Scene scene, Account guest, Presence counter)
    {
        AgentRandom random = scene.Random;
        double usual = random.LogBetween(70, 3_500);
        Creator loved = scene.Society.Directory.ByPopularity(random, guest.Home);
        for (int errands = random.Geometric(3); errands > 0; errands--)
        {
            Instrument paid = People.PayWith(guest, random);
            scene.Society.Platform.SignIn(guest, counter);
            yield return scene.Now + SimTime.Minutes(random.LogNormal(3, 0.6));
            int pack = scene.Society.Parameters.Prices.PackAtMost(paid.Channel, usual * random.LogNormal(1, 0.5));
            var checkout = new Checkout(pack, paid, counter, paid.Market);
            while (random.Chance(scene.Society.Parameters.DeclineRate * 1.5))
            {
                scene.Society.Platform.Decline(guest, checkout, DeclineCodes.Ordinary(random));
                yield return scene.Now + SimTime.Seconds(random.Between(20, 200));
            }

            scene.Society.Reversals.FateOfHonest(scene.Society.Platform.Purchase(guest, checkout), random);
            yield return scene.Now + SimTime.Hours(random.LogNormal(3, 1));
            double tonight = Math.Max(1, guest.Coins * random.Between(0.5, 1));
            foreach (long time in scene.Visit(guest, loved, new FanVisit.Spree(tonight, tonight / random.Whole(2, 10))))
            {
                yield return time;
            }

            yield return DailyRhythm.Next(random, guest.Home, scene.Now, 10);
        }
    }
}
