namespace FraudWatch.Detection.Graph;

/// <summary>
/// An edge's place in the total order as one number: the time in the upper 44 bits, a label that orders equal times in
/// the lower 20. Every bound a search needs is then one comparison: "within the window" is a key not below
/// <see cref="FirstAt"/> of the window's start, "strictly later" a key above <see cref="LastAt"/> of the time.
/// </summary>
internal static class EdgeKey
{
    internal const int LabelBits = 20;
    internal const long LabelMask = (1L << LabelBits) - 1;
    internal const long MaxTime = (1L << 43) - 2;
    internal const long MinTime = -(1L << 43) + 1;

    internal static long Of(long time, int label) => (time << LabelBits) | (uint)label;

    internal static long TimeOf(long key) => key >> LabelBits;

    internal static int LabelOf(long key) => (int)(key & LabelMask);

    /// <summary>The smallest key an edge at <paramref name="time"/> may have; times out of range are brought to its ends.</summary>
    internal static long FirstAt(long time) => Math.Clamp(time, MinTime, MaxTime) << LabelBits;

    internal static long LastAt(long time) => FirstAt(time) | LabelMask;

    /// <summary>Start of the window of <paramref name="window"/> that ends at <paramref name="time"/>, without overflow.</summary>
    internal static long Before(long time, long window) => time < MinTime + window ? MinTime : time - window;

    /// <summary>End of the window of <paramref name="window"/> that starts at <paramref name="time"/>, without overflow.</summary>
    internal static long After(long time, long window) => time > MaxTime - window ? MaxTime : time + window;
}
