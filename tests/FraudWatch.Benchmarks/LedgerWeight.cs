using System.Runtime.CompilerServices;
using FraudWatch.Detection.Accounts;
using FraudWatch.Detection.Events;
using FraudWatch.Detection.Ledger;

namespace FraudWatch.Benchmarks;

/// <summary>Where the ledger's bytes are, after the events of an economy: by part, by movement, by active account.</summary>
internal static class LedgerWeight
{
    internal static int Run(string[] files)
    {
        List<ParsedEvent> events = [];
        foreach (string file in files)
        {
            foreach (string line in File.ReadLines(file))
            {
                var next = new ParsedEvent();
                if (EventParser.TryParse(System.Text.Encoding.UTF8.GetBytes(line), next))
                {
                    events.Add(next);
                }
            }
        }

        var book = new AccountBook();
        var active = new HashSet<int>();
        long reference = 0;
        foreach (ParsedEvent next in events.OrderBy(e => e.OccurredAt))
        {
            Book(book, next, reference++, active);
        }

        Report(book.Ledger, active.Count);
        return 0;
    }

    private static void Book(AccountBook book, ParsedEvent next, long reference, HashSet<int> active)
    {
        AccountState account = book.Actor(next);
        switch (next.Type)
        {
            case EventType.CoinPurchased:
                book.Purchase(account, next, reference);
                break;
            case EventType.GiftSent:
                AccountState recipient = book.Touch(next.Text(TextField.RecipientId), next.OccurredAt);
                book.Gift(account, recipient, next, reference);
                active.Add(recipient.Index);
                break;
            case EventType.DiamondExchanged:
                book.Exchange(account, next, reference);
                break;
            case EventType.DiamondWithdrawn:
                book.Withdraw(account, next, reference);
                break;
            case EventType.CoinRefunded or EventType.CoinChargedBack or EventType.CoinChargebackReversed:
                book.Reverse(next, reference, out _);
                return;
            default:
                return;
        }

        active.Add(account.Index);
    }

    private static void Report(CoinLedger ledger, int active)
    {
        (string Part, long Count, long Bytes)[] parts =
        [
            ("gifts", ledger.Gifts.Count, ledger.Gifts.Bytes),
            ("lots", ledger.Lots.Count, (long)ledger.Lots.Count * Unsafe.SizeOf<Lot>()),
            ("cash-outs", ledger.CashOuts.Count, (long)ledger.CashOuts.Count * Unsafe.SizeOf<CashOut>()),
            ("orders", ledger.Orders.Count, ledger.Orders.Bytes),
            ("lists of them, by account", (2L * ledger.Gifts.Count) + ledger.Lots.Count + ledger.CashOuts.Count, ledger.Lists.Bytes),
            ("wallets", ledger.WalletCount, (long)ledger.WalletCount * Unsafe.SizeOf<Wallet>()),
            ("incomes", ledger.IncomeCount, (long)ledger.IncomeCount * Unsafe.SizeOf<Income>()),
        ];
        Console.WriteLine($"{active:N0} active accounts, {(double)ledger.Movements / active:F1} movements each; {ledger.Gifts.Whole:N0} gifts kept whole");
        Console.WriteLine("| part | how many | bytes each | bytes an active account |");
        Console.WriteLine("|---|---|---|---|");
        foreach ((string part, long count, long bytes) in parts)
        {
            Console.WriteLine($"| {part} | {count:N0} | {(double)bytes / Math.Max(1, count):F1} | {bytes / active} |");
        }

        Console.WriteLine($"| all | {ledger.Movements:N0} movements | {(double)parts.Sum(p => p.Bytes) / ledger.Movements:F1} | {parts.Sum(p => p.Bytes) / active} |");
    }
}
