using FraudWatch.Simulator.Economy;
using FraudWatch.Simulator.Engine;
using FraudWatch.Simulator.Labels;

namespace FraudWatch.Simulator.Scenarios;

/// <summary>R9: one payer funds more and more strangers for cash, in shop hours; each of them then spends as usual.</summary>
internal sealed class PayerHub : Scenario
{
    public override string Typology => "payer_hub";

    public override double GroupsPerMillion => 25;

    public override void Enlist(Plot plot)
    {
        AgentRandom random = plot.Random;
        var supplies = Supplies.Draw(plot);
        int tills = random.Whole(1, 3);
        for (int till = 0; till < tills; till++)
        {
            Account payer = plot.Recruit(plot.StartsAt);
            int strangers = (int)Math.Min(random.LogBetween(8, 120), Math.Max(10, plot.Society.Options.Payers / 150.0));
            Account[] customers = [.. Enumerable.Range(0, strangers).Select(_ => plot.SomeCustomer()).OfType<Account>()];
            plot.Play(Shop(plot, (payer, supplies), customers), plot.StartsAt);
        }
    }

    private static IEnumerable<long> Shop(Plot plot, (Account Payer, Supplies Supplies) till, Account[] customers)
    {
        AgentRandom random = plot.Random;
        double perDay = plot.Blend(6, 2.5);
        int known = Math.Min(4, customers.Length);
        while (plot.Now < plot.Society.End && customers.Length > 0)
        {
            // The circle of customers grows from week to week.
            known = Math.Min(customers.Length, known + (random.Chance(0.4) ? 1 : 0));
            Account customer = customers[random.Below(known)];
            plot.Accuse(customer, Verdict.Customer, plot.Now);
            Account owner = random.Chance(0.05) ? till.Payer : customer;
            till.Supplies.Deliver(plot, owner, People.Visit(till.Payer, random), (random.LogBetween(70, 1_400), owner == till.Payer ? null : till.Payer));
            if (till.Payer.Coins > 0)
            {
                foreach (long time in Acts.Give(plot, till.Payer, plot.Outsider(till.Payer.Home), new Acts.GiftShare(till.Payer.Coins, till.Payer.Coins / 3.0, false)))
                {
                    yield return time;
                }
            }

            yield return ShopHours(till.Payer.Home, plot.Now + SimTime.Days(random.Exponential(1 / perDay)), random);
        }
    }

    private static long ShopHours(Market home, long time, AgentRandom random)
    {
        int hour = (int)(time / SimTime.Hour + home.UtcOffsetHours + 24) % 24;
        return hour is >= 9 and < 21 ? time : time + SimTime.Hours((33 - hour) % 24 + random.Between(0, 4));
    }
}
