using FraudWatch.Detection.Graph;
using FraudWatch.Testing.Graph;
using Xunit;

namespace FraudWatch.Tests.Graph;

public sealed class TemporalGraphTests
{
    private static readonly IComparer<long> ByTag = Comparer<long>.Default;

    [Fact]
    public void The_graph_equals_a_list_that_is_looked_through()
    {
        for (int seed = 0; seed < 1_000; seed++)
        {
            RandomGifts random = new(seed);
            TemporalGraph graph = new(random.Options.Window, ByTag);
            ListGraph list = new(random.Options.Window, ByTag);
            for (int i = 0; i < random.Gifts.Count; i++)
            {
                graph.Insert(random.Gifts[i]);
                list.Insert(random.Gifts[i]);
                AssertEqual(list, graph, random.Gifts.Select(g => g.From).Distinct(), $"seed {seed}, gift {i}");
            }
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(3, 40)]
    [InlineData(4, 400)]
    public void Hubs_grow_and_shrink_and_keep_their_order_and_their_distinct_counts(int seed, int lateness)
    {
        Random random = new(seed);
        TemporalGraph graph = new(window: 900, ByTag);
        ListGraph list = new(window: 900, ByTag);
        long now = 0;
        for (int i = 0; i < 8_000; i++)
        {
            // Bursts and lulls drive both sides over and under what makes a hub, and lists up and down the block sizes.
            now += i / 1_000 % 2 == 0 ? random.Next(2) : random.Next(40);
            int from = Skewed(random);
            int to = (from + 1 + Skewed(random)) % 200;
            long time = now - (random.Next(5) == 0 ? random.Next(lateness) : 0);
            if (from != to)
            {
                GraphEdge gift = new(from, to, time, (ulong)random.Next(4), Coins: i, Tag: i ^ 0x155);
                Assert.Equal(list.Insert(gift) < 0, graph.Insert(gift) == TemporalGraph.NotRetained);
            }

            if (i % 97 == 0)
            {
                AssertEqual(list, graph, Enumerable.Range(0, 200), $"seed {seed}, gift {i}");
            }
        }
    }

    [Theory]
    [InlineData(30_000, false)]
    [InlineData(1_024, true)]
    public void Many_gifts_at_one_time_keep_their_order(int gifts, bool shuffled)
    {
        ulong[] ties = Enumerable.Range(0, gifts).Select(i => (ulong)i).ToArray();
        if (shuffled)
        {
            new Random(5).Shuffle(ties);
        }

        TemporalGraph graph = new(window: 1, tieBreaker: null);
        foreach (ulong tie in ties)
        {
            graph.Insert(new GraphEdge(0, 1 + (int)(tie % 3), OccurredAt: 7, tie, Coins: 1, Tag: 0));
        }

        AccountEdges edges = graph.EdgesFrom(0);
        Assert.Equal(gifts, edges.Count);
        for (int i = 0; i < gifts; i++)
        {
            Assert.Equal((ulong)i, graph[edges.EdgeAt(i)].Tie);
        }

        Assert.Equal(3, graph.FanOut(0));
    }

    /// <summary>
    /// Beyond the first thousand, gifts of one time follow in the order they came, whatever their ids: keeping hundreds of thousands sorted
    /// by id would cost each of them all the others.
    /// </summary>
    [Fact]
    public void A_crowd_at_one_time_follows_in_the_order_it_came_and_nothing_else_is_moved_by_it()
    {
        ulong[] ties = [.. Enumerable.Range(0, 20_000).Select(i => (ulong)i)];
        new Random(6).Shuffle(ties);
        TemporalGraph graph = new(window: 10, tieBreaker: null);
        graph.Insert(new GraphEdge(0, 1, OccurredAt: 8, Tie: 0, Coins: 1, Tag: -1));
        for (int i = 0; i < ties.Length; i++)
        {
            graph.Insert(new GraphEdge(0, 1, OccurredAt: 7, ties[i], Coins: 1, Tag: i));
        }

        long[] tags = TagsFrom(graph, 0);
        int sorted = tags[..^1].Zip(tags[1..]).TakeWhile(pair => pair.Second >= 0 && ties[pair.First] < ties[pair.Second]).Count() + 1;
        Assert.InRange(sorted, 1_024, 8_000);
        Assert.Equal(-1, tags[^1]);
        Assert.Equal(tags[sorted..^1].Order(), tags[sorted..^1]);
        Assert.Equal(ties.Length, tags[..^1].Distinct().Count());
    }

    [Theory]
    [InlineData("shuffled")]
    [InlineData("falling")]
    [InlineData("rising")]
    public void The_work_of_gifts_at_one_time_is_linear_in_their_number(string order)
    {
        const int Gifts = 100_000;
        ulong[] ties = [.. Enumerable.Range(0, Gifts).Select(i => (ulong)(order == "falling" ? Gifts - i : i))];
        if (order == "shuffled")
        {
            new Random(7).Shuffle(ties);
        }

        long half = Work(ties[..(Gifts / 2)]);
        long whole = Work(ties);
        Assert.InRange(half, 0, 100L * Gifts / 2);
        Assert.InRange(whole, 0, Math.Max(half * 5 / 2, Gifts));

        static long Work(ulong[] ties)
        {
            TemporalGraph graph = new(window: 1, tieBreaker: null);
            for (int i = 0; i < ties.Length; i++)
            {
                graph.Insert(new GraphEdge(1 + (i % 50_000), 0, OccurredAt: 7, ties[i], Coins: 1, Tag: i));
            }

            return graph.Moves;
        }
    }

    [Fact]
    public void More_gifts_at_one_time_than_there_is_room_for_are_not_taken_and_break_nothing()
    {
        TemporalGraph graph = new(window: 1, tieBreaker: null);
        int taken = 0;
        for (int i = 0; i < (1 << 20) + 10; i++)
        {
            taken += graph.Insert(new GraphEdge(0, 1, OccurredAt: 7, (ulong)(i % 2 == 0 ? i : -i), Coins: 1, Tag: i)) == TemporalGraph.NotRetained ? 0 : 1;
        }

        Assert.InRange(taken, TemporalGraph.MostEdgesAtOneTime, 1 << 20);
        Assert.Equal(taken, graph.EdgeCount);
        Assert.Equal(taken, TagsFrom(graph, 0).Distinct().Count());
        Assert.NotEqual(TemporalGraph.NotRetained, graph.Insert(new GraphEdge(0, 1, OccurredAt: 8, Tie: 0, Coins: 1, Tag: 0)));
        graph.AdvanceTo(100);
        Assert.Equal((0, 0), (graph.EdgeCount, graph.VertexCount));
    }

    [Fact]
    public void Equal_times_and_ties_are_ordered_by_the_tie_breaker_and_without_one_by_insertion()
    {
        TemporalGraph broken = new(window: 1, ByTag);
        TemporalGraph unbroken = new(window: 1, tieBreaker: null);
        foreach (long tag in new long[] { 3, 1, 2 })
        {
            broken.Insert(new GraphEdge(0, 1, OccurredAt: 5, Tie: 9, Coins: 1, tag));
            unbroken.Insert(new GraphEdge(0, 1, OccurredAt: 5, Tie: 9, Coins: 1, tag));
        }

        Assert.Equal([1, 2, 3], TagsFrom(broken, 0));
        Assert.Equal([3, 1, 2], TagsFrom(unbroken, 0));
    }

    [Fact]
    public void An_idle_account_leaves_and_its_place_is_taken_by_the_next()
    {
        TemporalGraph graph = new(window: 100, tieBreaker: null);
        int mostEdge = 0;
        for (int i = 0; i < 50_000; i++)
        {
            mostEdge = Math.Max(mostEdge, graph.Insert(new GraphEdge(2 * i, (2 * i) + 1, i, Tie: 0, Coins: 1, Tag: i)));
        }

        Assert.Equal(101, graph.EdgeCount);
        Assert.Equal(202, graph.VertexCount);
        Assert.InRange(mostEdge, 100, 102);
        graph.AdvanceTo(1_000_000);
        Assert.Equal(0, graph.EdgeCount);
        Assert.Equal(0, graph.VertexCount);
        Assert.Equal(0, graph.FanOut(99_998));
    }

    [Fact]
    public void A_gift_exactly_as_old_as_the_window_stays_and_an_older_one_is_not_taken()
    {
        TemporalGraph graph = new(window: 10, tieBreaker: null);
        graph.Insert(Gift(from: 1, to: 2, time: 90));
        graph.Insert(Gift(from: 2, to: 3, time: 100));
        Assert.Equal(2, graph.EdgeCount);
        Assert.Equal(TemporalGraph.NotRetained, graph.Insert(Gift(from: 4, to: 5, time: 89)));
        graph.Insert(Gift(from: 2, to: 3, time: 101));
        Assert.Equal(0, graph.FanOut(1));
        Assert.Equal(2, graph.OutDegree(2));
        Assert.Equal(1, graph.FanOut(2));
    }

    [Fact]
    public void What_cannot_be_a_gift_is_refused()
    {
        TemporalGraph graph = new(window: 10, tieBreaker: null);
        Assert.Throws<ArgumentException>(() => graph.Insert(Gift(from: 1, to: 1, time: 0)));
        Assert.Throws<ArgumentOutOfRangeException>(() => graph.Insert(Gift(from: -1, to: 1, time: 0)));
        Assert.Throws<ArgumentOutOfRangeException>(() => graph.Insert(Gift(from: 0, to: 1, time: TemporalGraph.LatestTime + 1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => graph.Insert(Gift(from: 0, to: 1, time: TemporalGraph.EarliestTime - 1)));
        Assert.Equal(0, graph.EdgeCount);
    }

    [Fact]
    public void The_ends_of_time_fit()
    {
        TemporalGraph graph = new(window: long.MaxValue, tieBreaker: null);
        CycleSearch search = new(graph, new CycleSearchOptions { MaxLength = 2, Window = long.MaxValue, Strict = true, WorkBudget = 9, KeepBest = 0 });
        graph.Insert(Gift(from: 0, to: 1, TemporalGraph.EarliestTime));
        Assert.Equal(1, search.Through(graph.Insert(Gift(from: 1, to: 0, TemporalGraph.LatestTime))).Total);
        Assert.Equal(TemporalGraph.EarliestTime, graph.EdgesFrom(0).TimeAt(0));
    }

    private static GraphEdge Gift(int from, int to, long time) => new(from, to, time, Tie: 0, Coins: 1, Tag: 0);

    private static int Skewed(Random random) => (int)(200 * Math.Pow(random.NextDouble(), 6));

    private static long[] TagsFrom(TemporalGraph graph, int account)
    {
        AccountEdges edges = graph.EdgesFrom(account);
        long[] tags = new long[edges.Count];
        for (int i = 0; i < tags.Length; i++)
        {
            tags[i] = graph[edges.EdgeAt(i)].Tag;
        }

        return tags;
    }

    private static long[] TagsTo(TemporalGraph graph, int account)
    {
        AccountEdges edges = graph.EdgesTo(account);
        long[] tags = new long[edges.Count];
        for (int i = 0; i < tags.Length; i++)
        {
            Assert.Equal(graph[edges.EdgeAt(i)].From, edges.NeighbourAt(i));
            tags[i] = graph[edges.EdgeAt(i)].Tag;
        }

        return tags;
    }

    private static void AssertEqual(ListGraph list, TemporalGraph graph, IEnumerable<int> accounts, string where)
    {
        Assert.True(list.Edges.Count == graph.EdgeCount, where);
        Assert.True(list.Accounts.Count() == graph.VertexCount, where);
        foreach (int account in accounts)
        {
            Assert.True(list.FanIn(account) == graph.FanIn(account), where);
            Assert.True(list.FanOut(account) == graph.FanOut(account), where);
            Assert.True(list.Edges.Count(e => e.From == account) == graph.OutDegree(account), where);
            Assert.True(list.Edges.Count(e => e.To == account) == graph.InDegree(account), where);
            Assert.True(list.Edges.Where(e => e.From == account).Select(e => e.Tag).SequenceEqual(TagsFrom(graph, account)), where);
            Assert.True(list.Edges.Where(e => e.To == account).Select(e => e.Tag).SequenceEqual(TagsTo(graph, account)), where);
        }
    }
}
