using FraudWatch.Simulator.Agents;
using FraudWatch.Simulator.Economy;
using FraudWatch.Simulator.Engine;

namespace FraudWatch.Simulator.LookAlikes;

/// <summary>
/// A thin card: limits, empty prepaid balances and a bank that refuses foreign shops. Many refusals, several cards tried, then
/// what was wanted; on a bad month the cardholder even disputes what was theirs.
/// </summary>
internal sealed class ThinCard : LookAlike
{
    private const double Disputes = 0.2;

    public override string Archetype => "thin_card";

    public override IReadOnlyList<string> Resembles => ["carded_stock", "carded_to_creator", "gift_delivery"];

    public override int PerGroup => 40;

    public override void Enlist(Scene scene)
    {
        AgentRandom random = scene.Random;
        Account payer = random.Chance(0.4)
            ? scene.Newcomer(scene.StartsAt - SimTime.Hours(random.LogNormal(8, 1.8)), 60)
            : scene.Anyone() ?? scene.Newcomer(scene.StartsAt - SimTime.Hours(random.LogNormal(8, 1.8)), 60);
        scene.Play(PayDays(scene, payer), Math.Max(scene.StartsAt, payer.CreatedAt));
    }

    private static IEnumerable<long> PayDays(Scene scene, Account payer)
    {
        AgentRandom random = scene.Random;
        Society society = scene.Society;
        Instrument[] purse = [.. payer.Instruments, .. Enumerable.Range(0, random.Whole(1, 4))
            .Select(_ => society.People.NewInstrument(random, payer.Home, bigSpender: false))];
        Creator loved = society.Directory.ByPopularity(random, payer.Home);
        double refusal = random.Between(0.35, 0.75);
        bool disputes = random.Chance(Disputes);
        for (int tries = random.Whole(2, 7); tries > 0; tries--)
        {
            Instrument card = random.Pick(purse);
            Presence from = People.Visit(payer, random);
            int pack = society.Parameters.Prices.PackAtMost(card.Channel, random.LogBetween(300, 15_000));
            while (random.Chance(refusal))
            {
                society.Platform.Decline(payer, new Checkout(pack, card, from, card.Market), DeclineCodes.Ordinary(random));
                card = random.Pick(purse);
                pack = society.Parameters.Prices.PackAtMost(card.Channel, random.LogBetween(300, 15_000));
                yield return scene.Now + SimTime.Seconds(random.LogNormal(50, 0.9));
            }

            Order order = society.Platform.Purchase(payer, new Checkout(pack, card, from, card.Market));
            Settle(society, order, disputes, random);
            double tonight = Math.Max(1, payer.Coins * random.Between(0.4, 1));
            foreach (long time in scene.Visit(payer, loved, new FanVisit.Spree(tonight, tonight / random.Whole(1, 8), 4)))
            {
                yield return time;
            }

            yield return DailyRhythm.Next(random, payer.Home, scene.Now, 5);
        }
    }

    // Friendly fraud: the bank hears that none of it was theirs, the platform can seldom show otherwise.
    private static void Settle(Society society, Order order, bool disputes, AgentRandom random)
    {
        if (disputes && order.Instrument.Channel is not Channel.GiftCard)
        {
            society.Reversals.ChargeBack(order, SimTime.Days(Math.Clamp(random.LogNormal(20, 0.8), 1, 120)), wonAfter: 0);
        }
        else
        {
            society.Reversals.FateOfHonest(order, random);
        }
    }
}
