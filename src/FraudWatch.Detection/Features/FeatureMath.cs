namespace FraudWatch.Detection.Features;

/// <summary>The few shapes that features come in. Logarithms tame heavy tails; shares are 0 to 1.</summary>
internal static class FeatureMath
{
    public const long Hour = 60L * 60 * 1000;
    public const long Day = 24 * Hour;

    /// <summary>Stands for a figure that cannot be told yet; below every real one.</summary>
    public const float Unknown = -1f;

    /// <summary>log2(1 + count), in steps of the argument's bits and a linear fraction: the same on every machine.</summary>
    public static float Log(long count)
    {
        if (count <= 0)
        {
            return 0;
        }

        ulong value = (ulong)count + 1;
        int bits = 63 - System.Numerics.BitOperations.LeadingZeroCount(value);
        double fraction = ((double)value / (1UL << bits)) - 1;
        return (float)(bits + fraction);
    }

    /// <summary>The count behind <see cref="Log"/>, as near as a float keeps it; 0 for an unknown one.</summary>
    public static double Count(float log)
    {
        if (log <= 0)
        {
            return 0;
        }

        int bits = (int)log;
        return ((1UL << bits) * (1 + (double)(log - bits))) - 1;
    }

    /// <summary>part / whole, 0 when there is no whole.</summary>
    public static float Share(long part, long whole) => whole <= 0 ? 0 : (float)Math.Clamp((double)part / whole, 0, 1);

    /// <summary>part / whole up to <paramref name="most"/>, 0 when there is no whole.</summary>
    public static float Ratio(long part, long whole, float most) => whole <= 0 ? 0 : (float)Math.Clamp((double)part / whole, 0, most);

    /// <summary>The middle value; the span is sorted in place.</summary>
    public static long Median(Span<long> values)
    {
        if (values.IsEmpty)
        {
            return 0;
        }

        values.Sort();
        return values[values.Length / 2];
    }

    /// <summary>How many values equal the most common one; the span is sorted in place.</summary>
    public static int ModeCount(Span<long> values)
    {
        values.Sort();
        int best = 0;
        int run = 0;
        for (int i = 0; i < values.Length; i++)
        {
            run = i > 0 && values[i] == values[i - 1] ? run + 1 : 1;
            best = Math.Max(best, run);
        }

        return best;
    }

    /// <summary>How many different values there are; the span is sorted in place.</summary>
    public static int DistinctCount(Span<long> values)
    {
        values.Sort();
        int distinct = 0;
        for (int i = 0; i < values.Length; i++)
        {
            distinct += i == 0 || values[i] != values[i - 1] ? 1 : 0;
        }

        return distinct;
    }
}
