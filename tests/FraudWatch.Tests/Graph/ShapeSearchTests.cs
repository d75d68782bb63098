using FraudWatch.Detection.Graph;
using FraudWatch.Testing.Graph;
using Xunit;

namespace FraudWatch.Tests.Graph;

/// <summary>The shape searches against their slow twins, after every gift of thousands of random streams with ties, late gifts and expiry.</summary>
public sealed class ShapeSearchTests
{
    private const int Streams = 2_000;
    private static readonly IComparer<long> ByTag = Comparer<long>.Default;
    private static readonly FlowRule Rule = new(Share: 600, Least: 400, Most: 1600);

    [Fact]
    public void Sole_givers_sole_receivers_and_coins_are_those_counted_by_looking_at_every_gift()
    {
        ForEachGift(Streams, (graph, list, _, _, seed) =>
        {
            SlowShapes slow = new(list.Edges, Rule);
            foreach (int account in list.Accounts)
            {
                Assert.Equal(
                    (seed, account, slow.SoleGivers(account), slow.SoleReceivers(account), slow.InCoins(account), slow.OutCoins(account)),
                    (seed, account, graph.SoleGivers(account), graph.SoleReceivers(account), graph.InCoins(account), graph.OutCoins(account)));
            }
        });
    }

    [Fact]
    public void Every_gift_completes_the_scatter_gathers_that_brute_force_finds_through_it()
    {
        (int differences, int found) = CompareScatterGathers(Streams, ShapeFlaw.None);
        Assert.Equal(0, differences);
        Assert.InRange(found, 500, int.MaxValue);
    }

    [Theory]
    [InlineData(ShapeFlaw.NoOrder)]
    [InlineData(ShapeFlaw.NoValue)]
    public void A_twin_without_order_or_without_value_is_noticed(ShapeFlaw flaw) =>
        Assert.InRange(CompareScatterGathers(200, flaw).Differences, 10, int.MaxValue);

    [Fact]
    public void A_budget_cuts_a_scatter_gather_search_short_and_says_so()
    {
        int truncated = 0;
        int missed = 0;
        ForEachGift(500, (graph, _, edge, _, _) =>
        {
            ScatterGatherSearch exact = new(graph, long.MaxValue);
            ScatterGatherSearch bounded = new(graph, 12);
            exact.Through(edge, Rule);
            bounded.Through(edge, Rule);
            Assert.InRange(bounded.Work.EdgesLookedAt, 0, 12);
            Assert.True(bounded.Work.Truncated || bounded.Found.Count == exact.Found.Count);
            truncated += bounded.Work.Truncated ? 1 : 0;
            missed += exact.Found.Count - bounded.Found.Count;
        });
        Assert.InRange(truncated, 100, int.MaxValue);
        Assert.InRange(missed, 10, int.MaxValue);
    }

    [Fact]
    public void The_moment_of_a_gather_scatter_is_the_best_of_all_moments()
    {
        int found = 0;
        ForEachGift(Streams, (graph, list, _, _, seed) =>
        {
            GatherScatterSearch search = new(graph);
            SlowShapes slow = new(list.Edges, Rule);
            foreach (int account in list.Accounts)
            {
                int size = search.Around(account, Rule);
                Assert.Equal((seed, account, slow.GatherScatterAround(account)), (seed, account, size));
                Assert.True(size == 0 || Math.Min(search.Givers.Count, search.Receivers.Count) == size);
                found += size > 0 ? 1 : 0;
            }
        });
        Assert.InRange(found, 500, int.MaxValue);
    }

    [Fact]
    public void A_chain_is_the_one_that_following_the_money_back_finds()
    {
        int longest = 0;
        ForEachGift(Streams, (graph, list, edge, place, seed) =>
        {
            ChainSearch search = new(graph);
            int length = search.BackFrom(edge, Rule);
            List<int> expected = new SlowShapes(list.Edges, Rule).ChainBackFrom(place);
            Assert.Equal((seed, Tags(expected.Select(p => list.Edges[p]))), (seed, Tags(search.Edges.ToArray().Select(e => graph[e]))));
            longest = Math.Max(longest, length);
        });
        Assert.InRange(longest, 4, ChainSearch.LongestChain);
    }

    [Fact]
    public void A_sender_pool_is_as_dense_as_it_says_and_at_least_half_as_dense_as_the_densest()
    {
        int pools = 0;
        ForEachGift(60, (graph, list, _, _, seed) =>
        {
            SenderPoolSearch search = new(graph);
            SlowSenderPool slow = new(list.Edges);
            foreach (int account in list.Accounts)
            {
                bool isPool = search.Around(account);
                double densest = slow.DensestAround(account);
                Assert.True(search.Density * 2.0001 + 1 >= densest, $"seed {seed}, account {account}: {search.Density} of {densest}");
                Assert.False(search.Truncated);
                pools += isPool ? 1 : 0;
                if (isPool)
                {
                    Assert.InRange(slow.Density(search.Givers, search.Receivers) - search.Density, 0, 1);
                }
            }
        });
        Assert.InRange(pools, 100, int.MaxValue);
    }

    [Fact]
    public void Sharing_a_famous_receiver_weighs_less_than_sharing_an_unknown_one()
    {
        Assert.True(SenderPoolSearch.WeightOf(2) > 4 * SenderPoolSearch.WeightOf(20_000));
        Assert.Equal(1_000_000 / Math.Log2(100 + 5), SenderPoolSearch.WeightOf(100), 2_000.0);
    }

    private static string Tags(IEnumerable<GraphEdge> edges) => string.Join(' ', edges.Select(e => e.Tag));

    private static (int Differences, int Found) CompareScatterGathers(int streams, ShapeFlaw flaw)
    {
        int differences = 0;
        int found = 0;
        ForEachGift(streams, (graph, list, edge, place, _) =>
        {
            ScatterGatherSearch search = new(graph, long.MaxValue);
            search.Through(edge, Rule);
            string real = string.Join(';', search.Found.Select(f => $"{f.Source}>{string.Join(',', search.IntermediariesOf(f).ToArray().Order())}>{f.Sink}").Order());
            string expected = string.Join(';', new SlowShapes(list.Edges, Rule) { Flaw = flaw }.ScatterGathersThrough(place)
                .Select(f => $"{f.Source}>{string.Join(',', f.Intermediaries)}>{f.Sink}").Order());
            differences += real == expected ? 0 : 1;
            found += search.Found.Count;
        });
        return (differences, found);
    }

    private static void ForEachGift(int streams, Action<TemporalGraph, ListGraph, int, int, int> look)
    {
        for (int seed = 0; seed < streams; seed++)
        {
            RandomGifts random = new(seed);
            TemporalGraph graph = new(random.Retention, ByTag);
            ListGraph list = new(random.Retention, ByTag);
            foreach (GraphEdge gift in random.Gifts)
            {
                int edge = graph.Insert(gift);
                int place = list.Insert(gift);
                if (edge != TemporalGraph.NotRetained)
                {
                    look(graph, list, edge, place, seed);
                }
            }
        }
    }
}
