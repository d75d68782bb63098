using FraudWatch.Detection;
using FraudWatch.Replay;
using FraudWatch.Testing.Events;
using FraudWatch.Testing.Scoring;
using Xunit;

namespace FraudWatch.Tests.Replay;

/// <summary>Money's paths do not depend on how the log is cut: file splits and partition counts change nothing.</summary>
public sealed class ReplayTaintTests : IDisposable
{
    private readonly EventFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Late_chargebacks_lead_to_the_same_flags_for_any_file_split_and_partition_count()
    {
        EventObject[] coins = [.. Stream().Where(e => !IsGift(e))];
        EventObject[] gifts = [.. Stream().Where(IsGift)];
        byte[] whole = Run("whole", 8, _folder.Write("coins.jsonl", coins), _folder.Write("gifts.jsonl", gifts));
        Assert.Contains("TAINTED_FUNDS", System.Text.Encoding.UTF8.GetString(whole), StringComparison.Ordinal);

        string[] split =
        [
            _folder.Write("c1.jsonl", coins[..100]), _folder.Write("g1.jsonl.gz", gifts[..333]), _folder.Write("c2.jsonl.gz", coins[100..]),
            _folder.Write("g2.jsonl", gifts[333..334]), _folder.Write("g3.jsonl", gifts[334..]),
        ];
        Assert.Equal(whole, Run("split", 8, split));
        Assert.Equal(whole, Run("one", 1, split));
        Assert.Equal(whole, Run("many", 13, split));
    }

    private static bool IsGift(EventObject next) => next.ToString().Contains("\"gift.sent\"", StringComparison.Ordinal);

    /// <summary>Forty days of purchases, gifts, exchanges and withdrawals; every seventh purchase is charged back at the end, some in part and some won.</summary>
    private static EventObject[] Stream()
    {
        var random = new Random(91);
        var economy = new SmallEconomy();
        for (int i = 0; i < 600; i++)
        {
            string account = $"u{random.Next(30)}";
            economy.Wait(random.Next(90) * SmallEconomy.Minute).Buy($"o{i}", account, random.Next(100, 5000));
            economy.Gift($"g{i}", account, $"c{random.Next(12)}", random.Next(1, 4000));
            if (i % 9 == 0)
            {
                economy.Exchange($"x{i}", $"c{i % 12}", random.Next(1, 1000), random.Next(1, 1000));
                economy.Gift($"gx{i}", $"c{i % 12}", $"c{(i + 1) % 12}", random.Next(1, 900));
            }

            if (i % 20 == 0)
            {
                economy.Withdraw($"w{i}", $"c{i % 12}", random.Next(1, 1500));
            }
        }

        for (int i = 0; i < 600; i += 7)
        {
            economy.ChargeBack($"cb{i}", "u0", $"o{i}", random.Next(50, 6000));
            if (i % 3 == 0)
            {
                economy.Reverse("coin.chargeback_reversed", $"won{i}", "u0", $"o{i}", random.Next(50, 6000));
            }
        }

        return economy.Take();
    }

    private byte[] Run(string folder, int partitions, params string[] files)
    {
        ReplaySummary summary = new ReplayRun(
            new ReplayRequest(files, _folder.PathOf(folder), partitions), new FraudDetector(EagerSetup.Create()), TimeProvider.System).Run(_ => { }, CancellationToken.None);
        Assert.Equal((0L, 0L), (summary.OutOfTurn, summary.RejectedLines));
        return File.ReadAllBytes(_folder.PathOf($"{folder}/flags.jsonl"));
    }
}
