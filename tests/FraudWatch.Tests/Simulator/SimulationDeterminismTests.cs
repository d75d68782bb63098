using System.Globalization;
using FraudWatch.Simulator;
using Xunit;

namespace FraudWatch.Tests.Simulator;

public sealed class SimulationDeterminismTests
{
    private static readonly SimulationOptions Small = new() { Payers = 300, Days = 20, Seed = 42 };

    [Fact]
    public void The_same_seed_writes_the_same_bytes()
    {
        SimulatedEconomy first = SimulatedEconomy.Fresh(Small), second = SimulatedEconomy.Fresh(Small);

        Assert.Equal(first.CoinEvents, second.CoinEvents);
        Assert.Equal(first.GiftEvents, second.GiftEvents);
        Assert.Equal(first.Truth, second.Truth);
        Assert.Equal(first.Labels, second.Labels);
        Assert.Equal(first.LookAlikes, second.LookAlikes);
    }

    [Fact]
    public void The_culture_of_the_machine_changes_nothing()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        var odd = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        odd.NumberFormat.NumberDecimalSeparator = ",";
        odd.NumberFormat.NegativeSign = "−";
        odd.DateTimeFormat.TimeSeparator = ".";
        try
        {
            CultureInfo.CurrentCulture = odd;
            Assert.Equal(SimulatedEconomy.Of(Small).CoinEvents, SimulatedEconomy.Fresh(Small).CoinEvents);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Another_seed_is_another_economy()
    {
        Simulation one = SimulatedEconomy.Of(Small).Simulation, other = SimulatedEconomy.Of(Small with { Seed = 43 }).Simulation;

        Assert.NotEqual(one.Society.Parameters.Prices.ReferenceCentsPerCoin, other.Society.Parameters.Prices.ReferenceCentsPerCoin);
        Assert.NotEqual(one.Society.Parameters.Markets.Select(m => m.Code), other.Society.Parameters.Markets.Select(m => m.Code));
    }

    [Fact]
    public void The_end_moves_the_stream_and_nothing_is_at_or_after_it()
    {
        DateTimeOffset end = new(2027, 2, 3, 4, 5, 6, TimeSpan.Zero);

        var times = SimulatedEconomy.Of(Small with { End = end }).Events()
            .Select(e => e.GetProperty("occurred_at").GetDateTimeOffset()).ToList();

        Assert.InRange(times[^1], end.AddDays(-1), end.AddMilliseconds(-1));
        Assert.InRange(times[0], end.AddDays(-20), end.AddDays(-19));
    }

    [Fact]
    public void Without_fraud_the_truth_is_empty()
    {
        Assert.Empty(SimulatedEconomy.Of(Small with { FraudRate = 0 }).Truth);
    }
}
