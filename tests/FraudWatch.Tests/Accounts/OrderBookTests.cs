using System.Text;
using FraudWatch.Detection.Accounts;
using FraudWatch.Detection.State;
using Xunit;

namespace FraudWatch.Tests.Accounts;

public sealed class OrderBookTests
{
    [Fact]
    public void A_reversal_waits_for_its_order()
    {
        var book = new OrderBook();
        Assert.Equal(-1, book.ChargeBack("o1"u8, 300).Account);
        Assert.True(book.Book("o1"u8, 4, 700, out OrderReversal waiting));
        Assert.Equal(new OrderReversal(4, 0, 300, 0), waiting);
        Assert.Equal(0, book.ExcessCoins);
    }

    [Fact]
    public void A_dispute_won_gives_back_no_more_than_was_charged_back()
    {
        var book = new OrderBook();
        book.Book("o1"u8, 1, 1000, out _);
        book.ChargeBack("o1"u8, 400);
        Assert.Equal(400, book.Reinstate("o1"u8, 900).Reinstated);
        Assert.Equal(0, book.Reinstate("o1"u8, 100).Reinstated);
    }

    [Fact]
    public void A_win_told_twice_leaves_the_next_chargeback_as_it_is()
    {
        var book = new OrderBook();
        book.Book("o1"u8, 1, 1000, out _);
        book.ChargeBack("o1"u8, 1000);
        Assert.Equal(1000, book.Reinstate("o1"u8, 1000).Reinstated);
        Assert.Equal(0, book.Reinstate("o1"u8, 1000).Reinstated);
        book = Reloaded(book);
        Assert.Equal(0, book.Reinstate("o1"u8, 1000).Reinstated);
        Assert.Equal(new OrderReversal(1, 0, 1000, 0), book.ChargeBack("o1"u8, 1000));
        Assert.Equal(1000, book.Reinstate("o1"u8, 1000).Reinstated);
    }

    [Fact]
    public void A_win_told_twice_before_its_chargeback_meets_that_one_and_no_other()
    {
        var book = new OrderBook();
        book.Book("o1"u8, 1, 1000, out _);
        book.Reinstate("o1"u8, 400);
        book.Reinstate("o1"u8, 400);
        Assert.Equal(new OrderReversal(1, 0, 400, 400), book.ChargeBack("o1"u8, 400));
        Assert.Equal(new OrderReversal(1, 0, 400, 0), book.ChargeBack("o1"u8, 400));
    }

    [Fact]
    public void A_second_purchase_under_one_order_id_is_not_booked()
    {
        var book = new OrderBook();
        Assert.True(book.Book("o1"u8, 1, 1000, out _));
        Assert.False(book.Book("o1"u8, 2, 50, out _));
        Assert.Equal(1, book.Refund("o1"u8, 10).Account);
    }

    private static OrderBook Reloaded(OrderBook book)
    {
        using var bytes = new MemoryStream();
        var writer = new StateWriter(bytes);
        writer.Begin("orders");
        writer.Part(book);
        writer.End();
        writer.Finish();
        bytes.Position = 0;
        var reader = new StateReader(bytes);
        var loaded = new OrderBook();
        reader.Begin("orders");
        reader.Part(loaded);
        reader.End();
        return loaded;
    }

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    public void No_order_of_partial_and_repeated_reversals_moves_more_than_the_order_had(int seed)
    {
        var random = new Random(seed);
        for (int run = 0; run < 3000; run++)
        {
            var book = new OrderBook();
            byte[] order = Encoding.UTF8.GetBytes($"o{run}");
            long coins = random.Next(1, 1000);
            long held = 0;
            long claimed = 0;
            bool booked = false;
            for (int step = 0; step < 8; step++)
            {
                long amount = random.Next(1, 1200);
                OrderReversal moved = default;
                switch (random.Next(4))
                {
                    case 0 when !booked:
                        book.Book(order, 1, coins, out moved);
                        booked = true;
                        held = coins;
                        break;
                    case 1:
                        moved = book.Refund(order, amount);
                        claimed += amount;
                        break;
                    case 2:
                        moved = book.ChargeBack(order, amount);
                        claimed += amount;
                        break;
                    default:
                        moved = book.Reinstate(order, amount);
                        break;
                }

                held += moved.Reinstated - moved.Refunded - moved.ChargedBack;
                Assert.True(held >= 0 && held <= coins, $"seed {seed}, run {run}, step {step}: {held} of {coins} coins held");
            }

            Assert.True(book.ExcessCoins <= claimed, $"seed {seed}, run {run}");
        }
    }
}
