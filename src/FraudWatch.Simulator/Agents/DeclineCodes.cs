using FraudWatch.Simulator.Engine;

namespace FraudWatch.Simulator.Agents;

/// <summary>Why a bank says no.</summary>
internal static class DeclineCodes
{
    private static readonly string[] Codes =
        ["insufficient_funds", "do_not_honor", "expired_card", "incorrect_cvc", "limit_exceeded", "suspected_fraud", "lost_or_stolen"];

    private static readonly double[] OrdinaryWeights = [0.42, 0.22, 0.08, 0.10, 0.12, 0.04, 0.02];
    private static readonly double[] StolenWeights = [0.22, 0.34, 0.06, 0.12, 0.06, 0.12, 0.08];

    public static string Ordinary(AgentRandom random) => Codes[random.Weighted(OrdinaryWeights)];

    public static string Stolen(AgentRandom random) => Codes[random.Weighted(StolenWeights)];
}
