using Bogus;

namespace FraudWatch.Simulator.Economy;

/// <summary>The countries an economy may be made of; each seed draws its own mix, price levels and shares.</summary>
internal static class MarketTable
{
    private static readonly (string Code, string Currency, int Offset, double Low, double High)[] Known =
    [
        ("US", "USD", -6, 1.00, 1.05), ("GB", "GBP", 0, 1.00, 1.10), ("DE", "EUR", 1, 1.00, 1.10),
        ("FR", "EUR", 1, 1.00, 1.10), ("SA", "SAR", 3, 0.97, 1.03), ("AE", "AED", 4, 0.97, 1.03),
        ("BR", "BRL", -3, 0.85, 0.95), ("MX", "MXN", -6, 0.85, 0.95), ("TR", "TRY", 3, 0.70, 0.88),
        ("EG", "EGP", 2, 0.70, 0.85), ("PK", "PKR", 5, 0.70, 0.85), ("ID", "IDR", 7, 0.72, 0.90),
        ("VN", "VND", 7, 0.72, 0.90), ("PH", "PHP", 8, 0.75, 0.92), ("JP", "JPY", 9, 0.98, 1.08),
        ("KR", "KRW", 9, 0.98, 1.08), ("IQ", "IQD", 3, 0.80, 0.95), ("ES", "EUR", 1, 0.98, 1.08),
        ("PL", "PLN", 1, 0.90, 1.00), ("CO", "COP", -5, 0.80, 0.92), ("MY", "MYR", 8, 0.82, 0.95),
        ("TH", "THB", 7, 0.82, 0.95), ("NG", "NGN", 1, 0.70, 0.85), ("CA", "CAD", -5, 0.98, 1.06),
    ];

    /// <summary>Draws 6 to 14 markets. A shock of a currency lasts 1–8 weeks within the horizon and hits about one in four.</summary>
    public static Market[] Draw(Randomizer random, double creatorShare, int days)
    {
        var chosen = random.Shuffle(Known).Take(random.Number(6, 14)).ToArray();
        var markets = new Market[chosen.Length];
        for (int i = 0; i < markets.Length; i++)
        {
            (string code, string currency, int offset, double low, double high) = chosen[i];
            double share = Math.Clamp(creatorShare * random.Double(0.95, 1.05), EconomyParameters.LeastCreatorShare, EconomyParameters.MostCreatorShare);
            markets[i] = new Market(i, code, currency, offset, random.Double(low, high), Math.Exp(random.Double(-2, 1.5)), share)
            {
                Shock = DrawShock(random, days),
            };
        }

        return markets;
    }

    private static (int First, int Last, double Factor) DrawShock(Randomizer random, int days)
    {
        if (!random.Bool(0.25f))
        {
            return (0, 0, 1);
        }

        int first = random.Number(0, Math.Max(0, days - 7));
        return (first, first + random.Number(7, 56), random.Double(0.70, 0.90));
    }
}
