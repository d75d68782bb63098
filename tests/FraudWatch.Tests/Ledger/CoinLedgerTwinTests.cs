using FraudWatch.Detection.Ledger;
using FraudWatch.Testing.Ledger;
using Xunit;

namespace FraudWatch.Tests.Ledger;

/// <summary>The ledger against the twin that moves single coins, over thousands of random streams, every other one restarted midway.</summary>
public sealed class CoinLedgerTwinTests
{
    private const long NoLimit = long.MaxValue;
    private const int Streams = 1500;

    [Fact]
    public void Coins_in_are_coins_held_gifted_and_reversed() => OverStreams(0, pair =>
    {
        foreach ((int account, UnitWallet slow) in pair.Slow.Wallets)
        {
            Assert.Equal(slow.CoinsIn, slow.Coins.Count + slow.CoinsGifted + slow.CoinsReversed);
            Assert.Equal(slow.Coins.Count, pair.Fast.CoinsHeld(account));
            Assert.Equal(slow.Diamonds.Count, pair.Fast.DiamondsUndrawn(account));
            Wallet wallet = pair.Fast.WalletOf(account);
            Assert.Equal((slow.CoinsIn - slow.CoinsReversed, slow.CoinsGifted), (wallet.CoinsIn, wallet.CoinsSpent));
        }
    });

    [Fact]
    public void Every_diamond_and_coin_goes_back_to_the_purchase_the_twin_moved()
    {
        int exchanged = 0;
        int cut = 0;
        OverStreams(1, pair =>
        {
            var trace = new OriginTrace(pair.Fast, pair.Taints);
            foreach ((int account, UnitWallet slow) in pair.Slow.Wallets)
            {
                trace.Diamonds(account, 0, slow.Received.Count, NoLimit, 0, 0);
                Compare(pair, trace, slow.Received);
                exchanged += slow.Received.Count(u => u.Exchanges > 1);
                cut += trace.Truncated ? 1 : 0;
                int drawn = slow.Received.Count - slow.Diamonds.Count;
                trace.Diamonds(account, drawn, slow.Received.Count, NoLimit, 0, 0);
                Compare(pair, trace, slow.Diamonds);
                trace.HeldCoins(account, NoLimit, 0, 0);
                Compare(pair, trace, slow.Coins);
            }
        });
        Assert.True(exchanged > 1000 && cut < 20, $"{exchanged} diamonds of several exchanges, {cut} traces cut");
    }

    [Fact]
    public void Forward_traces_find_exactly_the_holders_that_the_twin_has() => OverStreams(2, pair =>
    {
        var trace = new HolderTrace(pair.Fast);
        foreach (int order in pair.Orders)
        {
            trace.Begin(NoLimit, marks: false);
            for (int lot = pair.Fast.FateOf(order).LastLot; lot >= 0; lot = pair.Fast.Lots[lot].EarlierOfOrder)
            {
                trace.AddLot(lot);
            }

            trace.Run();
            Assert.False(trace.Truncated);
            Holder[] found = trace.Holders.ToArray();
            Assert.Equal(HoldersOf(pair.Slow, order), found.OrderBy(h => h.Account));
            for (int most = 0; most <= found.Length + 1; most++)
            {
                Holder[] largest = [.. trace.Largest(most).ToArray().Select(place => found[place])];
                Assert.Equal(found.OrderByDescending(h => h.Received).Take(most), largest);
            }
        }
    });

    [Fact]
    public void A_trace_that_the_budget_cuts_says_so_and_claims_no_more_than_it_saw()
    {
        var pair = new LedgerPair(77);
        pair.Run(400);
        var trace = new OriginTrace(pair.Fast, pair.Taints);
        int cut = 0;
        foreach ((int account, UnitWallet slow) in pair.Slow.Wallets)
        {
            trace.Diamonds(account, 0, slow.Received.Count, workBudget: 5, 0, 0);
            Assert.Equal(trace.Units, trace.Pieces.Sum(p => p.Units));
            Assert.Equal(trace.Truncated, trace.Units < slow.Received.Count);
            Assert.Equal(slow.Received.Take((int)trace.Units).Select(u => u.Root.Purchase), Purchases(pair, trace));
            cut += trace.Truncated ? 1 : 0;
        }

        Assert.True(cut > 3);
    }

    private static void OverStreams(int family, Action<LedgerPair> check)
    {
        for (int seed = 0; seed < Streams; seed++)
        {
            var pair = new LedgerPair((family * 100_000) + seed);
            pair.Run(10 + (seed % 30));
            if (seed % 2 == 0)
            {
                pair.Restart();
            }

            pair.Run(10 + (seed % 30));
            check(pair);
        }
    }

    private static void Compare(LedgerPair pair, OriginTrace trace, List<Unit> units)
    {
        if (trace.Truncated)
        {
            Assert.Contains(units, u => u.Exchanges > 6);
            return;
        }

        Assert.Equal(units.Select(u => u.Root.Purchase), Purchases(pair, trace));
        double tainted = units.Sum(pair.Slow.TaintOf) * 1000;
        Assert.InRange(trace.TaintedThousandths, tainted - trace.Pieces.Count - 0.01, tainted + 0.01);
    }

    /// <summary>The purchase behind each unit, in order.</summary>
    private static IEnumerable<long> Purchases(LedgerPair pair, OriginTrace trace) => trace.Pieces.SelectMany(
        piece => Enumerable.Repeat(piece.Lot < 0 ? -1 : pair.Fast.Lots[piece.Lot].Event, (int)piece.Units));

    private static IEnumerable<Holder> HoldersOf(CoinByCoin slow, int order)
    {
        foreach ((int account, UnitWallet wallet) in slow.Wallets.OrderBy(w => w.Key))
        {
            int received = wallet.Received.Count(u => u.Root.Order == order);
            int undrawn = wallet.Diamonds.Count(u => u.Root.Order == order);
            int held = wallet.Coins.Count(u => u.Root.Order == order && !u.OwnPurchase);
            if (received + held > 0)
            {
                yield return new Holder(account, received, undrawn, held);
            }
        }
    }
}
