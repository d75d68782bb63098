using FraudWatch.Simulator.Economy;
using FraudWatch.Simulator.Engine;

namespace FraudWatch.Simulator.LookAlikes;

/// <summary>Partners who lend each other an account: a foreign phone signs in, gives much to a creator new to the account, and the owner is back tomorrow.</summary>
internal sealed class LentAccount : LookAlike
{
    public override string Archetype => "lent_account";

    public override IReadOnlyList<string> Resembles => ["account_takeover", "account_stock"];

    public override int PerGroup => 6;

    public override void Enlist(Scene scene)
    {
        List<Account> couple = scene.Tenured(2);
        if (couple.Count == 2)
        {
            scene.Play(Evenings(scene, couple[0], couple[1]), scene.StartsAt);
        }
    }

    private static IEnumerable<long> Evenings(Scene scene, Account owner, Account borrower)
    {
        AgentRandom random = scene.Random;
        Society society = scene.Society;
        for (int evenings = random.Whole(1, 4); evenings > 0; evenings--)
        {
            Presence from = People.Visit(borrower, random);
            society.Platform.SignIn(owner, from);
            yield return scene.Now + SimTime.Minutes(random.LogNormal(8, 1));
            Instrument card = People.PayWith(random.Chance(0.5) ? owner : borrower, random);
            int pack = society.Parameters.Prices.PackAtMost(card.Channel, random.LogBetween(300, 5_000));
            society.Reversals.FateOfHonest(society.Platform.Purchase(owner, new Checkout(pack, card, from, card.Market)), random);
            long joined = scene.Now;
            Creator found = society.Directory.ByPopularity(random, borrower.Home);
            yield return scene.Now + SimTime.Minutes(random.LogNormal(society.Parameters.DwellMinutes / 2, 1));
            for (int gifts = random.Whole(1, 6); gifts > 0 && owner.Coins > 0; gifts--)
            {
                int gift = society.Gifts.DearestAtMost(owner.Coins / (double)gifts);
                if (society.Gifts.Price(gift) > owner.Coins)
                {
                    break;
                }

                society.Platform.Gift(owner, found, new Giving(gift, 1, from, (int)((scene.Now - joined) / SimTime.Second)));
                yield return scene.Now + SimTime.Seconds(random.LogNormal(70, 1));
            }

            yield return DailyRhythm.Next(random, owner.Home, scene.Now, 6);
        }
    }
}
