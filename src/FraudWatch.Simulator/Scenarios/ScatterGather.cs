using FraudWatch.Simulator.Economy;
using FraudWatch.Simulator.Engine;

namespace FraudWatch.Simulator.Scenarios;

/// <summary>T6: one purse is spread over several go-betweens, who turn the income into coins and pass it to one to three collectors.</summary>
internal sealed class ScatterGather : Scenario
{
    public override string Typology => "scatter_gather";

    public override double GroupsPerMillion => 15;

    public override void Enlist(Plot plot)
    {
        AgentRandom random = plot.Random;
        Creator[] middles = [.. Enumerable.Range(0, random.Whole(3, 15)).Select(_ => plot.RecruitCreator())];
        Creator[] collectors = [.. Enumerable.Range(0, random.Whole(1, 3)).Select(_ => plot.RecruitCreator())];
        Account[] sources = [.. Enumerable.Range(0, random.Whole(1, 2)).Select(_ => plot.Recruit(plot.StartsAt))];
        double coins = random.LogBetween(2_500, 20_000) * 100 / plot.Society.Parameters.Prices.ReferenceCentsPerCoin;
        double days = random.Between(3, 10) * plot.Blend(1, 2);
        for (int i = 0; i < middles.Length; i++)
        {
            long at = plot.StartsAt + SimTime.Days(days * 0.6 * random.Unit());
            double share = coins / middles.Length * random.LogNormal(1, 0.15 + 0.5 * plot.Camouflage);
            plot.Play(Layer(plot, (random.Pick(sources), middles[i], random.Pick(collectors)), share), at);
        }

        foreach (Creator collector in collectors)
        {
            plot.Play(Gather(plot, collector), plot.StartsAt + SimTime.Days(days * random.Between(0.5, 1)));
        }
    }

    private static IEnumerable<long> Layer(Plot plot, (Account Source, Creator Middle, Creator Collector) path, double coins)
    {
        AgentRandom random = plot.Random;
        for (int parts = random.Whole(1, 3); parts > 0; parts--)
        {
            double part = coins / 2;
            foreach (long time in Acts.Buy(plot, path.Source, path.Source.Coins + part, new Acts.Funding(random.Chance(0.3), plot.Blend(0.4, 0.08), 200)))
            {
                yield return time;
            }

            foreach (long time in Acts.Give(plot, path.Source, path.Middle, new Acts.GiftShare(part, part / random.Whole(1, 6), false)))
            {
                yield return time;
            }

            yield return plot.Now + SimTime.Hours(random.LogNormal(plot.Blend(5, 40), 0.9));
            double turned = plot.Careless(0.6) ? 1 : random.Between(0.6, 1);
            plot.Society.Platform.Exchange(path.Middle, (long)(path.Middle.Diamonds * turned), People.Visit(path.Middle, random));
            yield return plot.Now + SimTime.Minutes(random.LogNormal(plot.Blend(20, 400), 1));
            foreach (long time in Acts.Decoys(plot, path.Middle))
            {
                yield return time;
            }

            double passed = path.Middle.Coins * (plot.Careless(0.6) ? 1 : random.Between(0.6, 1));
            foreach (long time in Acts.Give(plot, path.Middle, path.Collector, new Acts.GiftShare(passed, passed / random.Whole(1, 5), plot.Careless(0.4))))
            {
                yield return time;
            }
        }
    }

    private static IEnumerable<long> Gather(Plot plot, Creator collector)
    {
        for (int rounds = 8; rounds > 0; rounds--)
        {
            foreach (long time in Acts.CashOut(plot, collector, collector.Payout))
            {
                yield return time;
            }

            yield return plot.Now + SimTime.Days(plot.Random.Between(1, 4));
        }
    }
}
