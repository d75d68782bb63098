using Bogus;

namespace FraudWatch.Simulator.Economy;

/// <summary>How creators of this platform take their money: weights of looking daily, weekly, every other week and monthly.</summary>
/// <param name="RhythmWeights">Of the four rhythms, unnormalised.</param>
/// <param name="LeastUsd">The platform's minimum, US dollars.</param>
internal sealed record PayoutHabits(double[] RhythmWeights, double LeastUsd)
{
    public static PayoutHabits Draw(Randomizer random) => new(
        [random.Double(0.05, 0.25), random.Double(0.25, 0.7), random.Double(0.15, 0.5), random.Double(0.02, 0.25)],
        Math.Exp(random.Double(Math.Log(1), Math.Log(20))));
}
