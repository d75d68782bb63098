using FraudWatch.Simulator.Engine;

namespace FraudWatch.Simulator.Scenarios;

/// <summary>R6, agents: accounts that buy, give within the day and have the purchase refunded, again and again, by one hand.</summary>
internal sealed class RefundAgent : Scenario
{
    public override string Typology => "refund_abuse";

    public override double GroupsPerMillion => 8;

    public override void Enlist(Plot plot)
    {
        AgentRandom random = plot.Random;
        int clients = (int)Math.Min(random.LogBetween(20, 120), Math.Max(12, plot.Society.Options.Payers / 150.0));
        for (int i = 0; i < clients; i++)
        {
            long at = plot.StartsAt + SimTime.Days(random.Between(0, 20));
            plot.Play(RefundCycle.Run(plot, plot.Recruit(at), (random.Whole(2, 6), plot.Blend(20, 100))), at);
        }
    }
}
