using FraudWatch.Simulator.Engine;

namespace FraudWatch.Simulator.LookAlikes;

/// <summary>A café or dormitory: one address, at a café a few shared machines, many people with cards and tastes of their own.</summary>
internal sealed class InternetCafe : LookAlike
{
    public override string Archetype => "internet_cafe";

    public override IReadOnlyList<string> Resembles => ["mule_fan_in", "account_stock", "carded_stock"];

    public override void Enlist(Scene scene)
    {
        AgentRandom random = scene.Random;
        ulong network = random.NextBits();
        ulong[] machines = [.. Enumerable.Range(0, random.Whole(2, 8)).Select(_ => random.NextBits())];
        bool cafe = random.Chance(0.5);
        for (int i = random.Whole(8, 40); i > 0; i--)
        {
            if (scene.Anyone() is not { } guest)
            {
                return;
            }

            guest.HomeNetwork = network;
            guest.SecondDevice = cafe && random.Chance(0.6) ? random.Pick(machines) : guest.SecondDevice;
        }
    }
}
