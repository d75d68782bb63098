using System.Text.Json;
using FraudWatch.Simulator;
using FraudWatch.Simulator.Economy;
using FraudWatch.Simulator.Engine;
using Xunit;

namespace FraudWatch.Tests.Simulator;

/// <summary>The honest economy looks as the published distributions do, in whichever world the seed draws.</summary>
public sealed class SimulatedCalibrationTests
{
    public static TheoryData<long> Seeds => [3, 51, 52];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_fifth_of_the_payers_spends_nearly_everything(long seed)
    {
        decimal[] spent = [.. Events(seed, "coin.purchased").GroupBy(Account).Select(g => g.Sum(e => e.GetProperty("price_usd").GetDecimal())).OrderDescending()];

        Assert.InRange(spent.Take(spent.Length / 5).Sum() / spent.Sum(), 0.82m, 0.985m);
        Assert.InRange(spent.Take(spent.Length / 100).Sum() / spent.Sum(), 0.25m, 0.80m);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void People_give_to_the_same_few_creators_again_and_again(long seed)
    {
        var relations = Events(seed, "gift.sent").GroupBy(e => (Account(e), Recipient(e))).ToList();
        // A visit is an hour: gifts after one another in the same evening are no repetition.
        int[] visits = [.. relations.Select(r => r.Select(e => At(e).ToUnixTimeSeconds() / 7_200).Distinct().Count())];
        double[] perSender = [.. relations.GroupBy(r => r.Key.Item1).Select(g => (double)g.Count())];

        Assert.InRange(visits.Sum(v => v - 1) / (double)visits.Sum(), 0.45, 0.9);
        Assert.InRange(perSender.Average(), 1.3, 6);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void The_gaps_between_the_gifts_of_a_visit_are_exponential(long seed)
    {
        double[] gaps = [.. Events(seed, "gift.sent").GroupBy(e => (Account(e), Recipient(e)))
            .SelectMany(g => g.Select(At).Order().ToArray() is var times ? times.Zip(times.Skip(1), (a, b) => (b - a).TotalSeconds) : [])
            .Where(gap => gap is > 0 and < 900)];
        double mean = gaps.Average();

        // Of an exponential e⁻¹ lies above the mean and 1 − e^−½ below half of it.
        Assert.InRange(gaps.Count(g => g > mean) / (double)gaps.Length, 0.32, 0.42);
        Assert.InRange(gaps.Count(g => g < mean / 2) / (double)gaps.Length, 0.34, 0.46);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Weekends_are_livelier(long seed)
    {
        var days = Events(seed, "gift.sent").CountBy(e => At(e).Date).ToLookup(d => d.Key.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday, d => (double)d.Value);

        Assert.InRange(days[true].Average() / days[false].Average(), 1.05, 1.5);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Purchases_are_declined_refunded_and_disputed_at_the_known_rates(long seed)
    {
        SimulatedEconomy economy = Honest(seed);
        var counts = economy.Events().CountBy(Type).ToDictionary();
        double purchases = counts["coin.purchased"];

        Assert.InRange(counts["coin.purchase_declined"] / purchases, 0.03, 0.11);
        Assert.InRange(counts["coin.refunded"] / purchases, 0.003, 0.014);
        Assert.InRange(counts["coin.charged_back"] / purchases, 0.0005, 0.006);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Most_people_pay_with_one_card_from_one_or_two_devices(long seed)
    {
        var purchases = Events(seed, "coin.purchased").Where(e => e.GetProperty("channel").GetString() != "gift_card").ToList();
        int[] cards = [.. purchases.GroupBy(Account).Select(g => g.Select(e => e.GetProperty("instrument_id").GetString()).Distinct().Count())];
        double[] devices = [.. Events(seed, "gift.sent").Where(e => e.TryGetProperty("device_id", out _))
            .GroupBy(Account).Select(g => (double)g.Select(e => e.GetProperty("device_id").GetString()).Distinct().Count())];

        Assert.InRange(cards.Count(c => c == 1) / (double)cards.Length, 0.65, 0.95);
        Assert.InRange(devices.Average(), 1.05, 1.6);
    }

    [Fact]
    public void Five_in_six_stolen_cards_are_disputed_after_three_weeks_or_so()
    {
        const int Purchases = 3_000;
        using MemoryStream coins = new(), gifts = new();
        var simulation = new Simulation(new SimulationOptions { Payers = 1, Days = 130, FraudRate = 0, Seed = 2 }, coins, gifts);
        Society society = simulation.Society;
        society.Schedule.Add(Thief(society, Purchases), society.Start);
        simulation.Run(_ => { }, CancellationToken.None);

        double[] days = [.. SimulatedEconomy.Lines(coins.ToArray()).Where(e => Type(e) == "coin.charged_back").DistinctBy(e => e.GetProperty("event_id").GetString())
            .Select(e => (At(e).ToUnixTimeMilliseconds() - society.Start) / (double)SimTime.Day).Order()];
        Assert.InRange(days.Length / (double)Purchases, 0.82, 0.88);
        Assert.InRange(days[days.Length / 2], 22, 28);
        Assert.InRange(days[^1], 100, 120.1);
    }

    private static IEnumerator<long> Thief(Society society, int purchases)
    {
        AgentRandom random = AgentRandom.For(1, "thief", 0);
        Account account = society.People.NewPayer(random, society.Start, monthlyUsd: 100);
        for (int i = 0; i < purchases; i++)
        {
            Instrument card = society.People.NewInstrument(random, account.Home, bigSpender: false);
            society.Reversals.FateOfStolen(
                society.Platform.Purchase(account, new Checkout(100, card, People.Visit(account, random), card.Market)), random);
        }

        yield break;
    }

    private static SimulatedEconomy Honest(long seed) => SimulatedEconomy.Of(new SimulationOptions { Payers = 2_000, Seed = seed, FraudRate = 0 });

    private static IEnumerable<JsonElement> Events(long seed, string type) => Honest(seed).Events().Where(e => Type(e) == type);

    private static string Type(JsonElement line) => line.GetProperty("type").GetString()!;

    private static string Account(JsonElement line) => line.GetProperty("account_id").GetString()!;

    private static string Recipient(JsonElement line) => line.GetProperty("recipient_id").GetString()!;

    private static DateTimeOffset At(JsonElement line) => line.GetProperty("occurred_at").GetDateTimeOffset();
}
