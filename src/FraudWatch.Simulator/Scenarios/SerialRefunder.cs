using FraudWatch.Simulator.Labels;

namespace FraudWatch.Simulator.Scenarios;

/// <summary>R6, alone: someone who has found out that refunds are granted. Against the rules, no fraud.</summary>
internal sealed class SerialRefunder : Scenario
{
    public override string Typology => "refund_abuse";

    public override double GroupsPerMillion => 300;

    public override void Enlist(Plot plot)
    {
        if (plot.SomeCustomer() is { } refunder)
        {
            plot.Accuse(refunder, Verdict.Policy, plot.StartsAt);
            plot.Play(RefundCycle.Run(plot, refunder, (plot.Random.Whole(2, 4), 120)), plot.StartsAt);
        }
    }
}
