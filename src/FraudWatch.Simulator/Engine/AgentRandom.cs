namespace FraudWatch.Simulator.Engine;

/// <summary>
/// One agent's own stream of chance (SplitMix64, Steele, Lea and Flood 2014). Streams are derived from
/// (seed, kind, index), so that one agent more or less leaves every other agent's draws as they were.
/// </summary>
internal sealed class AgentRandom(ulong state)
{
    private ulong _state = state;

    /// <summary>The stream of the <paramref name="index"/>-th agent of a kind; same arguments, same draws, on any machine.</summary>
    public static AgentRandom For(long seed, string kind, long index)
    {
        ulong hash = 14695981039346656037UL;
        foreach (char c in kind)
        {
            hash = (hash ^ c) * 1099511628211UL;
        }

        return new AgentRandom(Mix(Mix((ulong)seed) ^ Mix(hash) ^ Mix((ulong)index * 0x9E3779B97F4A7C15UL + 1)));
    }

    /// <summary>A stream that belongs to a part of this agent.</summary>
    public AgentRandom Fork() => new(Mix(NextBits()));

    /// <summary>The finaliser of SplitMix64: a bijection on 64 bits.</summary>
    public static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }

    /// <summary>The first 53 bits as a number in [0, 1).</summary>
    public static double ToUnit(ulong bits) => (bits >> 11) * (1.0 / (1UL << 53));

    public ulong NextBits() => Mix(_state += 0x9E3779B97F4A7C15UL);

    /// <summary>Uniform in [0, 1).</summary>
    public double Unit() => ToUnit(NextBits());

    public bool Chance(double probability) => Unit() < probability;

    /// <summary>Uniform in [0, <paramref name="count"/>).</summary>
    public int Below(int count) => (int)(((NextBits() >> 32) * (ulong)count) >> 32);

    /// <summary>Uniform whole number in [<paramref name="low"/>, <paramref name="high"/>], both included.</summary>
    public int Whole(int low, int high) => low + Below(high - low + 1);

    public double Between(double low, double high) => low + (high - low) * Unit();

    /// <summary>Uniform on the logarithmic scale.</summary>
    public double LogBetween(double low, double high) => low * Math.Exp(Unit() * Math.Log(high / low));

    public double Exponential(double mean) => -mean * Math.Log(1 - Unit());

    /// <summary>Whole number ≥ 1 with the given mean.</summary>
    public int Geometric(double mean) =>
        mean <= 1 ? 1 : 1 + (int)(Math.Log(1 - Unit()) / Math.Log(1 - 1 / mean));

    public double LogNormal(double median, double sigma) => median * Math.Exp(sigma * Normal());

    public T Pick<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    /// <summary>Index drawn in proportion to <paramref name="weights"/>, which need not sum to one.</summary>
    public int Weighted(ReadOnlySpan<double> weights)
    {
        double total = 0;
        foreach (double weight in weights)
        {
            total += weight;
        }

        double left = Unit() * total;
        for (int i = 0; i < weights.Length - 1; i++)
        {
            left -= weights[i];
            if (left < 0)
            {
                return i;
            }
        }

        return weights.Length - 1;
    }

    // Box–Muller with one of the two values thrown away: agents keep no spare, which keeps them small.
    private double Normal() =>
        Math.Sqrt(-2 * Math.Log(1 - Unit())) * Math.Cos(2 * Math.PI * Unit());
}
