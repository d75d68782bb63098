using FraudWatch.Detection.Ledger;
using FraudWatch.Detection.State;
using Xunit;

namespace FraudWatch.Tests.Ledger;

/// <summary>Packed gifts and lists of them give back what was put in, at the borders of what is packed too, and after a restart.</summary>
public sealed class GiftTableTests
{
    private static readonly long[] Amounts = [1, 2, 500, 65_534, 65_535, 65_536, 1_000_000_000_000];
    private static readonly long[] Starts = [0, 1, 70_000, uint.MaxValue - 1L, uint.MaxValue, uint.MaxValue + 1L, 1L << 50];
    private static readonly int[] Accounts = [0, 1, 65_535, 65_536, (1 << 24) - 1, 1 << 24, int.MaxValue];

    [Fact]
    public void Every_gift_comes_back_as_it_was_and_ordinary_ones_are_packed()
    {
        var table = new GiftTable();
        List<GiftMove> gifts = [.. Gifts(seed: 3, count: 5000)];
        foreach (GiftMove gift in gifts)
        {
            Assert.Equal(gifts[table.Count], gift);
            table.Add(gift);
        }

        Compare(gifts, table);
        Assert.InRange(table.Whole, 1000, 3500);
        GiftTable loaded = Restarted(table);
        Compare(gifts, loaded);

        // It goes on where it stood, in the middle of a block of gifts.
        GiftMove next = gifts[^1] with { Coins = 7 };
        Assert.Equal((5000, 5000), (table.Add(next), loaded.Add(next)));
        Assert.Equal((next, next), (table[5000], loaded[5000]));
    }

    [Fact]
    public void Only_what_does_not_fit_is_kept_whole()
    {
        var table = new GiftTable();
        var ordinary = new GiftMove { Event = 10, Sender = 1, Recipient = 2, CoinStart = uint.MaxValue, Coins = 65_535, DiamondStart = 5, Diamonds = 65_535 };
        table.Add(ordinary);
        Assert.Equal(0, table.Whole);
        foreach (GiftMove other in (GiftMove[])[
            ordinary with { Event = 10 + 65_535 }, ordinary with { Event = 9 }, ordinary with { Event = -1 }, ordinary with { Sender = GiftMove.UnknownSender },
            ordinary with { Sender = 1 << 24 }, ordinary with { Recipient = 1 << 24 }, ordinary with { CoinStart = uint.MaxValue + 1L },
            ordinary with { Coins = 65_536 }, ordinary with { DiamondStart = uint.MaxValue + 1L }, ordinary with { Diamonds = 65_536 }])
        {
            int before = table.Whole;
            Assert.Equal(other, table[table.Add(other)]);
            Assert.Equal(before + 1, table.Whole);
        }

        Assert.Equal(ordinary with { Event = 10 + 65_534 }, table[table.Add(ordinary with { Event = 10 + 65_534 })]);
        Assert.Equal(10, table.Whole);
    }

    [Fact]
    public void Lists_hold_their_numbers_through_all_sizes_of_segments()
    {
        var random = new Random(5);
        var lists = new SegmentLists();
        var fast = new SegmentList[5];
        List<int>[] slow = [[], [], [], [], []];
        for (int i = 0; i < 120_000; i++)
        {
            // Very unequal, as accounts are: the first gets most of it.
            int list = Math.Min(4, (int)(-Math.Log(1 - random.NextDouble())));
            lists.Add(ref fast[list], i);
            slow[list].Add(i);
        }

        for (int list = 0; list < fast.Length; list++)
        {
            NumberList found = lists.Of(fast[list]);
            Assert.Equal(slow[list].Count, found.Length);
            for (int place = 0; place < found.Length; place++)
            {
                Assert.Equal(slow[list][place], found[place]);
                int jump = random.Next(found.Length);
                Assert.Equal(slow[list][jump], found[jump]);
            }
        }

        Assert.True(slow[0].Count > 4 * (1 << 13), "the longest list has several of the largest segments");
    }

    [Fact]
    public void A_place_outside_a_list_is_refused()
    {
        var lists = new SegmentLists();
        SegmentList list = default;
        lists.Add(ref list, 7);
        foreach (int place in (int[])[-1, 1, 2])
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => lists.Of(list)[place]);
        }
    }

    [Fact]
    public void A_saved_table_whose_parts_do_not_belong_together_is_refused()
    {
        var table = new GiftTable();
        table.Add(new GiftMove { Sender = 1, Recipient = 2, Coins = 1_000_000, Diamonds = 5 });
        byte[] saved = Saved(to =>
        {
            to.Part(GiftsOf(table));
            to.Part(new FlatTable<long>());
            to.Part(new FlatTable<GiftMove>());
        });

        Assert.Contains("found 0 and 0", Assert.Throws<StateFormatException>(() => Load(saved)).Message, StringComparison.Ordinal);
    }

    private static ISavedState GiftsOf(GiftTable table) => (ISavedState)typeof(GiftTable)
        .GetField("_gifts", System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic)!.GetValue(table)!;

    private static IEnumerable<GiftMove> Gifts(int seed, int count)
    {
        var random = new Random(seed);
        long reference = 0;
        for (int i = 0; i < count; i++)
        {
            reference += random.Next(60) == 0 ? 65_500 + random.Next(100) : random.Next(3);
            bool odd = random.Next(3) == 0;
            yield return new GiftMove
            {
                Event = random.Next(50) == 0 ? -1 : reference,
                Sender = odd && random.Next(6) == 0 ? GiftMove.UnknownSender : Of(Accounts, random, odd),
                Recipient = Of(Accounts, random, odd),
                CoinStart = Of(Starts, random, odd),
                Coins = Of(Amounts, random, odd),
                DiamondStart = Of(Starts, random, odd),
                Diamonds = random.Next(4) == 0 ? 0 : Of(Amounts, random, odd),
            };
        }
    }

    private static T Of<T>(T[] from, Random random, bool odd) => from[random.Next(odd ? from.Length : 3)];

    private static void Compare(List<GiftMove> gifts, GiftTable table)
    {
        Assert.Equal(gifts.Count, table.Count);
        for (int number = 0; number < gifts.Count; number++)
        {
            Assert.Equal(gifts[number], table[number]);
            Assert.Equal((gifts[number].CoinStart, gifts[number].DiamondStart), (table.CoinStartOf(number), table.DiamondStartOf(number)));
        }
    }

    private static GiftTable Restarted(GiftTable table) => Load(Saved(to => to.Part(table)));

    private static byte[] Saved(Action<StateWriter> save)
    {
        using var file = new MemoryStream();
        var to = new StateWriter(file);
        to.Begin("gifts");
        save(to);
        to.End();
        to.Finish();
        return file.ToArray();
    }

    private static GiftTable Load(byte[] saved)
    {
        var from = new StateReader(new MemoryStream(saved));
        var table = new GiftTable();
        from.Begin("gifts");
        from.Part(table);
        from.End();
        from.Finish();
        return table;
    }
}
