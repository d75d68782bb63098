using System.Diagnostics;
using FraudWatch.Detection.Graph;

namespace FraudWatch.Benchmarks;

/// <summary>
/// Gifts beside an account with 20,000 givers, 20,000 receivers or both. Each search is run five times and the fastest
/// taken, since other work on the machine only ever adds time; the percentiles are over gifts.
/// </summary>
internal sealed class HubStress
{
    private const int HubDegree = 20_000;
    private const int Hub = 0;
    private const int SecondHub = HubDegree + 2;
    private const int Gifts = 5_000;
    private const int Repeats = 5;
    private readonly TemporalGraph _graph = new(window: 1_000_000, tieBreaker: null);
    private readonly CycleSearch _search;
    private readonly Random _random = new(7);
    private long _now;

    private HubStress() => _search = new CycleSearch(
        _graph, new CycleSearchOptions { MaxLength = 6, Window = 1_000_000, Strict = false, WorkBudget = 100_000, KeepBest = 3 });

    internal static int Run()
    {
        Console.WriteLine("| gifts | cycles a gift | edges looked at, p50 / p99.9 | µs, p50 | µs, p99 | µs, p99.9 | truncated |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        new HubStress().Measure("viewer to a streamer with 20,000 givers", givers: true, receivers: false, hub => (hub.Someone(), Hub));
        new HubStress().Measure("streamer back to a viewer", givers: true, receivers: false, hub => (Hub, hub.Someone()));
        new HubStress().Measure("viewer to viewer beside the streamer", givers: true, receivers: false, hub => (hub.Someone(), hub.Someone()));
        new HubStress().Measure("buyer back to a reseller with 20,000 receivers", givers: false, receivers: true, hub => (hub.Someone(), Hub));
        new HubStress().Measure("buyer to buyer beside the reseller", givers: false, receivers: true, hub => (hub.Someone(), hub.Someone()));
        new HubStress().Measure("viewer to viewer beside a hub with 20,000 of both", givers: true, receivers: true, hub => (hub.Someone(), hub.Someone()));
        HubStress busy = new();
        busy.MakeBusyMiddle();
        busy.Measure("the same, hub and 40,000 gifts among viewers mixed in time", givers: false, receivers: false, hub => (hub.Someone(), hub.Someone()));
        HubStress pair = new();
        pair.MakeHub(givers: true, receivers: true, hub: SecondHub);
        pair.Measure("viewer to viewer beside two such hubs that gift each other", givers: true, receivers: true, hub => (hub.Someone(), hub.Someone()));
        return 0;
    }

    private void Measure(string name, bool givers, bool receivers, Func<HubStress, (int From, int To)> next)
    {
        MakeHub(givers, receivers, Hub);
        double[] micros = new double[Gifts];
        long[] looked = new long[Gifts];
        long cycles = 0;
        int truncated = 0;
        for (int i = 0; i < Gifts; i++)
        {
            (int from, int to) = next(this);
            int edge = Give(from, from == to ? HubDegree + 1 : to);
            micros[i] = Enumerable.Range(0, Repeats).Min(_ => Micros(edge));
            CycleFindings found = _search.Through(edge);
            looked[i] = found.EdgesLookedAt;
            cycles += found.Total;
            truncated += found.Truncated ? 1 : 0;
        }

        Array.Sort(micros);
        Array.Sort(looked);
        Console.WriteLine(
            $"| {name} | {(double)cycles / Gifts:F1} | {looked[Gifts / 2]:N0} / {looked[Gifts * 999 / 1000]:N0} | {micros[Gifts / 2]:F1} | " +
            $"{micros[Gifts * 99 / 100]:F1} | {micros[Gifts * 999 / 1000]:F1} | {truncated} |");
    }

    private double Micros(int edge)
    {
        long start = Stopwatch.GetTimestamp();
        _search.Through(edge);
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds;
    }

    private void MakeHub(bool givers, bool receivers, int hub)
    {
        for (int i = 1; givers && i <= HubDegree; i++)
        {
            Give(i, hub);
        }

        for (int i = 1; receivers && i <= HubDegree; i++)
        {
            Give(hub, i);
        }

        if (hub == SecondHub)
        {
            Give(Hub, SecondHub);
            Give(SecondHub, Hub);
        }
    }

    /// <summary>A hub that is given to and gives all the time, while the others give to each other.</summary>
    private void MakeBusyMiddle()
    {
        for (int i = 0; i < HubDegree * 2; i++)
        {
            (int from, int to) = (Someone(), Someone());
            Give(from, from == to ? HubDegree + 1 : to);
            Give(i % 2 == 0 ? Someone() : Hub, i % 2 == 0 ? Hub : Someone());
        }
    }

    private int Someone() => _random.Next(1, HubDegree + 1);

    private int Give(int from, int to) => _graph.Insert(new GraphEdge(from, to, ++_now, Tie: 0, Coins: _random.Next(1, 1_000), Tag: _now));
}
