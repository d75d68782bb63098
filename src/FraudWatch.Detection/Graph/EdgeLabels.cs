namespace FraudWatch.Detection.Graph;

/// <summary>Where to put the labels that order edges of one time, so that there is nearly always room for one more.</summary>
internal static class EdgeLabels
{
    /// <summary>One beyond the largest label.</summary>
    internal const int End = 1 << EdgeKey.LabelBits;

    /// <summary>The middle of what is free between two labels.</summary>
    internal static int Between(int low, int high) => low + ((high - low) / 2);

    /// <summary>A label after the last one that leaves room before itself and, mostly, behind.</summary>
    internal static int After(int last) => last + Math.Max(1, (End - last) >> 12);

    /// <summary>The step at which a number of labels, spread anew, fill the lower quarter, or the whole when they must.</summary>
    /// <exception cref="InvalidOperationException">There are more labels than room.</exception>
    internal static int Spacing(int count) =>
        count < End
            ? Math.Max(1, End / 4 / count)
            : throw new InvalidOperationException($"Expected fewer than {End} edges at one time, found {count}.");
}
