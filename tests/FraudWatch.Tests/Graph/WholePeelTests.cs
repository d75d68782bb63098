using FraudWatch.Detection.Graph;
using FraudWatch.Testing.Graph;
using Xunit;

namespace FraudWatch.Tests.Graph;

/// <summary>The benchmark's slow twin of the sender pools, against every group there is.</summary>
public sealed class WholePeelTests
{
    private const int Givers = 6;
    private const int Receivers = 5;

    /// <summary>Charikar's bound. Most often the greedy peel finds the densest itself, and it never claims more.</summary>
    [Fact]
    public void The_first_group_is_at_least_half_as_dense_as_the_densest_of_all()
    {
        var random = new Random(17);
        int densest = 0;
        for (int round = 0; round < 300; round++)
        {
            (int From, int To)[] gifts = [.. Enumerable.Range(0, random.Next(1, 25)).Select(_ => (random.Next(Givers), 100 + random.Next(Receivers)))];
            var slow = new SlowSenderPool([.. gifts.Select((g, i) => EdgeOf(i, g))]);
            double best = DensestOfAll(slow, gifts);

            DenseGroup found = new WholePeel(gifts).TakeDensest();

            double density = slow.Density([.. found.Givers], [.. found.Receivers]);
            Assert.InRange(density, (best / 2) - 1, best + 1);
            densest += density >= best - 1 ? 1 : 0;
        }

        Assert.InRange(densest, 240, 300);
    }

    [Fact]
    public void Two_groups_that_share_nobody_come_one_after_the_other()
    {
        (int From, int To)[] dense = [.. Pairs([1, 2, 3, 4], [100, 101, 102])];
        (int From, int To)[] loose = [.. Pairs([11, 12], [110, 111])];
        var whole = new WholePeel([.. loose, .. dense, .. dense]);

        DenseGroup first = whole.TakeDensest();
        DenseGroup second = whole.TakeDensest();

        Assert.Equal([1, 2, 3, 4], first.Givers.Order());
        Assert.Equal([100, 101, 102], first.Receivers.Order());
        Assert.Equal([11, 12], second.Givers.Order());
        Assert.Equal([110, 111], second.Receivers.Order());
    }

    private static double DensestOfAll(SlowSenderPool slow, (int From, int To)[] gifts)
    {
        int[] givers = [.. gifts.Select(g => g.From).Distinct()];
        int[] receivers = [.. gifts.Select(g => g.To).Distinct()];
        double best = 0;
        for (int some = 1; some < 1 << givers.Length; some++)
        {
            for (int others = 1; others < 1 << receivers.Length; others++)
            {
                best = Math.Max(best, slow.Density(Chosen(givers, some), Chosen(receivers, others)));
            }
        }

        return best;
    }

    private static int[] Chosen(int[] from, int some) => [.. from.Where((_, i) => (some & (1 << i)) != 0)];

    private static IEnumerable<(int From, int To)> Pairs(int[] givers, int[] receivers) => givers.SelectMany(g => receivers.Select(r => (g, r)));

    private static GraphEdge EdgeOf(int index, (int From, int To) gift) => new(gift.From, gift.To, index, 0, 1, index);
}
