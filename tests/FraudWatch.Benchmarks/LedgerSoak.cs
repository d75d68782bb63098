using FraudWatch.Detection.Accounts;
using FraudWatch.Detection.Ledger;

namespace FraudWatch.Benchmarks;

/// <summary>
/// Ten million movements among a million accounts: what the ledger and reading its figures cost an event, what an active
/// account weighs, and whether it slows down. Speeds by processor time.
/// </summary>
internal static class LedgerSoak
{
    private const int Accounts = 1_000_000;
    private const int Tenths = 10;

    internal static int Run(int events)
    {
        Soak(events);
        return 0;
    }

    private static void Soak(int events)
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        var book = new AccountBook();
        var random = new Random(7);
        var active = new bool[Accounts];
        var growth = new (int Done, int Judged)[Accounts];
        Console.WriteLine("| tenth | µs an event, ledger alone | µs an event, with its figures | active accounts | bytes an active account | heap, MB |");
        Console.WriteLine("|---|---|---|---|---|---|");
        int orders = 0;
        long checksum = 0;
        for (int tenth = 0; tenth < Tenths; tenth++)
        {
            Movement[] batch = Draw(random, (tenth * (events / Tenths), events / Tenths), ref orders, active);
            TimeSpan start = Environment.CpuUsage.TotalTime;
            for (int i = 0; i < batch.Length; i++)
            {
                Book(book, batch[i]);
            }

            double alone = (Environment.CpuUsage.TotalTime - start).TotalMicroseconds / batch.Length;
            start = Environment.CpuUsage.TotalTime;
            foreach (Movement next in batch)
            {
                checksum += ReadIfGrown(book, next.Account, ref growth[next.Account]) + ReadIfGrown(book, next.Other, ref growth[next.Other]);
            }

            double figures = (Environment.CpuUsage.TotalTime - start).TotalMicroseconds / batch.Length;
            batch = [];
            int known = active.Count(a => a);
            double bytes = GC.GetTotalMemory(forceFullCollection: true) - before - (9L * Accounts);
            Console.WriteLine($"| {tenth + 1} | {alone:F2} | {alone + figures:F2} | {known:N0} | {bytes / known:F0} | {bytes / 1e6:F0} |");
        }

        Console.WriteLine($"{book.Ledger.Movements:N0} movements, checksum {checksum}.");
    }

    /// <summary>As the detector does: an account is judged when it has done half as much again.</summary>
    private static long ReadIfGrown(AccountBook book, int account, ref (int Done, int Judged) growth)
    {
        if (++growth.Done <= growth.Judged + (growth.Judged / 2))
        {
            return 0;
        }

        growth.Judged = growth.Done;
        return Read(book, account);
    }

    private static long Read(AccountBook book, int account)
    {
        IncomeProvenance provenance = book.Ledger.ProvenanceOf(account);
        return book.TaintReader.Read(account).Largest + provenance.FreshInstrumentIn - provenance.FreshInstrumentOut + book.Ledger.DiamondsUndrawn(account);
    }

    private static void Book(AccountBook book, in Movement next)
    {
        CoinLedger ledger = book.Ledger;
        switch (next.Kind)
        {
            case 0:
                ledger.Buy(next.Account, next.Order, next.Coins, LotMarks.FreshInstrument, next.At, next.Reference);
                break;
            case 1 when ledger.CoinsHeld(next.Account) > 0:
                long coins = Math.Min(next.Coins, ledger.CoinsHeld(next.Account));
                ledger.Gift(next.Account, next.Other, coins, coins / 2, next.At, next.Reference);
                break;
            case 1:
                // Nobody gifts out of an empty wallet: it is filled first.
                ledger.Buy(next.Account, -1, next.Coins * 8L, LotMarks.None, next.At, next.Reference);
                break;
            case 2 or 3:
                CashOut(ledger, next, Math.Min(next.Coins, ledger.DiamondsUndrawn(next.Account)));
                break;
            default:
                if (ledger.FateOf(next.Order).LastLot >= 0)
                {
                    ledger.ChargeBack(next.Order, next.Coins);
                    book.Taints.Strike(next.Order);
                }

                break;
        }
    }

    private static void CashOut(CoinLedger ledger, in Movement next, long diamonds)
    {
        if (diamonds > 0 && next.Kind == 2)
        {
            ledger.Exchange(next.Account, diamonds, diamonds, next.At, next.Reference);
        }
        else if (diamonds > 0)
        {
            ledger.Withdraw(next.Account, diamonds, next.At, next.Reference);
        }
    }

    /// <summary>Of 100 events: 20 purchases, 71 gifts, 3 exchanges, 5 withdrawals, 1 chargeback. Givers and receivers as in the soak of the graph.</summary>
    private static Movement[] Draw(Random random, (int First, int Count) events, ref int orders, bool[] active)
    {
        var batch = new Movement[events.Count];
        for (int i = 0; i < events.Count; i++)
        {
            int giver = (int)(Math.Pow(random.NextDouble(), 2) * Accounts);
            int receiver = (int)(((long)(Math.Pow(random.NextDouble(), 3) * Accounts) * 611_953) % Accounts);
            int draw = random.Next(100);
            int kind = draw < 20 ? 0 : draw < 91 ? 1 : draw < 94 ? 2 : draw < 99 ? 3 : 4;
            int coins = random.Next(1, kind == 0 ? 8000 : 2000);
            int account = kind is 2 or 3 ? receiver : giver;
            receiver = receiver == giver ? (receiver + 1) % Accounts : receiver;
            int order = kind == 0 ? orders++ : random.Next(Math.Max(1, orders));
            active[account] = active[receiver] = true;
            batch[i] = new Movement(kind, account, receiver, order, coins, 1_767_225_600_000 + (orders * 1000L), events.First + i);
        }

        return batch;
    }

    private readonly record struct Movement(int Kind, int Account, int Other, int Order, int Coins, long At, long Reference);
}
