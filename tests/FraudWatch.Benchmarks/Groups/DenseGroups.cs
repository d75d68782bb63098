using FraudWatch.Detection.Graph;
using FraudWatch.Detection.Shapes;
using FraudWatch.Testing.Graph;

namespace FraudWatch.Benchmarks.Groups;

/// <summary>
/// Pools of givers who share several receivers, planted among heavy-tailed gifts: what looking around receivers as gifts come costs and finds,
/// beside peeling the whole graph once and again for each next group. Camouflage is how many gifts to popular receivers a pool's giver
/// makes for each one inside.
/// </summary>
internal sealed class DenseGroups
{
    private const int Givers = 20_000;
    private const int Receivers = 2_000;
    private const int HonestGifts = 100_000;
    private const int Groups = 40;
    private const int Peels = 60;

    private readonly Random _random = new(13);
    private readonly List<DenseGroup> _planted = [];
    private readonly List<(int From, int To, long Coins)> _stream = [];

    internal static int Run()
    {
        Console.WriteLine($"{Groups} groups of 5 to 15 givers and 3 to 6 receivers among {HonestGifts:N0} gifts of {Givers:N0} givers to {Receivers:N0} receivers; {Peels} peels.");
        Console.WriteLine();
        Console.WriteLine(
            "| camouflage | in the first peel's group | in any peel's | a peel's own | in any pool | a pool's own | of a peel's own, a pool's too | other groups, peels / pools | µs a gift, pools | ms a fresh peel | ratio |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (double camouflage in new[] { 0, 0.3, 0.6, 0.9 })
        {
            new DenseGroups().Measure(camouflage);
        }

        return 0;
    }

    private void Measure(double camouflage)
    {
        Make(camouflage);
        List<DenseGroup> pools = [];
        TimeSpan start = Environment.CpuUsage.TotalTime;
        LookAsGiftsCome(pools, look: true);
        double both = (Environment.CpuUsage.TotalTime - start).TotalMicroseconds;
        start = Environment.CpuUsage.TotalTime;
        LookAsGiftsCome([], look: false);
        double perGift = (both - (Environment.CpuUsage.TotalTime - start).TotalMicroseconds) / _stream.Count;

        // The first peel of a process is slow because it is compiled.
        new WholePeel(_stream.Select(g => (g.From, g.To))).TakeDensest();
        WholePeel whole = new(_stream.Select(g => (g.From, g.To)));
        start = Environment.CpuUsage.TotalTime;
        List<DenseGroup> peeled = [whole.TakeDensest()];
        double fresh = (Environment.CpuUsage.TotalTime - start).TotalMicroseconds;
        while (peeled.Count < Peels)
        {
            peeled.Add(whole.TakeDensest());
        }

        List<DenseGroup> byPeels = _planted.FindAll(p => peeled.Exists(p.IsOwn));
        List<DenseGroup> byPools = _planted.FindAll(p => pools.Exists(p.IsOwn));
        Console.WriteLine(
            $"| {camouflage:F1} | {_planted.Count(p => p.IsIn(peeled[0]))} | {_planted.Count(p => peeled.Exists(p.IsIn))} | {byPeels.Count} | " +
            $"{_planted.Count(p => pools.Exists(p.IsIn))} | {byPools.Count} | {byPeels.Count(byPools.Contains)} | " +
            $"{peeled.Count(IsOther)} / {pools.Count(IsOther)} | {perGift:F2} | {fresh / 1000:F1} | {fresh / perGift:N0} |");
    }

    private bool IsOther(DenseGroup found) => !_planted.Exists(p => p.IsIn(found));

    /// <summary>As the shape does: around a receiver whenever its givers have grown by a quarter.</summary>
    private void LookAsGiftsCome(List<DenseGroup> found, bool look)
    {
        TemporalGraph graph = new(window: long.MaxValue, tieBreaker: null);
        SenderPoolSearch search = new(graph);
        GrowthGate gate = new(SenderPool.LeastGivers);
        foreach ((int i, (int from, int to, long coins)) in _stream.Index())
        {
            graph.Insert(new GraphEdge(from, to, i, Tie: 0, coins, Tag: i));
            if (look && graph.LastPairIsNew && gate.TryPass(to, graph.FanIn(to)) && search.Around(to)
                && search.Givers.Count >= SenderPool.LeastGivers
                && search.ExclusiveShare >= SenderPool.LeastExclusive && search.IncomeShare >= SenderPool.LeastIncome)
            {
                found.Add(new DenseGroup([.. search.Givers], [.. search.Receivers]));
            }
        }
    }

    private void Make(double camouflage)
    {
        List<(int From, int To)> gifts = [];
        int account = Givers + Receivers;
        for (int i = 0; i < Groups; i++)
        {
            DenseGroup group = new([.. Enumerable.Range(account, _random.Next(5, 16))], [.. Enumerable.Range(account + 20, _random.Next(3, 7))]);
            account += 40;
            _planted.Add(group);
            foreach (int giver in group.Givers)
            {
                foreach (int receiver in group.Receivers.Where(_ => _random.Next(10) < 8))
                {
                    gifts.Add((giver, receiver));
                    gifts.AddRange(_random.NextDouble() < camouflage ? [(giver, Popular())] : []);
                }
            }
        }

        for (int i = 0; i < HonestGifts; i++)
        {
            gifts.Add(((int)(Math.Pow(_random.NextDouble(), 2) * Givers), Popular()));
        }

        (int From, int To)[] mixed = [.. gifts];
        _random.Shuffle(mixed);
        _stream.AddRange(mixed.Select(g => (g.From, g.To, (long)_random.Next(50, 500))));
    }

    private int Popular() => Givers + (int)(Math.Pow(_random.NextDouble(), 3) * Receivers);
}
