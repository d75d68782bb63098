using System.Diagnostics;
using FraudWatch.Detection.Accounts;
using FraudWatch.Detection.Ledger;
using FraudWatch.Testing;
using FraudWatch.Testing.Events;
using FraudWatch.Testing.Scoring;

namespace FraudWatch.Benchmarks;

/// <summary>
/// A chargeback that reaches 10,000 holders: the whole event through a detector that flags every candidate, beside its parts
/// and beside a plain walk over the same gifts. Processor time and wall time.
/// </summary>
internal static class ChargebackReach
{
    private const int Holders = 10_000;
    private const long Bought = 100_000_000;

    internal static int Run(int rounds)
    {
        var driver = new DetectorDriver(EagerSetup.Create(dailyHolds: 1_000_000));
        var economy = new SmallEconomy();
        var book = new AccountBook();
        var spread = new TaintSpread(book.Ledger);
        Console.WriteLine("| round | whole event, ms (wall) | trace alone | plain walk of the gifts | whole / walk | decisions |");
        Console.WriteLine("|---|---|---|---|---|---|");
        for (int round = 0; round < rounds; round++)
        {
            int thief = Holders + round;
            book.Ledger.Buy(thief, round, Bought, LotMarks.None, 0, round);
            economy.Buy($"o{round}", $"thief{round}", Bought);
            for (int i = 0; i < Holders; i++)
            {
                long coins = 1000 + (i % 977);
                economy.Gift($"g{round}-{i}", $"thief{round}", $"creator{i}", coins);
                book.Ledger.Gift(thief, i, coins, coins / 2, 0, i);
            }

            driver.Feed(economy.Take());

            // The holds placed while gifting end with the day: a matter of the clock, not of the chargeback.
            economy.Wait(2 * SmallEconomy.Day).Buy($"later{round}", "bystander");
            driver.Feed(economy.Take());
            EventObject chargeback = economy.ChargeBack($"cb{round}", $"thief{round}", $"o{round}", Bought);
            economy.Take();
            book.Ledger.ChargeBack(round, Bought);
            book.Taints.Strike(round);
            int decisions = driver.Decisions.Count;
            GC.Collect();
            (double whole, double wall) = Measure(() => driver.Feed(chargeback));
            (double trace, _) = Measure(() => spread.FromOrder(round));
            (double walk, _) = Measure(() => Walk(book.Ledger, thief));
            Console.WriteLine($"| {round + 1} | {whole:F2} ({wall:F2}) | {trace:F2} | {walk:F2} | {whole / walk:F1} | {driver.Decisions.Count - decisions} |");
        }

        Console.WriteLine($"cut: {driver.Detector.Counters.TruncatedSpreads} of {rounds}; holders found {spread.Holders.Length}");
        return 0;
    }

    /// <summary>Breadth first over gifts, nothing but who got something: the least that finding the holders can cost.</summary>
    private static int Walk(CoinLedger ledger, int from)
    {
        var reached = new HashSet<int> { from };
        var waiting = new Queue<int>([from]);
        while (waiting.TryDequeue(out int account))
        {
            NumberList sent = ledger.Lists.Of(ledger.WalletOf(account).Sent);
            for (int i = 0; i < sent.Length; i++)
            {
                int recipient = ledger.Gifts[sent[i]].Recipient;
                if (reached.Add(recipient))
                {
                    waiting.Enqueue(recipient);
                }
            }
        }

        return reached.Count;
    }

    private static (double Processor, double Wall) Measure(Action work)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        work();
        return ((Environment.CpuUsage.TotalTime - before).TotalMilliseconds, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }
}
