namespace FraudWatch.Detection.Graph;

/// <summary>
/// Where to put the labels that order edges of one time. The lower ones stand in the order of ties, with room for more between them; once
/// there are many and no room is left, the further edges of that time follow in the order they came, a label each. So however
/// many gifts carry one time, and in whatever order, each costs the same.
/// </summary>
internal static class EdgeLabels
{
    /// <summary>One beyond the largest label.</summary>
    internal const int End = 1 << EdgeKey.LabelBits;

    /// <summary>One beyond the largest label in the order of ties.</summary>
    internal const int Sorted = End >> 3;

    /// <summary>
    /// How many edges of one time are always kept in the order of their ties. Spread anew they have room for at least seven more
    /// wherever these come, so spreading costs an edge at most a seventh of so many steps.
    /// </summary>
    internal const int AlwaysSorted = 1024;

    /// <summary>The middle of what is free between two labels.</summary>
    internal static int Between(int low, int high) => low + ((high - low) / 2);

    /// <summary>A label after the last one that leaves room before itself and, mostly, behind.</summary>
    internal static int After(int last) => last + Math.Max(1, (Sorted - last) >> 12);

    /// <summary>The step at which a number of labels, spread anew, fill the sorted ones, with as much room before the first.</summary>
    internal static int Spacing(int count) => Sorted / (count + 1);
}
