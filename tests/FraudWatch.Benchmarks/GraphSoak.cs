using FraudWatch.Detection.Graph;

namespace FraudWatch.Benchmarks;

/// <summary>
/// Ten million gifts among a million accounts, heavy-tailed on both sides: what a retained gift weighs when all are kept,
/// and whether a sliding window slows down as the stream goes on. Speeds by processor time. The window is filled before the
/// first tenth: while it fills nothing expires, so filling is measured on its own.
/// </summary>
internal static class GraphSoak
{
    private const int Accounts = 1_000_000;
    private const int Tenths = 10;
    private const long Day = 86_400_000;

    internal static int Run(int gifts)
    {
        Weigh(gifts);
        InsertAlone(gifts);
        Slide(gifts);
        return 0;
    }

    private static void Weigh(int gifts)
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        TemporalGraph graph = new(window: long.MaxValue, tieBreaker: null);
        Random random = new(7);
        for (int i = 0; i < gifts; i++)
        {
            graph.Insert(Next(random, i));
        }

        double bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        Console.WriteLine($"All kept: {graph.EdgeCount:N0} gifts, {graph.VertexCount:N0} accounts, {bytes / graph.EdgeCount:F1} bytes a gift");
        GC.KeepAlive(graph);
    }

    private static void Slide(int gifts)
    {
        TemporalGraph graph = new(window: 7 * Day, tieBreaker: null);
        CycleSearch search = new(
            graph, new CycleSearchOptions { MaxLength = 6, Window = 7 * Day, Strict = false, WorkBudget = 100_000, KeepBest = 3 });
        Random random = new(7);
        Console.WriteLine("70 days, window 7 d, length ≤ 6, best 3 kept, budget 100,000:");
        Console.WriteLine("| tenth | gifts/s | retained | accounts | cycles | truncated | heap, MB |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        double filling = 0;
        double first = 0;
        double last = 0;
        for (int tenth = 0; tenth <= Tenths; tenth++)
        {
            TimeSpan start = Environment.CpuUsage.TotalTime;
            (long cycles, int truncated) = Feed(graph, search, random, gifts / Tenths * tenth, gifts / Tenths, 70 * Day / gifts);
            last = gifts / Tenths / (Environment.CpuUsage.TotalTime - start).TotalSeconds;
            (filling, first) = (tenth == 0 ? last : filling, tenth == 1 ? last : first);
            Console.WriteLine(
                $"| {(tenth == 0 ? "filling" : $"{tenth}")} | {last:N0} | {graph.EdgeCount:N0} | {graph.VertexCount:N0} | {cycles:N0} | {truncated} | " +
                $"{GC.GetTotalMemory(forceFullCollection: true) / 1e6:F0} |");
        }

        Console.WriteLine($"Last tenth: {last / first:F2} of the first, {last / filling:F2} of the filling.");
    }

    /// <summary>What expiry costs: the same stream without any search, while the window fills and once it slides.</summary>
    private static void InsertAlone(int gifts)
    {
        TemporalGraph graph = new(window: 7 * Day, tieBreaker: null);
        Random random = new(7);
        long step = 70 * Day / gifts;
        for (int tenth = 0; tenth < 3; tenth++)
        {
            TimeSpan start = Environment.CpuUsage.TotalTime;
            for (int i = gifts / Tenths * tenth; i < gifts / Tenths * (tenth + 1); i++)
            {
                graph.Insert(Next(random, i * step));
            }

            double seconds = (Environment.CpuUsage.TotalTime - start).TotalSeconds;
            Console.WriteLine($"Inserting alone, {(tenth == 0 ? "filling an empty graph" : "one gift expiring for each that comes")}: {gifts / Tenths / seconds:N0} gifts/s");
        }
    }

    private static (long Cycles, int Truncated) Feed(TemporalGraph graph, CycleSearch search, Random random, int from, int count, long step)
    {
        long cycles = 0;
        int truncated = 0;
        for (int i = from; i < from + count; i++)
        {
            CycleFindings found = search.Through(graph.Insert(Next(random, i * step)));
            cycles += found.Total;
            truncated += found.Truncated ? 1 : 0;
        }

        return (cycles, truncated);
    }

    /// <summary>Receivers are few and popular (a third power), givers many (a square); the two rankings are unrelated.</summary>
    private static GraphEdge Next(Random random, long time)
    {
        int from = (int)(Math.Pow(random.NextDouble(), 2) * Accounts);
        int to = (int)(((long)(Math.Pow(random.NextDouble(), 3) * Accounts) * 611_953) % Accounts);
        return new GraphEdge(from, to == from ? (to + 1) % Accounts : to, time, Tie: 0, Coins: random.Next(1, 10_000), Tag: time);
    }
}
