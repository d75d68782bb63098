using FraudWatch.Detection.Graph;

namespace FraudWatch.Testing.Graph;

/// <summary>A small random stream made to collide: few accounts, ties, parallel and late gifts, expiry.</summary>
public sealed class RandomGifts
{
    /// <param name="seed">The stream.</param>
    /// <param name="hubs">So many of the accounts are on one side of most gifts, and few edges make an end dear to the search.</param>
    public RandomGifts(int seed, int hubs = 0)
    {
        Random random = new(seed);
        int accounts = random.Next(3, 9);
        int stride = random.Next(2) == 0 ? 1 : random.Next(1, 100_000);
        int length = random.Next(10, 45);
        int timeStep = random.Next(1, 4);
        Lateness = random.Next(3) == 0 ? 0 : random.Next(1, 12);
        Options = new CycleSearchOptions
        {
            MaxLength = random.Next(CycleSearchOptions.ShortestCycle, CycleSearchOptions.LongestCycle + 1),
            Window = random.Next(1, 25),
            Strict = random.Next(2) == 0,
            WorkBudget = long.MaxValue,
            KeepBest = random.Next(0, 5),
            DearHead = hubs == 0 && random.Next(2) == 0 ? CycleSearchOptions.UsualDearHead : random.Next(1, 5),
        };
        long now = random.Next(-50, 50);
        for (int i = 0; i < length; i++)
        {
            now += random.Next(timeStep);
            int from = random.Next(accounts);
            int to = (from + random.Next(1, accounts)) % accounts;
            if (hubs > 0 && from >= hubs && to >= hubs && random.Next(4) > 0)
            {
                (from, to) = random.Next(2) == 0 ? (random.Next(hubs), to) : (from, random.Next(hubs));
            }

            long time = random.Next(4) == 0 ? now - random.Next(Lateness + 1) : now;
            Gifts.Add(new GraphEdge(from * stride, to * stride, time, (ulong)random.Next(3), random.Next(1, 5), Tag: (i * 7919L) % 1009));
        }
    }

    /// <summary>In the order they arrive.</summary>
    public List<GraphEdge> Gifts { get; } = [];

    public CycleSearchOptions Options { get; }

    public int Lateness { get; }

    /// <summary>What a graph must retain so that no late gift misses a cycle.</summary>
    public long Retention => Options.Window + Lateness;
}
