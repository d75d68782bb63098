using System.Text.Json;
using FraudWatch.Simulator;
using FraudWatch.Simulator.Economy;
using FraudWatch.Simulator.LookAlikes;
using FraudWatch.Simulator.Scenarios;
using Xunit;

namespace FraudWatch.Tests.Simulator;

public sealed class SimulatedShapeTests
{
    private static readonly SimulationOptions Options = new() { Payers = 3_000, Seed = 3 };
    private static readonly SimulatedEconomy Economy = SimulatedEconomy.Of(Options);
    private static readonly SimulatedEconomy Honest = SimulatedEconomy.Of(Options with { FraudRate = 0 });

    [Fact]
    public void Most_gifts_are_tiny_and_most_value_is_in_large_ones()
    {
        long[] gifts = [.. Honest.Events().Where(e => Type(e) == "gift.sent").Select(e => e.GetProperty("coins").GetInt64())];

        Assert.InRange(gifts.Count(g => g <= 5) / (double)gifts.Length, 0.4, 0.8);
        Assert.InRange(gifts.Where(g => g >= 1_000).Sum() / (double)gifts.Sum(), 0.4, 0.9);
    }

    [Fact]
    public void People_sleep_in_their_own_time_zone()
    {
        Dictionary<string, int> offsets = Honest.Simulation.Society.Parameters.Markets.ToDictionary(m => m.Code, m => m.UtcOffsetHours);
        var hours = Honest.Events().Where(e => Type(e) == "coin.purchased")
            .CountBy(e => (e.GetProperty("occurred_at").GetDateTimeOffset().Hour + offsets[e.GetProperty("storefront_country").GetString()!] + 24) % 24)
            .ToDictionary();

        double night = Enumerable.Range(3, 3).Average(h => hours.GetValueOrDefault(h));
        double evening = Enumerable.Range(20, 3).Average(h => hours.GetValueOrDefault(h));
        Assert.True(evening > 2.5 * night, $"{evening} purchases in an evening hour, {night} in one of the night");
    }

    [Fact]
    public void A_gift_leaves_the_creator_the_share_of_the_economy()
    {
        Market market = Honest.Simulation.Society.Parameters.Markets[0];
        EconomyParameters parameters = Honest.Simulation.Society.Parameters;

        long back = parameters.CoinsFor(parameters.DiamondsFor(100_000), market);

        double afterFee = market.CreatorShare * (1 - parameters.Regimes.Terms.ExchangeFee);
        Assert.InRange(market.CreatorShare, EconomyParameters.LeastCreatorShare, EconomyParameters.MostCreatorShare);
        Assert.InRange(back / 100_000.0, afterFee - 0.001, afterFee + 0.001);
    }

    [Fact]
    public void Every_typology_of_the_contract_has_groups_with_accounts_in_the_stream()
    {
        var typologies = SimulatedEconomy.Lines(Economy.Truth).Select(t => t.GetProperty("typology").GetString()!).Distinct();

        Assert.Equal(FraudWatch.Training.Evaluation.Typologies.All.Order(), typologies.Order());
        Assert.All(Economy.Simulation.Groups, g => Assert.True(g.Value >= 2, g.Key));
    }

    [Fact]
    public void Every_typology_has_three_look_alikes_for_each_group()
    {
        foreach ((string typology, int groups) in Economy.Simulation.Groups)
        {
            int innocent = LookAlikeCast.All.Where(l => l.Resembles.Contains(typology)).Sum(l => Economy.Simulation.LookAlikes[l.Archetype]);
            Assert.True(innocent >= 3 * groups, $"{typology}: {innocent} groups of look-alikes for {groups}");
        }

        var seen = SimulatedEconomy.Lines(Economy.LookAlikes).Select(l => l.GetProperty("archetype").GetString()!).Distinct();
        Assert.Equal(LookAlikeCast.All.Select(l => l.Archetype).Append(CardedStock.Dusted).Order(), seen.Order());
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public void Every_typology_has_three_innocent_accounts_for_each_of_its_fraud_accounts(int seed)
    {
        SimulatedEconomy economy = SimulatedEconomy.Of(Options with { Seed = seed });
        Dictionary<string, int> innocent = SimulatedEconomy.Lines(economy.LookAlikes).CountBy(l => l.GetProperty("archetype").GetString()!).ToDictionary();
        var guilty = SimulatedEconomy.Lines(economy.Truth).Where(t => t.GetProperty("label").GetString() == "fraud")
            .CountBy(t => t.GetProperty("typology").GetString()!);

        Assert.DoesNotContain(
            guilty.Select(g => (Typology: g.Key, Fraud: g.Value, LookAlikes: LookAlikeCast.All
                .Where(l => l.Resembles.Contains(g.Key)).Sum(l => innocent.GetValueOrDefault(l.Archetype)))),
            g => g.LookAlikes < 3 * g.Fraud);
    }

    [Fact]
    public void The_fraud_rate_scales_the_groups()
    {
        IReadOnlyDictionary<string, int> tripled = SimulatedEconomy.Of(Options with { FraudRate = 3 }).Simulation.Groups;

        Assert.True(tripled.Values.Sum() > 2 * Economy.Simulation.Groups.Values.Sum());
        Assert.Equal(ScenarioCast.All.Select(s => s.Typology).Distinct().Count(), tripled.Count);
    }

    private static string Type(JsonElement line) => line.GetProperty("type").GetString()!;
}
