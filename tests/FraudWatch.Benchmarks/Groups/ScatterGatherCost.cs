using System.Diagnostics;
using FraudWatch.Detection.Graph;

namespace FraudWatch.Benchmarks.Groups;

/// <summary>
/// Scatter-gather looked for at every gift of a stream with planted ones, beside a plain recount of all two-hop paths at some gifts, which
/// must find the same. Hubs stand at the ends of the planted ones: every giver of the sink or receiver of the source could be an intermediary.
/// </summary>
internal sealed class ScatterGatherCost
{
    private const int Accounts = 50_000;
    private const int HubDegree = 20_000;
    private const int Gifts = 150_000;
    private const int Recounts = 12;
    /// <summary>The detector's own.</summary>
    private const long WorkBudget = 4_000;

    private const int FirstHub = Accounts + 1;
    private const int FirstPlanted = Accounts + 10;
    private static readonly FlowRule Rule = new(Share: 500, Least: 450, Most: 1150);

    private readonly Random _random = new(11);
    private readonly List<GraphEdge> _stream = [];

    internal static int Run()
    {
        Console.WriteLine("| stream | gifts | found | edges looked at a gift, p50 / p99.9 / most | µs a gift, mean / p99.9 | truncated | ms a recount | ratio |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        new ScatterGatherCost().Measure("scatter-gathers among heavy-tailed gifts", hubSource: false, hubSink: false);
        new ScatterGatherCost().Measure("all of them to one sink with 20,000 givers", hubSource: false, hubSink: true);
        new ScatterGatherCost().Measure("all of them from one source with 20,000 receivers", hubSource: true, hubSink: false);
        new ScatterGatherCost().Measure("from that source to that sink", hubSource: true, hubSink: true);
        return 0;
    }

    private void Measure(string name, bool hubSource, bool hubSink)
    {
        Make(hubSource, hubSink);
        TemporalGraph graph = new(window: long.MaxValue, tieBreaker: null);
        ScatterGatherSearch search = new(graph, WorkBudget);
        TwoHopRecount recount = new(Rule);
        double[] micros = new double[_stream.Count];
        long[] looked = new long[_stream.Count];
        (long found, int truncated, double recounting, int recounts) = (0, 0, 0, 0);
        foreach ((int i, GraphEdge gift) in _stream.Index())
        {
            int edge = graph.Insert(gift);
            recount.Add(gift);
            long start = Stopwatch.GetTimestamp();
            search.Through(edge, Rule);
            micros[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
            looked[i] = search.Work.EdgesLookedAt;
            found += search.Found.Count;
            truncated += search.Work.Truncated ? 1 : 0;

            // Where something was found the recount has something to agree with.
            if (search.Found.Count > 0 && i > _stream.Count / 2 && recounts < Recounts && !search.Work.Truncated)
            {
                recounts++;
                recounting += Recount(recount, search.Found.Count);
            }
        }

        double mean = micros.Average();
        Array.Sort(micros);
        Array.Sort(looked);
        double slow = recounting / recounts;
        Console.WriteLine(
            $"| {name} | {_stream.Count:N0} | {found:N0} | {At(looked, 500):N0} / {At(looked, 999):N0} / {looked[^1]:N0} | " +
            $"{mean:F2} / {At(micros, 999):F1} | {truncated} | {slow:F1} | {slow * 1000 / mean:N0} |");
    }

    private static T At<T>(T[] sorted, int thousandth) => sorted[(int)((long)sorted.Length * thousandth / 1000)];

    private static double Recount(TwoHopRecount recount, int found)
    {
        long start = Stopwatch.GetTimestamp();
        int counted = recount.CountThroughNewest();
        double milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        return counted == found ? milliseconds : throw new InvalidOperationException($"The search found {found} scatter-gathers, the recount {counted}.");
    }

    private void Make(bool hubSource, bool hubSink)
    {
        for (int i = 1; i <= HubDegree; i++)
        {
            Give(i, FirstHub, 100);
            Give(FirstHub + 1, i, 100);
        }

        int account = FirstPlanted;
        List<(int From, int To, long Coins)> waiting = [];
        while (_stream.Count < Gifts)
        {
            if (_stream.Count % 200 == 0)
            {
                int source = hubSource ? FirstHub + 1 : account++;
                int sink = hubSink ? FirstHub : account++;
                for (int middles = _random.Next(2, 7); middles > 0; middles--)
                {
                    long coins = _random.Next(200, 2_000);
                    Give(source, account, coins);
                    waiting.Add((account++, sink, coins / 2));
                }
            }

            if (waiting.Count > 40)
            {
                (int from, int to, long coins) = waiting[0];
                waiting.RemoveAt(0);
                Give(from, to, coins);
            }

            int giver = (int)(Math.Pow(_random.NextDouble(), 2) * Accounts);
            int receiver = (int)(Math.Pow(_random.NextDouble(), 3) * Accounts);
            Give(giver, receiver == giver ? Accounts : receiver, _random.Next(1, 5_000));
        }
    }

    private void Give(int from, int to, long coins) => _stream.Add(new GraphEdge(from, to, _stream.Count, Tie: 0, coins, Tag: _stream.Count));
}
