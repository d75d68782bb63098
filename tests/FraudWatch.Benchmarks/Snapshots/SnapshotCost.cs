using System.Diagnostics;
using System.Text;
using FraudWatch.Detection;
using FraudWatch.Detection.Decisions;
using FraudWatch.Detection.Events;
using FraudWatch.Detection.State;
using FraudWatch.Replay;
using FraudWatch.Worker.Kafka;
using FraudWatch.Worker.Snapshots;

namespace FraudWatch.Benchmarks.Snapshots;

/// <summary>
/// What a snapshot costs when the graph holds so many gifts: its size, how long detection stands still for it, how long the
/// disk takes, and how long a fresh process takes to load it (a process of its own, so that nothing is compiled or cached).
/// </summary>
internal static class SnapshotCost
{
    private const int Saves = 6;
    private const int Partitions = 8;
    private const long Hour = 3_600_000;
    private const long Start = 1_767_225_600_000;

    /// <summary>Builds the state, saves it several times, and leaves the last in a file.</summary>
    internal static int Save(int gifts, string path)
    {
        var layout = new CellLayout(Partitions);
        var detector = new FraudDetector(ModelFolder.Load(Installation.Models));
        TimeSpan fed = Measure(() => Feed(detector, gifts));
        DetectorCounters counters = detector.Counters;
        Console.WriteLine(
            $"State: {counters.GraphEdges:N0} gifts in the window, {counters.Events:N0} events, {counters.Accounts:N0} accounts, "
            + $"{counters.FlagVersions:N0} flag versions, {GC.GetTotalMemory(forceFullCollection: true) / 1e6:F0} MB on the heap; built in {fed.TotalSeconds:F0} s");
        var state = new CellState(layout, detector);
        for (int i = 1; i <= Saves; i++)
        {
            var bytes = new PooledBuffer();
            TimeSpan cpu = Environment.CpuUsage.TotalTime;
            TimeSpan pause = Measure(() => state.Save(new StateWriter(bytes), "main", 1));
            cpu = Environment.CpuUsage.TotalTime - cpu;
            long length = bytes.Length;
            TimeSpan written = Measure(() => SnapshotFolder.WritePartial(path, bytes));
            File.Move(path + SnapshotFolder.PartialExtension, path, overwrite: true);
            Console.WriteLine($"Save {i}: detection stands still for {pause.TotalMilliseconds:F0} ms ({cpu.TotalMilliseconds:F0} ms of processor), {length / 1e6:F1} MB, written and synced in {written.TotalMilliseconds:F0} ms");
        }

        return 0;
    }

    /// <summary>Loads the file that <see cref="Save"/> left, once, as a worker does at its start.</summary>
    internal static int Load(string path)
    {
        DetectorSetup setup = ModelFolder.Load(Installation.Models);
        CellState? state = null;
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        TimeSpan took = Measure(() => state = LoadingMemory.Reserve(new FileInfo(path).Length, () => CellState.Load(path, setup, "main")));
        using var self = System.Diagnostics.Process.GetCurrentProcess();
        Console.WriteLine(
            $"Loaded {state!.Detector.Counters.GraphEdges:N0} gifts in {took.TotalSeconds:F2} s ({(Environment.CpuUsage.TotalTime - cpu).TotalSeconds:F2} s of processor, collecting {GC.GetTotalPauseDuration().TotalSeconds:F2} s); "
            + $"peak memory {self.PeakWorkingSet64 / 1e6:F0} MB");
        return 0;
    }

    private static TimeSpan Measure(Action action)
    {
        long began = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(began);
    }

    /// <summary>
    /// Thirteen days: each gift follows its time, one in six events is a purchase. Receivers are few and popular (a third
    /// power), givers many (a square), 300,000 accounts in all, each with its devices, networks and cards.
    /// </summary>
    private static void Feed(FraudDetector detector, int gifts)
    {
        const int Accounts = 300_000;
        var random = new Random(7);
        var message = new ParsedEvent();
        List<Decision> decisions = [];
        long step = 13 * 24 * Hour * 1000 / gifts;
        for (int i = 0; i < gifts; i++)
        {
            long at = Start + (i * step / 1000);
            int from = (int)(Math.Pow(random.NextDouble(), 2) * Accounts);
            if (i % 5 == 0)
            {
                Purchase(message, i, at, from);
                Process(detector, message, decisions);
            }

            int to = (int)(((long)(Math.Pow(random.NextDouble(), 3) * Accounts) * 611_953) % Accounts);
            Gift(message, i, at, from, to == from ? (to + 1) % Accounts : to, random.Next(1, 500));
            Process(detector, message, decisions);
        }
    }

    private static void Process(FraudDetector detector, ParsedEvent message, List<Decision> decisions)
    {
        message.PartitionClock = message.OccurredAt;
        detector.Process(message, decisions);
        decisions.Clear();
    }

    private static void Gift(ParsedEvent message, int number, long at, int from, int to, int coins)
    {
        Begin(message, EventType.GiftSent, $"gift-{number:D10}", at, from);
        (message.Coins, message.Diamonds, message.Quantity, message.WatchedSeconds, message.RoomViewers) = (coins, coins / 2, 1, number % 3600, number % 900);
        Set(message, TextField.RecipientId, $"u{to:D8}");
        Set(message, TextField.GiftId, "rose");
    }

    private static void Purchase(ParsedEvent message, int number, long at, int from)
    {
        Begin(message, EventType.CoinPurchased, $"buy-{number:D10}", at, from);
        (message.Coins, message.PriceMicros, message.Channel) = (1400, 19_990_000, PurchaseChannel.Ios);
        Set(message, TextField.OrderId, $"order-{number:D10}");
        Set(message, TextField.StorefrontCountry, "TR");
        Set(message, TextField.InstrumentId, $"card-{from:D8}");
        Set(message, TextField.InstrumentCountry, "TR");
    }

    private static void Begin(ParsedEvent message, EventType type, string id, long at, int account)
    {
        message.Clear();
        (message.Type, message.OccurredAt) = (type, at);
        message.ContentHash = (ulong)at;
        Set(message, TextField.EventId, id);
        Set(message, TextField.AccountId, $"u{account:D8}");
        Set(message, TextField.DeviceId, $"d{account:D8}");
        Set(message, TextField.IpHash, $"n{account / 3:D8}");
        Set(message, TextField.IpCountry, "TR");
    }

    private static void Set(ParsedEvent message, TextField field, string text) => message.SetText(field, Encoding.UTF8.GetBytes(text));
}
