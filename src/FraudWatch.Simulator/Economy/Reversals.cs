using FraudWatch.Simulator.Engine;

namespace FraudWatch.Simulator.Economy;

/// <summary>What banks and stores take back, days or months later.</summary>
internal sealed class Reversals(EconomyParameters parameters, Schedule schedule)
{
    private const double LongestDisputeDays = 120;
    private const double DisputeWon = 0.3;

    /// <summary>Set once the platform exists: the two know each other.</summary>
    public Platform Platform { private get; set; } = null!;

    /// <summary>The usual purchase stands; a few are refunded by the store, a few disputed although the owner made them.</summary>
    public void FateOfHonest(Order order, AgentRandom random)
    {
        double fate = random.Unit();
        if (fate < parameters.RefundRate)
        {
            Refund(order, SimTime.Days(Math.Min(45, random.LogNormal(2.5, 1.3))));
        }
        else if (fate < parameters.RefundRate + parameters.FriendlyChargebackRate && order.Instrument.Channel is not Channel.GiftCard)
        {
            ChargeBack(order, DisputeDelay(random, 25), wonAfter: random.Chance(DisputeWon) ? SimTime.Days(random.Between(4, 35)) : 0);
        }
    }

    /// <summary>The owner of a stolen card notices in 85 cases of 100.</summary>
    public void FateOfStolen(Order order, AgentRandom random)
    {
        if (random.Chance(0.85))
        {
            ChargeBack(order, DisputeDelay(random, 25), wonAfter: 0);
        }
    }

    public void Refund(Order order, long after) => schedule.Add(RefundLater(order), schedule.Now + after);

    public void ChargeBack(Order order, long after, long wonAfter) =>
        schedule.Add(ChargeBackLater(order, wonAfter), schedule.Now + after);

    private static long DisputeDelay(AgentRandom random, double medianDays) =>
        SimTime.Days(Math.Clamp(random.LogNormal(medianDays, 0.85), 1, LongestDisputeDays));

    private IEnumerator<long> RefundLater(Order order)
    {
        Platform.Refund(order);
        yield break;
    }

    private IEnumerator<long> ChargeBackLater(Order order, long wonAfter)
    {
        Platform.ChargeBack(order);
        if (wonAfter > 0)
        {
            yield return schedule.Now + wonAfter;
            Platform.ReverseChargeback(order);
        }
    }
}
