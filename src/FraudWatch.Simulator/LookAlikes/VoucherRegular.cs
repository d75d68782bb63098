using FraudWatch.Simulator.Agents;
using FraudWatch.Simulator.Economy;
using FraudWatch.Simulator.Engine;

namespace FraudWatch.Simulator.LookAlikes;

/// <summary>Pays with gift cards only, a new code each time: small, regular, bought round the corner.</summary>
internal sealed class VoucherRegular : LookAlike
{
    public override string Archetype => "voucher_regular";

    public override IReadOnlyList<string> Resembles => ["gift_card_stock", "carded_stock", "topup_agent"];

    public override int PerGroup => 8;

    public override void Enlist(Scene scene)
    {
        foreach (Account payer in scene.Tenured(1))
        {
            payer.Instruments = [new Instrument(payer.Instruments[0].Id, payer.Home, Channel.GiftCard)];
            scene.Play(Weeks(scene, payer), scene.Society.Start + SimTime.Days(scene.Random.Between(0, 8)));
        }
    }

    private static IEnumerable<long> Weeks(Scene scene, Account payer)
    {
        AgentRandom random = scene.Random;
        Creator[] loved = [.. Enumerable.Range(0, random.Whole(1, 4)).Select(_ => scene.Society.Directory.ByPopularity(random, payer.Home))];
        double coins = scene.CoinsFor(random.Pick([5, 10, 10, 20, 25, 50]));
        while (true)
        {
            for (int codes = random.Geometric(1.5); codes > 0; codes--)
            {
                foreach (long time in FanVisit.Buy(scene.Society, payer, payer.Coins + 1, random))
                {
                    yield return time;
                }
            }

            double tonight = Math.Min(coins, payer.Coins);
            foreach (long time in scene.Visit(payer, random.Pick(loved), new FanVisit.Spree(tonight, tonight / random.Whole(2, 15))))
            {
                yield return time;
            }

            yield return DailyRhythm.Next(random, payer.Home, scene.Now, 6);
        }
    }
}
