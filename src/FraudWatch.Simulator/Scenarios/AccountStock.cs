using FraudWatch.Simulator.Agents;
using FraudWatch.Simulator.Economy;
using FraudWatch.Simulator.Engine;

namespace FraudWatch.Simulator.Scenarios;

/// <summary>R4: accounts opened in a burst, loaded, left alone, sold with their coins; the new owner's phone, place and password take over.</summary>
internal sealed class AccountStock : Scenario
{
    private const double NeverSold = 0.3;

    public override string Typology => "account_stock";

    public override double GroupsPerMillion => 10;

    public override void Enlist(Plot plot)
    {
        AgentRandom random = plot.Random;
        int size = (int)Math.Min(random.LogBetween(50, 400), Math.Max(15, plot.Society.Options.Payers / 120.0));
        double stolenShare = random.Between(0.2, 0.7);
        double usual = random.LogBetween(700, 7_000);
        for (int i = 0; i < size; i++)
        {
            long loadedAt = plot.StartsAt + SimTime.Days(random.Between(0, 4) * plot.Blend(1, 3));
            plot.Play(Life(plot, plot.Recruit(loadedAt), (usual, random.Chance(stolenShare))), loadedAt);
        }
    }

    private static IEnumerable<long> Life(Plot plot, Account account, (double Coins, bool Stolen) load)
    {
        AgentRandom random = plot.Random;
        double coins = load.Coins * (plot.Careless(0.7) ? 1 : random.LogNormal(1, 0.6));
        foreach (long time in Acts.Buy(plot, account, coins, new Acts.Funding(load.Stolen, load.Stolen ? plot.Blend(1.5, 0.1) : 0.06, 120)))
        {
            yield return time;
        }

        yield return plot.Now + SimTime.Days(random.LogBetween(1, 20));
        if (random.Chance(NeverSold))
        {
            yield break;
        }

        HandOver(plot, account);
        yield return plot.Now + SimTime.Hours(random.LogNormal(6, 1.3));
        Creator loved = plot.Outsider(account.Home);
        for (int evenings = random.Whole(1, 6); evenings > 0 && account.Coins > 0; evenings--)
        {
            double tonight = evenings == 1 ? account.Coins : account.Coins * random.Between(0.2, 0.7);
            foreach (long time in FanVisit.Go(plot.Society, account, loved, new FanVisit.Spree(tonight, tonight / random.Whole(1, 10)), random))
            {
                yield return time;
            }

            yield return DailyRhythm.Next(random, account.Home, plot.Now, 2);
        }
    }

    // The buyer brings another person's phone, home and line; some do not bother to change the password.
    private static void HandOver(Plot plot, Account account)
    {
        AgentRandom random = plot.Random;
        Account buyer = plot.Society.People.NewPayer(random, plot.Now, 30);
        (account.Device, account.SecondDevice) = (buyer.Device, buyer.SecondDevice);
        (account.HomeNetwork, account.MobileNetwork, account.MobileShare) = (buyer.HomeNetwork, buyer.MobileNetwork, buyer.MobileShare);
        (account.VpnNetwork, account.VpnMarket) = (buyer.VpnNetwork, buyer.VpnMarket);
        account.Instruments = buyer.Instruments;
        Presence from = People.Visit(account, random);
        plot.Society.Platform.SignIn(account, from);
        if (random.Chance(0.75))
        {
            plot.Society.Platform.ChangeCredentials(account, from);
        }
    }
}
