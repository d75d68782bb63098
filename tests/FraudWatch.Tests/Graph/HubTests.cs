using FraudWatch.Detection.Graph;
using Xunit;

namespace FraudWatch.Tests.Graph;

/// <summary>The hub cases of a gift economy: the work is bounded by the cheaper side, never by the hub.</summary>
public sealed class HubTests
{
    private const int HubDegree = 20_000;
    private const int Hub = 0;
    private const int First = HubDegree + 1;
    private const int Last = HubDegree + 2;
    private const int Middle = HubDegree + 3;
    private const int SecondHub = HubDegree + 10;
    private readonly TemporalGraph _graph = new(window: 1_000_000, tieBreaker: null);
    private readonly CycleSearch _search;
    private long _now;

    public HubTests() => _search = new CycleSearch(
        _graph, new CycleSearchOptions { MaxLength = 5, Window = 1_000_000, Strict = false, WorkBudget = 100_000, KeepBest = 3 });

    [Fact]
    public void A_viewer_who_closes_a_ring_through_a_streamer_costs_two_edges()
    {
        int viewer = HubDegree + 1;
        int friend = HubDegree + 2;
        MakeStreamer();
        Give(Hub, friend);
        Give(friend, viewer);
        AssertFound(Give(viewer, Hub), cycles: 1, mostEdges: 2);
    }

    [Fact]
    public void A_streamer_who_gives_back_to_a_viewer_costs_three_edges()
    {
        int viewer = HubDegree + 1;
        MakeStreamer();
        Give(viewer, Hub);
        Give(viewer, Hub);
        Give(viewer, HubDegree + 2);
        AssertFound(Give(Hub, viewer), cycles: 2, mostEdges: 3);
    }

    [Fact]
    public void Rings_through_a_reseller_cost_two_edges_each()
    {
        int collector = HubDegree + 1;
        MakeReseller();
        for (int i = 0; i < 386; i++)
        {
            Give(1 + i, collector);
        }

        AssertFound(Give(collector, Hub), cycles: 386, mostEdges: 772);
    }

    [Fact]
    public void A_buyer_who_gives_back_to_the_reseller_costs_one_edge()
    {
        MakeReseller();
        AssertFound(Give(1, Hub), cycles: 1, mostEdges: 1);
    }

    [Fact]
    public void A_hub_on_both_sides_in_the_middle_of_a_ring_costs_two_edges()
    {
        MakeStreamer();
        Give(First, Hub);
        MakeReseller();
        Give(Hub, Last);
        CycleFindings found = Give(Last, First);
        AssertFound(found, cycles: 1, mostEdges: 2);
        Assert.Equal(1, found.HeadsLeftUnread);
    }

    [Fact]
    public void A_hub_in_the_middle_of_a_longer_ring_is_never_read_wherever_it_stands()
    {
        MakeStreamer();
        Give(First, Hub);
        Give(First, Middle);
        Give(Middle, Hub);
        MakeReseller();
        Give(Hub, Middle + 1);
        Give(Hub, Last);
        Give(Middle + 1, Last);
        CycleFindings found = Give(Last, First);
        AssertFound(found, cycles: 4, mostEdges: 12);
        Assert.Equal([1, 2, 1], [found.Count(3), found.Count(4), found.Count(5)]);
        Assert.Equal(2, found.HeadsLeftUnread);
    }

    [Fact]
    public void Of_two_such_hubs_side_by_side_one_is_read()
    {
        MakeRingThroughTwoHubs();
        AssertFound(Give(Last, First), cycles: 2, mostEdges: HubDegree + 10);
    }

    [Fact]
    public void A_budget_too_small_for_two_hubs_still_finds_the_short_ring_and_says_that_it_stopped()
    {
        MakeRingThroughTwoHubs();
        CycleSearch bounded = new(
            _graph, new CycleSearchOptions { MaxLength = 5, Window = 1_000_000, Strict = false, WorkBudget = 1_000, KeepBest = 1 });
        CycleFindings found = bounded.Through(_graph.Insert(new GraphEdge(Last, First, ++_now, Tie: 0, Coins: 10, Tag: _now)));
        Assert.True(found.Truncated);
        Assert.Equal(1, found.Count(3));
        Assert.Single(found.Best);
        Assert.InRange(found.Work, 1, 1_000);
    }

    private static void AssertFound(CycleFindings found, long cycles, long mostEdges)
    {
        Assert.False(found.Truncated);
        Assert.Equal(cycles, found.Total);
        Assert.InRange(found.EdgesLookedAt, 1, mostEdges);
    }

    private void MakeStreamer(int hub = Hub)
    {
        for (int i = 1; i <= HubDegree; i++)
        {
            Give(hub + i, hub);
        }
    }

    private void MakeReseller(int hub = Hub)
    {
        for (int i = 1; i <= HubDegree; i++)
        {
            Give(hub, hub + i);
        }
    }

    /// <summary>Both are given to and give 20,000 times: all that could be on the way before, all that could be after.</summary>
    private void MakeRingThroughTwoHubs()
    {
        MakeStreamer();
        Give(First, Hub);
        Give(First, Middle);
        MakeStreamer(SecondHub);
        Give(Hub, SecondHub);
        MakeReseller();
        MakeReseller(SecondHub);
        Give(SecondHub, Last);
        Give(Middle, Last);
    }

    private CycleFindings Give(int from, int to) => _search.Through(_graph.Insert(new GraphEdge(from, to, ++_now, Tie: 0, Coins: 10, Tag: _now)));
}
