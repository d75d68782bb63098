using System.Numerics;

namespace FraudWatch.Replay;

/// <summary>
/// Counts durations in buckets of at most 1/32 of their value, so that percentiles of hundreds of millions of them take 16 KiB.
/// Not thread-safe.
/// </summary>
public sealed class LatencyHistogram
{
    /// <summary>Each power of two is cut into 2^5 buckets.</summary>
    private const int BucketBits = 5;

    private readonly long[] _counts = new long[64 << BucketBits];

    public long Count { get; private set; }

    /// <summary>Counts one duration.</summary>
    /// <param name="nanoseconds">Below 0 counts as 0.</param>
    public void Add(long nanoseconds)
    {
        _counts[BucketOf((ulong)Math.Max(nanoseconds, 0))]++;
        Count++;
    }

    /// <summary>The duration in nanoseconds that this share of all durations does not exceed, rounded up to its bucket's end; 0 when there are none.</summary>
    /// <param name="share">0..1, for example 0.99.</param>
    public long Percentile(double share)
    {
        long wanted = Math.Max(1, (long)Math.Ceiling(Count * share));
        long passed = 0;
        for (int bucket = 0; bucket < _counts.Length && Count > 0; bucket++)
        {
            passed += _counts[bucket];
            if (passed >= wanted)
            {
                return EndOf(bucket);
            }
        }

        return 0;
    }

    private static int BucketOf(ulong value)
    {
        int shift = Math.Max(0, BitOperations.Log2(value | 1) - BucketBits);
        return (shift << BucketBits) + (int)(value >> shift);
    }

    private static long EndOf(int bucket)
    {
        int shift = Math.Max(0, (bucket >> BucketBits) - 1);
        long first = (long)(bucket - (shift << BucketBits)) << shift;
        return first + (1L << shift) - 1;
    }
}
