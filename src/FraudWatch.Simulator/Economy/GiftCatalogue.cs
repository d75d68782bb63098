using Bogus;
using FraudWatch.Simulator.Engine;

namespace FraudWatch.Simulator.Economy;

/// <summary>The gifts on sale, cheapest first. Prices and names differ from economy to economy; a one-coin gift is always there.</summary>
internal sealed class GiftCatalogue
{
    private static readonly double[] PriceShape =
    [
        1, 1, 1, 5, 5, 10, 20, 25, 30, 50, 99, 100, 150, 199, 299, 399, 500, 700, 1_000, 1_500, 2_000, 3_000,
        5_000, 7_000, 10_000, 15_000, 20_000, 29_999, 34_999, 44_999,
    ];

    private readonly int[] _prices;
    private readonly ulong[] _ids;

    private GiftCatalogue(int[] prices, ulong[] ids, string[] names) => (_prices, _ids, Names) = (prices, ids, names);

    /// <summary>What the gifts are called, by position.</summary>
    public IReadOnlyList<string> Names { get; }

    public int Count => _prices.Length;

    public static GiftCatalogue Draw(Randomizer random)
    {
        var faker = new Faker("en") { Random = random };
        double scale = random.Double(0.7, 1.5);
        double kept = random.Double(0.6, 1);
        int[] prices = [.. PriceShape.Where(p => p <= 10 || random.Double() < kept)
            .Select(p => p < 5 ? 1 : (int)Math.Max(2, Math.Round(p * scale * random.Double(0.8, 1.25)))).Order()];
        string[] names = [.. prices.Select(_ => faker.Commerce.ProductAdjective() + " " + faker.Commerce.Product())];
        ulong[] ids = [.. prices.Select(_ => AgentRandom.Mix((ulong)random.Long(0)) | 1)];
        return new GiftCatalogue(prices, ids, names);
    }

    /// <summary>Coins for one piece.</summary>
    public int Price(int gift) => _prices[gift];

    public ulong Id(int gift) => _ids[gift];

    /// <summary>The dearest gift not above <paramref name="coins"/>; one of the cheapest when there is none.</summary>
    public int DearestAtMost(double coins)
    {
        int low = 0, high = _prices.Length - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            (low, high) = _prices[middle] <= coins ? (middle, high) : (low, middle - 1);
        }

        return low;
    }
}
