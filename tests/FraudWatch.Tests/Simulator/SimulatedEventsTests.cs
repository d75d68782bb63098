using System.Text.Json;
using FraudWatch.Simulator;
using FraudWatch.Simulator.Economy;
using Xunit;

namespace FraudWatch.Tests.Simulator;

public sealed class SimulatedEventsTests
{
    private static readonly SimulatedEconomy Economy = SimulatedEconomy.Of(new SimulationOptions { Payers = 1_200, Seed = 11 });

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(14)]
    [InlineData(15)]
    [InlineData(16)]
    public void Every_event_obeys_the_contract(int seed)
    {
        SimulatedEconomy economy = SimulatedEconomy.Of(new SimulationOptions { Payers = 400, Days = 40, Seed = seed });

        Assert.DoesNotContain(SimulatedEconomy.Lines(economy.CoinEvents).Select(ContractRules.CoinEventFault), fault => fault is not null);
        Assert.DoesNotContain(SimulatedEconomy.Lines(economy.GiftEvents).Select(ContractRules.GiftEventFault), fault => fault is not null);
    }

    [Theory]
    [InlineData("""{"event_id":"e","type":"gift.sent","occurred_at":"2026-01-01T00:00:00.000Z","account_id":"a","recipient_id":"a","gift_id":"g","quantity":1,"coins":1,"diamonds":0}""")]
    [InlineData("""{"event_id":"e","type":"gift.sent","occurred_at":"2026-01-01T00:00:00.000Z","account_id":"a","recipient_id":"b","gift_id":"g","quantity":1,"coins":0,"diamonds":0}""")]
    [InlineData("""{"event_id":"e","type":"gift.sent","occurred_at":"2026-01-01T00:00:00Z","account_id":"a","recipient_id":"b","gift_id":"g","quantity":1,"coins":1,"diamonds":0}""")]
    [InlineData("""{"event_id":"e","type":"gift.sent","occurred_at":"2026-01-01T00:00:00.000Z","account_id":"a","recipient_id":"b","gift_id":"g","quantity":1,"coins":1,"diamonds":0,"label":"fraud"}""")]
    public void The_rules_themselves_catch_broken_events(string broken)
    {
        using var line = JsonDocument.Parse(broken);

        Assert.NotNull(ContractRules.GiftEventFault(line.RootElement));
    }

    [Fact]
    public void Nobody_gives_coins_they_never_had()
    {
        var held = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (JsonElement line in Economy.Events())
        {
            string account = line.GetProperty("account_id").GetString()!;
            long change = line.GetProperty("type").GetString() switch
            {
                "coin.purchased" or "diamond.exchanged" => line.GetProperty("coins").GetInt64(),
                "gift.sent" => -line.GetProperty("coins").GetInt64(),
                _ => 0,
            };
            held[account] = held.GetValueOrDefault(account) + change;
            Assert.True(held[account] >= 0, $"{account} gave {-held[account]} coins too many at {line.GetProperty("occurred_at")}");
        }
    }

    [Fact]
    public void Nobody_turns_diamonds_into_money_that_they_never_got()
    {
        var held = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (JsonElement line in Economy.Events())
        {
            string type = line.GetProperty("type").GetString()!;
            if (type is "gift.sent" or "diamond.exchanged" or "diamond.withdrawn")
            {
                string owner = line.GetProperty(type == "gift.sent" ? "recipient_id" : "account_id").GetString()!;
                long diamonds = line.GetProperty("diamonds").GetInt64();
                held[owner] = held.GetValueOrDefault(owner) + (type == "gift.sent" ? diamonds : -diamonds);
                Assert.True(held[owner] >= 0, $"{owner} is {-held[owner]} diamonds short at {line.GetProperty("occurred_at")}");
            }
        }
    }

    [Fact]
    public void A_reversal_names_a_purchase_of_the_same_account_and_size()
    {
        var orders = Economy.Events().Where(e => e.GetProperty("type").GetString() == "coin.purchased")
            .ToDictionary(e => e.GetProperty("order_id").GetString()!, e => (e.GetProperty("account_id").GetString(), e.GetProperty("coins").GetInt64()));
        var reversals = Economy.Events()
            .Where(e => e.GetProperty("type").GetString() is "coin.refunded" or "coin.charged_back" or "coin.chargeback_reversed").ToList();

        Assert.NotEmpty(reversals);
        Assert.All(reversals, r => Assert.Equal(
            orders[r.GetProperty("order_id").GetString()!], (r.GetProperty("account_id").GetString(), r.GetProperty("coins").GetInt64())));
    }

    [Fact]
    public void No_account_acts_before_it_was_opened()
    {
        Assert.All(Economy.Events().Where(e => e.TryGetProperty("account_created_at", out _)), e =>
            Assert.True(e.GetProperty("account_created_at").GetDateTimeOffset() <= e.GetProperty("occurred_at").GetDateTimeOffset(), e.GetRawText()));
    }

    [Fact]
    public void About_one_event_in_five_hundred_comes_twice_unchanged()
    {
        var lines = SimulatedEconomy.Lines(Economy.GiftEvents).ToList();
        var repeated = lines.GroupBy(l => l.GetProperty("event_id").GetString()).Where(g => g.Count() > 1).ToList();

        Assert.InRange((double)repeated.Count / lines.Count, 0.001, 0.003);
        Assert.All(repeated, g => Assert.Single(g.Select(l => l.GetRawText()).Distinct()));
    }

    [Fact]
    public void About_one_event_in_a_hundred_comes_late_and_nearly_all_of_those_by_minutes()
    {
        DateTimeOffset clock = DateTimeOffset.MinValue;
        var delays = new List<double>();
        int count = 0;
        foreach (JsonElement line in SimulatedEconomy.Lines(Economy.GiftEvents).DistinctBy(l => l.GetProperty("event_id").GetString()))
        {
            DateTimeOffset time = line.GetProperty("occurred_at").GetDateTimeOffset();
            count++;
            if (time < clock)
            {
                delays.Add((clock - time).TotalMinutes);
            }

            clock = time > clock ? time : clock;
        }

        Assert.InRange((double)delays.Count / count, 0.003, 0.012);
        Assert.InRange(delays.Count(d => d <= 10) / (double)delays.Count, 0.93, 1);
        Assert.Contains(delays, d => d > 30);
    }

    [Theory]
    [InlineData("device_id")]
    [InlineData("ip_hash")]
    [InlineData("account_created_at")]
    public void An_optional_field_is_missing_as_often_as_this_economy_loses_it(string field)
    {
        FieldLosses losses = Economy.Simulation.Society.Parameters.Losses;
        double expected = field switch { "device_id" => losses.Device, "ip_hash" => losses.Network, _ => losses.CreationTime };
        var lines = SimulatedEconomy.Lines(Economy.GiftEvents).ToList();

        Assert.InRange(lines.Count(l => !l.TryGetProperty(field, out _)) / (double)lines.Count, 0.85 * expected, 1.15 * expected);
    }
}
