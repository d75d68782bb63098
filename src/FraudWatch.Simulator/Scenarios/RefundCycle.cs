using FraudWatch.Simulator.Economy;
using FraudWatch.Simulator.Engine;

namespace FraudWatch.Simulator.Scenarios;

/// <summary>Buy, give, wait, take the money back, once more.</summary>
internal static class RefundCycle
{
    public static IEnumerable<long> Run(Plot plot, Account account, (int Times, double MedianHours) habit)
    {
        AgentRandom random = plot.Random;
        Society society = plot.Society;
        Creator loved = plot.Outsider(account.Home);
        for (int times = habit.Times; times > 0; times--)
        {
            Instrument card = People.PayWith(account, random);
            int pack = society.Parameters.Prices.PackAtMost(card.Channel, random.LogBetween(350, 7_000));
            Order order = society.Platform.Purchase(account, new Checkout(pack, card, People.Visit(account, random), card.Market));
            if (random.Chance(0.8))
            {
                society.Reversals.Refund(order, SimTime.Hours(Math.Min(45 * 24, random.LogNormal(habit.MedianHours, 1.2))));
            }

            double coins = Math.Max(0, account.Coins) * random.Between(0.7, 1);
            foreach (long time in Acts.Give(plot, account, loved, new Acts.GiftShare(coins, coins / random.Whole(1, 8), false)))
            {
                yield return time;
            }

            yield return society.Now + SimTime.Days(random.Between(1, 12));
        }
    }
}
