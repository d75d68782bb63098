using Bogus;

namespace FraudWatch.Simulator.Economy;

/// <summary>
/// The platform's terms, and their change at about 60 % of the horizon: what was learnt before it is not all true after it.
/// Told the day by the run; one owner.
/// </summary>
internal sealed class Regimes
{
    private readonly Terms _before;
    private readonly Terms _after;

    private Regimes(Terms before, Terms after, int changesOn) =>
        (_before, _after, ChangesOn, Terms) = (before, after, changesOn, before);

    /// <summary>First day of the new terms, counted from the start of the run.</summary>
    public int ChangesOn { get; }

    /// <summary>What holds today.</summary>
    public Terms Terms { get; private set; }

    public static Regimes Draw(Randomizer random, int days)
    {
        var before = new Terms(
            random.Double(0.05, 0.33),
            1,
            random.Bool(0.15f),
            random.Bool(0.6f) ? 0 : random.Double(0.01, 0.12),
            random.ArrayElement([500d, 800d, 1000d, 1000d, 1250d, 2000d]));
        Terms after = before with
        {
            WebDiscount = random.Bool(0.4f) ? random.Double(0.05, 0.33) : before.WebDiscount,
            PriceFactor = random.Bool(0.4f) ? random.Double(0.92, 1.12) : 1,
            CustomWebAmounts = before.CustomWebAmounts || random.Bool(0.5f),
            ExchangeFee = random.Bool(0.5f) ? random.Double(0, 0.15) : before.ExchangeFee,
            DailyPayoutCapUsd = random.Bool(0.3f) ? before.DailyPayoutCapUsd * random.Double(0.6, 1.6) : before.DailyPayoutCapUsd,
        };
        return new Regimes(before, after, (int)(days * random.Double(0.55, 0.65)));
    }

    /// <summary>Told once a simulated day, in order.</summary>
    public void BeginDay(int day) => Terms = day < ChangesOn ? _before : _after;
}
