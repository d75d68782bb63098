using FraudWatch.Detection.Graph;
using FraudWatch.Testing;
using FraudWatch.Testing.Graph;
using Xunit;

namespace FraudWatch.Tests.Graph;

public sealed class CycleSearchTests
{
    private const int Streams = 3_000;
    private static readonly IComparer<long> ByTag = Comparer<long>.Default;

    [Fact]
    public void Every_gift_completes_the_cycles_that_brute_force_finds_through_it()
    {
        for (int seed = 0; seed < Streams; seed++)
        {
            string? difference = FirstDifference(seed, Flaw.None, (search, edge) => search.Through(edge), (slow, place) => slow.Through(place));
            Assert.True(difference is null, difference);
        }
    }

    [Fact]
    public void Every_gift_closes_the_cycles_that_brute_force_finds_ending_with_it()
    {
        for (int seed = Streams; seed < Streams + 1_000; seed++)
        {
            string? difference = FirstDifference(seed, Flaw.None, (search, edge) => search.ClosedBy(edge), (slow, place) => slow.ClosedBy(place));
            Assert.True(difference is null, difference);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Hubs_that_are_met_around_hide_nothing_that_brute_force_finds(int hubs)
    {
        int unread = 0;
        for (int seed = 0; seed < 1_500; seed++)
        {
            string? difference = FirstDifference(new RandomGifts(seed, hubs), Flaw.None, ThroughCountingUnread, (slow, place) => slow.Through(place));
            Assert.True(difference is null, $"seed {seed}: {difference}");
        }

        // Nothing is at stake where the other side has nowhere to go; so ends count only where cycles were found beside them.
        Assert.InRange(unread, 500, int.MaxValue);

        CycleFindings ThroughCountingUnread(CycleSearch search, int edge)
        {
            CycleFindings found = search.Through(edge);
            unread += found.Total > 0 && found.HeadsLeftUnread > 0 ? 1 : 0;
            return found;
        }
    }

    [Theory]
    [InlineData(Flaw.WindowExclusive)]
    [InlineData(Flaw.TiesAllowedWhenStrict)]
    [InlineData(Flaw.VerticesMayRepeat)]
    public void A_broken_twin_is_noticed(Flaw flaw)
    {
        int noticed = Enumerable.Range(0, 300).Count(seed =>
            FirstDifference(seed, flaw, (search, edge) => search.Through(edge), (slow, place) => slow.Through(place)) is not null);
        Assert.InRange(noticed, 10, 300);
    }

    [Fact]
    public void Cycles_found_as_gifts_come_are_those_of_the_whole_stream_whatever_the_order_of_arrival()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            RandomGifts random = new(seed);
            ListGraph list = new(window: 10_000, ByTag);
            TemporalGraph graph = new(window: 10_000, ByTag);
            CycleSearch search = new(graph, random.Options);
            long found = 0;
            foreach (GraphEdge gift in random.Gifts.OrderBy(g => g.Tag))
            {
                list.Insert(gift);
                found += search.Through(graph.Insert(gift)).Total;
            }

            Assert.True(new SlowCycles(list.Edges, random.Options).All().Count == found, $"seed {seed}");
        }
    }

    [Fact]
    public void A_budget_stops_the_search_and_says_so_and_never_counts_what_is_not_there()
    {
        int truncated = 0;
        for (int seed = 0; seed < 1_000; seed++)
        {
            RandomGifts random = new(seed);
            TemporalGraph graph = new(random.Retention, ByTag);
            CycleSearch exact = new(graph, random.Options);
            CycleSearch bounded = new(graph, random.Options with { WorkBudget = seed % 40 });
            foreach (GraphEdge gift in random.Gifts)
            {
                int edge = graph.Insert(gift);
                CycleFindings all = exact.Through(edge);
                CycleFindings some = bounded.Through(edge);
                Assert.True(some.Work <= seed % 40, $"seed {seed}: work {some.Work}");
                Assert.True(some.Truncated ? some.Total <= all.Total : some.Total == all.Total, $"seed {seed}: {some.Total} of {all.Total}");
                truncated += some.Truncated ? 1 : 0;
            }
        }

        Assert.InRange(truncated, 1_000, int.MaxValue);
    }

    [Fact]
    public void A_search_wider_than_what_the_graph_keeps_is_refused()
    {
        TemporalGraph graph = new(window: 10, tieBreaker: null);
        Assert.Throws<ArgumentException>(() => new CycleSearch(graph, Options(window: 11)));
    }

    [Fact]
    public void A_warm_search_allocates_nothing()
    {
        RandomGifts random = new(seed: 11);
        TemporalGraph graph = new(window: 10_000, ByTag);
        CycleSearch search = new(graph, random.Options with { MaxLength = 8, Window = 10_000 });
        int[] edges = random.Gifts.ConvertAll(g => graph.Insert(g)).ToArray();
        Action<int> through = e => search.Through(e);
        Array.ForEach(edges, through);
        Assert.Equal(0, Allocations.LeastOf(() => Array.ForEach(edges, through)));
    }

    private static CycleSearchOptions Options(long window) =>
        new() { MaxLength = 4, Window = window, Strict = false, WorkBudget = long.MaxValue, KeepBest = 0 };

    private static string? FirstDifference(
        int seed, Flaw flaw, Func<CycleSearch, int, CycleFindings> real, Func<SlowCycles, int, IReadOnlyList<int[]>> twin) =>
        FirstDifference(new RandomGifts(seed), flaw, real, twin) is { } difference ? $"seed {seed}, {difference}" : null;

    private static string? FirstDifference(
        RandomGifts random, Flaw flaw, Func<CycleSearch, int, CycleFindings> real, Func<SlowCycles, int, IReadOnlyList<int[]>> twin)
    {
        TemporalGraph graph = new(random.Retention, ByTag);
        ListGraph list = new(random.Retention, ByTag);
        CycleSearch search = new(graph, random.Options);
        for (int i = 0; i < random.Gifts.Count; i++)
        {
            int edge = graph.Insert(random.Gifts[i]);
            int place = list.Insert(random.Gifts[i]);
            if (place < 0 || edge < 0)
            {
                Assert.True(place < 0 && edge == TemporalGraph.NotRetained, $"gift {i}: {place}, {edge}");
                continue;
            }

            IReadOnlyList<int[]> expected = twin(new SlowCycles(list.Edges, random.Options, flaw), place);
            string? difference = Difference(graph, list, real(search, edge), expected);
            if (difference is not null)
            {
                return $"gift {i}, {random.Options}: {difference}";
            }
        }

        return null;
    }

    private static string? Difference(TemporalGraph graph, ListGraph list, CycleFindings found, IReadOnlyList<int[]> expected)
    {
        for (int length = CycleSearchOptions.ShortestCycle; length <= CycleSearchOptions.LongestCycle; length++)
        {
            int count = expected.Count(c => c.Length == length);
            if (found.Count(length) != count)
            {
                return $"length {length}: expected {count} cycles, found {found.Count(length)}";
            }
        }

        for (int rank = 0; rank < found.Best.Count; rank++)
        {
            string best = string.Join(' ', expected[rank].Select(i => list.Edges[i].Tag));
            string kept = string.Join(' ', found.Best[rank].Edges.ToArray().Select(e => graph[e].Tag));
            if (best != kept)
            {
                return $"rank {rank}: expected the gifts {best}, found {kept}";
            }
        }

        return found.Truncated || found.Total != expected.Count ? $"total {found.Total} of {expected.Count}, truncated {found.Truncated}" : null;
    }
}
