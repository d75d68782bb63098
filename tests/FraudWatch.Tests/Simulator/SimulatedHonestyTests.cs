using System.Text.Json;
using FraudWatch.Simulator;
using FraudWatch.Training.Evaluation;
using Xunit;

namespace FraudWatch.Tests.Simulator;

/// <summary>Fraud that hides must not be readable off one figure: then the data would be too easy to learn anything from.</summary>
public sealed class SimulatedHonestyTests
{
    private const double TooEasy = 0.40;
    private static readonly SimulatedEconomy Economy = SimulatedEconomy.Of(new SimulationOptions { Payers = 4_000, Seed = 17, Camouflage = 0.6 });
    private static readonly Dictionary<string, Naive> Accounts = Measure();

    [Theory]
    [InlineData("age")]
    [InlineData("coins bought")]
    [InlineData("declines")]
    [InlineData("instruments")]
    [InlineData("devices")]
    [InlineData("chargebacks")]
    public void No_single_figure_gives_hidden_fraud_away(string figure) => Assert.InRange(AveragePrecision(figure), 0, TooEasy);

    [Fact]
    public void A_planted_leak_is_seen()
    {
        var ids = FraudIds();
        double? leak = Evaluator.AveragePrecision(Accounts.Keys.Select(a => (ids.Contains(a) ? 1.0 : 0.0, ids.Contains(a))), ids.Count(Accounts.ContainsKey));

        Assert.True(leak > TooEasy);
    }

    private static double AveragePrecision(string figure)
    {
        var fraud = FraudIds();
        return Evaluator.AveragePrecision(Accounts.Select(a => (a.Value.Figure(figure), fraud.Contains(a.Key))), fraud.Count(Accounts.ContainsKey))!.Value;
    }

    private static HashSet<string> FraudIds() => [.. SimulatedEconomy.Lines(Economy.Truth)
        .Where(t => t.GetProperty("label").GetString() == "fraud").Select(t => t.GetProperty("account_id").GetString()!)];

    private static Dictionary<string, Naive> Measure()
    {
        var accounts = new Dictionary<string, Naive>(StringComparer.Ordinal);
        foreach (JsonElement line in Economy.Events())
        {
            string id = line.GetProperty("account_id").GetString()!;
            if (!accounts.TryGetValue(id, out Naive? account))
            {
                accounts[id] = account = new Naive();
            }

            account.See(line);
        }

        return accounts;
    }

    private sealed class Naive
    {
        private readonly HashSet<string> _instruments = [];
        private readonly HashSet<string> _devices = [];
        private double _ageDays = 200;
        private long _coins;
        private int _declines;
        private int _chargebacks;

        public void See(JsonElement line)
        {
            string type = line.GetProperty("type").GetString()!;
            if (line.TryGetProperty("account_created_at", out JsonElement opened))
            {
                _ageDays = Math.Min(_ageDays, (line.GetProperty("occurred_at").GetDateTimeOffset() - opened.GetDateTimeOffset()).TotalDays);
            }

            if (line.TryGetProperty("device_id", out JsonElement device))
            {
                _devices.Add(device.GetString()!);
            }

            if (line.TryGetProperty("instrument_id", out JsonElement instrument))
            {
                _instruments.Add(instrument.GetString()!);
            }

            _coins += type == "coin.purchased" ? line.GetProperty("coins").GetInt64() : 0;
            _declines += type == "coin.purchase_declined" ? 1 : 0;
            _chargebacks += type == "coin.charged_back" ? 1 : 0;
        }

        public double Figure(string name) => name switch
        {
            "age" => -_ageDays,
            "coins bought" => _coins,
            "declines" => _declines,
            "instruments" => _instruments.Count,
            "devices" => _devices.Count,
            "chargebacks" => _chargebacks,
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "Expected a figure that is measured."),
        };
    }
}
