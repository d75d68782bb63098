using FraudWatch.Detection.Accounts;
using FraudWatch.Detection.Events;
using FraudWatch.Testing.Events;
using FraudWatch.Testing.Ledger;
using Xunit;

namespace FraudWatch.Tests.Accounts;

/// <summary>Gifts and cash-outs that take a balance to exactly zero, against the twin that moves single coins.</summary>
public sealed class ZeroBalanceTests
{
    [Fact]
    public void Outflows_to_zero_are_those_after_which_the_twin_has_nothing_left_of_what_it_saw()
    {
        int found = 0;
        int near = 0;
        for (int seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var book = new AccountBook();
            var slow = new CoinByCoin();
            var gifts = new int[4];
            var cashOuts = new int[4];
            for (int i = 0; i < 60; i++)
            {
                int account = random.Next(4);
                int other = (account + 1) % 4;
                UnitWallet wallet = slow.Of(account);
                switch (random.Next(6))
                {
                    case < 2:
                        long bought = random.Next(1, 30);
                        Book(book, EventObject.Purchase($"e{i}", Time(i), $"a{account}", bought));
                        slow.Buy(account, i, bought, i);
                        break;
                    case < 4:
                        // Often all there is, one less or one more: beyond what was seen is no balance taken to zero.
                        long coins = Math.Max(1, wallet.Coins.Count + random.Next(-1, 2));
                        gifts[account] += wallet.Coins.Count == coins ? 1 : 0;
                        near += Math.Abs(wallet.Coins.Count - coins) == 1 ? 1 : 0;
                        Book(book, EventObject.Gift($"e{i}", Time(i), $"a{account}", $"a{other}", coins));
                        slow.Gift(account, other, coins, coins / 2);
                        break;
                    default:
                        long diamonds = Math.Max(1, wallet.Diamonds.Count + random.Next(-1, 2));
                        cashOuts[account] += wallet.Diamonds.Count == diamonds ? 1 : 0;
                        CashOut(book, slow, account, diamonds, i, exchange: random.Next(2) == 0);
                        break;
                }
            }

            for (int account = 0; account < 4; account++)
            {
                AccountState state = book.Touch(System.Text.Encoding.UTF8.GetBytes($"a{account}"), 0);
                Assert.Equal((gifts[account], cashOuts[account]), (state.GiftsToZero, state.CashOutsToZero));
                found += Math.Min(gifts[account], cashOuts[account]);
            }
        }

        Assert.True(found > 500 && near > 500, $"{found} to zero, {near} beside it");
    }

    private static long Time(int step) => RandomEvents.Start + (step * 1000L);

    private static void CashOut(AccountBook book, CoinByCoin slow, int account, long diamonds, int step, bool exchange)
    {
        if (exchange)
        {
            Book(book, EventObject.Of("diamond.exchanged", $"e{step}", Time(step), $"a{account}").With("diamonds", diamonds).With("coins", diamonds));
            slow.Exchange(account, diamonds, diamonds);
            return;
        }

        Book(book, EventObject.Withdrawal($"e{step}", Time(step), $"a{account}", diamonds));
        slow.Withdraw(account, diamonds);
    }

    private static void Book(AccountBook book, EventObject next)
    {
        var parsed = new ParsedEvent();
        Assert.True(EventParser.TryParse(next.Utf8(), parsed));
        AccountState actor = book.Actor(parsed);
        switch (parsed.Type)
        {
            case EventType.CoinPurchased:
                book.Purchase(actor, parsed, 0);
                break;
            case EventType.GiftSent:
                book.Gift(actor, book.Touch(parsed.Text(TextField.RecipientId), parsed.OccurredAt), parsed, 0);
                break;
            case EventType.DiamondExchanged:
                book.Exchange(actor, parsed, 0);
                break;
            default:
                book.Withdraw(actor, parsed, 0);
                break;
        }
    }
}
