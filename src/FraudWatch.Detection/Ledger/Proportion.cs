namespace FraudWatch.Detection.Ledger;

/// <summary>
/// How whole units of one kind stand for whole units of another: of <c>to</c> units made from <c>from</c>, unit j stands for
/// unit ⌊j × from / to⌋. Each made unit has exactly one origin, and forward and backward answers agree to the unit.
/// </summary>
internal static class Proportion
{
    /// <summary>The unit that made unit <paramref name="made"/> stands for.</summary>
    public static long OriginOf(long made, long from, long to) => FloorDivide(made, from, to);

    /// <summary>The first made unit that stands for unit <paramref name="origin"/> or a later one.</summary>
    public static long FirstMadeOf(long origin, long from, long to) => CeilingDivide(origin, to, from);

    /// <summary>⌊value × times / by⌋ for values from 0.</summary>
    public static long FloorDivide(long value, long times, long by) => (value | times) <= int.MaxValue
        ? value * times / by
        : (long)((Int128)value * times / by);

    private static long CeilingDivide(long value, long times, long by) => (value | times) <= int.MaxValue
        ? ((value * times) + by - 1) / by
        : (long)((((Int128)value * times) + by - 1) / by);
}
