using FraudWatch.Detection.Graph;

namespace FraudWatch.Testing.Graph;

/// <summary>The densest group around a receiver by trying every group of its givers and the receivers they share. For small graphs.</summary>
public sealed class SlowSenderPool(IReadOnlyList<GraphEdge> edges)
{
    /// <summary>Largest weight of pairs over accounts, in millionths, of any group of the neighbourhood; 0 without one.</summary>
    public double DensestAround(int account)
    {
        int[] givers = [.. edges.Where(e => e.To == account).Select(e => e.From).Distinct().Where(g => Receivers(g).Length is > 1 and <= SenderPoolSearch.MostReceiversOfGiver)];
        int[] receivers = [.. givers.SelectMany(Receivers).Distinct().Where(r => givers.Count(g => Receivers(g).Contains(r)) >= 2)];
        double best = 0;
        for (int some = 1; some < 1 << givers.Length && receivers.Length > 1; some++)
        {
            for (int others = 1; others < 1 << receivers.Length; others++)
            {
                best = Math.Max(best, Density(Chosen(givers, some), Chosen(receivers, others)));
            }
        }

        return best;
    }

    /// <summary>Weight of a group's pairs over its accounts, in millionths.</summary>
    public double Density(IReadOnlyList<int> givers, IReadOnlyList<int> receivers)
    {
        long weight = givers.Sum(g => receivers.Where(r => Receivers(g).Contains(r)).Sum(r => SenderPoolSearch.WeightOf(Givers(r))));
        return (double)weight / (givers.Count + receivers.Count);
    }

    private static int[] Chosen(int[] from, int bits) => [.. from.Where((_, i) => (bits >> i & 1) != 0)];

    private int[] Receivers(int giver) => [.. edges.Where(e => e.From == giver).Select(e => e.To).Distinct()];

    private int Givers(int receiver) => edges.Where(e => e.To == receiver).Select(e => e.From).Distinct().Count();
}
