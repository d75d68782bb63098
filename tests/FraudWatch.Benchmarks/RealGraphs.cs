using FraudWatch.Detection.Graph;
using FraudWatch.Testing.Graph;

namespace FraudWatch.Benchmarks;

/// <summary>
/// Edges per second on the real graphs, one thread: inserting alone, inserting and searching, and the slow twin in the
/// same run. The best of several rounds, by processor time, since other work on the machine only ever adds.
/// </summary>
internal static class RealGraphs
{
    private const int Rounds = 15;
    private const int SlowRounds = 2;

    /// <summary>Where the twin would take minutes to hours it is left out; the oracle tests check those counts.</summary>
    private static readonly (string Graph, string WindowName, long Window, int MaxLength, bool HasTwin)[] Cases =
    [
        ("bitcoin-alpha", "7 d", 604_800, 8, true),
        ("bitcoin-otc", "7 d", 604_800, 6, true),
        ("bitcoin-otc", "7 d", 604_800, 8, true),
        ("collegemsg", "1 h", 3_600, 8, true),
        ("collegemsg", "1 d", 86_400, 5, true),
        ("collegemsg", "1 d", 86_400, 6, true),
        ("collegemsg", "1 d", 86_400, 8, true),
        ("collegemsg", "3 d", 259_200, 5, true),
        ("collegemsg", "3 d", 259_200, 8, false),
        ("collegemsg", "7 d", 604_800, 5, false),
        ("collegemsg", "7 d", 604_800, 6, false),
    ];

    internal static int Run(string[] only)
    {
        Console.WriteLine("| graph | window | length ≤ | cycles | search alone, edges/s | with insert, edges/s | plain backward search, edges/s | ratio | edges looked at per edge | pairs per edge |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|");
        foreach ((string graph, string windowName, long window, int maxLength, bool hasTwin) in Cases)
        {
            if (only.Length > 0 && !only.Contains(graph) && !only.Contains($"{graph}:{maxLength}"))
            {
                continue;
            }

            CycleSearchOptions options = new() { MaxLength = maxLength, Window = window, Strict = false, WorkBudget = long.MaxValue, KeepBest = 0 };
            Report($"{graph} | {windowName}", Load(graph), options, hasTwin);
        }

        return 0;
    }

    private static void Report(string name, GraphEdge[] edges, CycleSearchOptions options, bool hasTwin)
    {
        Measured best = Best(hasTwin ? Rounds : SlowRounds, () => Search(edges, options));
        double insert = Best(Rounds, () => Insert(edges, options)).Seconds;
        Measured? twin = hasTwin ? Best(SlowRounds, () => Twin(edges, options)) : null;
        if (twin is { } slow && slow.Cycles != best.Cycles)
        {
            throw new InvalidOperationException($"{name}: the search counted {best.Cycles} cycles, its twin {slow.Cycles}.");
        }

        Console.WriteLine(string.Join(" | ", [
            $"| {name}", $"{options.MaxLength}", $"{best.Cycles:N0}", Rate(edges.Length, best.Seconds - insert), Rate(edges.Length, best.Seconds),
            twin is null ? "–" : Rate(edges.Length, twin.Value.Seconds), twin is null ? "–" : $"{twin.Value.Seconds / best.Seconds:F1}",
            $"{(double)best.Edges / edges.Length:F1}", $"{(double)best.Pairs / edges.Length:F1} |"]));
    }

    private static string Rate(int edges, double seconds) => $"{edges / seconds / 1e6:F3} M";

    private static Measured Best(int rounds, Func<Measured> run)
    {
        Measured best = run();
        for (int i = 0; i < rounds; i++)
        {
            Measured next = run();
            best = next.Seconds < best.Seconds ? next : best;
        }

        return best;
    }

    private static Measured Search(GraphEdge[] edges, CycleSearchOptions options)
    {
        TimeSpan start = Environment.CpuUsage.TotalTime;
        TemporalGraph graph = new(options.Window, tieBreaker: null);
        CycleSearch search = new(graph, options);
        Measured sum = default;
        foreach (ref readonly GraphEdge edge in edges.AsSpan())
        {
            CycleFindings found = search.Through(graph.Insert(edge));
            sum = new Measured(0, sum.Cycles + found.Total, sum.Edges + found.EdgesLookedAt, sum.Pairs + found.PairsCompared);
        }

        return sum with { Seconds = (Environment.CpuUsage.TotalTime - start).TotalSeconds };
    }

    private static Measured Insert(GraphEdge[] edges, CycleSearchOptions options)
    {
        TimeSpan start = Environment.CpuUsage.TotalTime;
        TemporalGraph graph = new(options.Window, tieBreaker: null);
        foreach (ref readonly GraphEdge edge in edges.AsSpan())
        {
            graph.Insert(edge);
        }

        return new Measured((Environment.CpuUsage.TotalTime - start).TotalSeconds, 0, 0, 0);
    }

    private static Measured Twin(GraphEdge[] edges, CycleSearchOptions options)
    {
        TimeSpan start = Environment.CpuUsage.TotalTime;
        BackwardSearch twin = new(edges.Max(e => Math.Max(e.From, e.To)) + 1, options);
        foreach (GraphEdge edge in edges)
        {
            twin.Add(edge.From, edge.To, edge.OccurredAt);
        }

        long cycles = Enumerable.Range(2, options.MaxLength - 1).Sum(twin.Count);
        return new Measured((Environment.CpuUsage.TotalTime - start).TotalSeconds, cycles, twin.EdgesLookedAt, 0);
    }

    private static GraphEdge[] Load(string graph)
    {
        Dictionary<string, int> accounts = [];
        int AccountOf(string name) => accounts.TryGetValue(name, out int account) ? account : accounts[name] = accounts.Count;
        return File.ReadLines(SharedFiles.Path("datasets", $"{graph}.txt"))
            .Select(line => line.Split(' '))
            .Where(fields => fields[0] != fields[1])
            .Select((fields, i) => new GraphEdge(AccountOf(fields[0]), AccountOf(fields[1]), long.Parse(fields[2]), (ulong)i, Coins: 1, Tag: i))
            .OrderBy(edge => edge.OccurredAt)
            .ToArray();
    }
}
