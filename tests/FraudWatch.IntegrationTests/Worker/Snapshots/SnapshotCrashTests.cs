using System.Text.Json;
using FraudWatch.Detection;
using FraudWatch.Detection.Decisions;
using FraudWatch.Detection.Events;
using FraudWatch.Replay;
using Xunit;

namespace FraudWatch.IntegrationTests.Worker.Snapshots;

/// <summary>
/// Killed again and again, also in the middle of a snapshot, with a window far shorter than the stream: what is in Postgres
/// and the state itself are those of a run that nothing disturbed.
/// </summary>
public sealed class SnapshotCrashTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Window = TimeSpan.FromDays(3);

    [Fact]
    public Task Four_kills_leave_flags_holds_offsets_and_state_as_if_nothing_had_happened() => KillAsync(seed: 1, kills: 4, payers: 600, rate: 1500);

    [Fact]
    [Trait("Category", "Long")]
    public Task Fifty_kills_leave_flags_holds_offsets_and_state_as_if_nothing_had_happened() => KillAsync(seed: 2, kills: 50, payers: 3000, rate: 900);

    private async Task KillAsync(int seed, int kills, int payers, int rate)
    {
        using SimulatedStream stream = await SimulatedStream.MakeAsync(payers, days: 20);
        await using LiveSystem system = await LiveSystem.StartAsync();
        string folder = Path.Combine(stream.Folder, "snapshots");
        (string, string)[] settings =
        [
            ("FRAUDWATCH__SNAPSHOTS__FOLDER", folder),
            ("FRAUDWATCH__SNAPSHOTS__INTERVAL", "00:00:00.100"),
            ("FRAUDWATCH__DETECTION__GRAPHWINDOW", Window.ToString()),
        ];
        using ProgramProcess publisher = system.StartPublisher(stream.Files, "--rate", $"{rate}");
        var random = new Random(seed);
        int duringSnapshot = 0;
        int fromSnapshot = 0;
        for (int kill = 1; kill <= kills; kill++)
        {
            using ProgramProcess victim = system.StartWorker(settings);
            long goal = (kill * stream.Lines / (kills + 1)) - random.NextInt64(stream.Lines / (4 * kills));

            // On a slow machine a process could be killed before its first snapshot every time; then nothing would be shown.
            WorkerStatusView last = await system.WaitForStatusAsync(
                victim, status => status.CommittedMessages >= goal && Directory.EnumerateFiles(folder, "*.fwstate").Any());
            await WaitForMomentAsync(folder, random, inSnapshot: kill % 2 == 0);
            await victim.KillAsync();
            duringSnapshot += Partials(folder).Any() ? 1 : 0;
            fromSnapshot += last.LoadedFrom is null ? 0 : 1;
            Assert.Equal(0, last.OutOfTurn);
        }

        Assert.Equal(0, await publisher.WaitAsync(LiveSystem.Patience));
        using ProgramProcess worker = system.StartWorker(settings);
        WorkerStatusView end = await system.WaitUntilCommittedAsync(worker, stream.Lines);
        Assert.Equal(0, end.OutOfTurn);
        worker.Terminate();
        Assert.Equal(0, await worker.WaitAsync(LiveSystem.Patience));

        output.WriteLine($"{stream.Lines} messages, {kills} kills: {duringSnapshot} during a snapshot, {fromSnapshot} of processes that had started from one");
        Assert.True(duringSnapshot > 0, "expected at least one kill to hit a snapshot being written");
        Assert.True(fromSnapshot >= kills / 2, $"expected at least {kills / 2} starts from a snapshot, found {fromSnapshot}; the last worker said:{Environment.NewLine}{worker.Said}");
        await AssertAsUndisturbedAsync(system, stream, folder);
    }

    /// <summary>A random moment, or one at which a snapshot is on its way to the disk.</summary>
    private static async Task WaitForMomentAsync(string folder, Random random, bool inSnapshot)
    {
        if (!inSnapshot)
        {
            await Task.Delay(random.Next(300));
            return;
        }

        using var late = new CancellationTokenSource(LiveSystem.Patience);
        while (!Partials(folder).Any())
        {
            late.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private static IEnumerable<string> Partials(string folder) =>
        Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.partial") : [];

    private async Task AssertAsUndisturbedAsync(LiveSystem system, SimulatedStream stream, string folder)
    {
        DetectorSetup setup = ModelFolder.Load(system.Models) with { GraphWindow = (long)Window.TotalMilliseconds };
        var detector = new FraudDetector(setup);
        DecisionBook expected = Replay(detector, stream);
        (long span, int lateReversals) = Survey(stream);
        output.WriteLine($"{span / Window.TotalMilliseconds:F1} windows, {lateReversals} reversals of purchases older than one; {expected.Flags.Count} flags, {expected.Holds.Count} holds");
        Assert.True(span >= 4 * Window.TotalMilliseconds, "expected a stream of at least four windows");
        Assert.True(lateReversals > 0, "expected a chargeback of a purchase older than the window");

        Assert.Equal(WrittenDecisions.Of(expected), await WrittenDecisions.InPostgresAsync(system.Postgres.ConnectionString));
        IReadOnlyList<(string Key, string Kind, string Id, int Version)> outbox = await WrittenDecisions.OutboxAsync(system.Postgres.ConnectionString);
        Assert.Equal(outbox.Count, outbox.Select(row => (row.Id, row.Version)).Distinct().Count());

        SavedState last = SavedState.Read(Directory.EnumerateFiles(folder, "*.fwstate").Max(StringComparer.Ordinal)!, setup);
        IReadOnlyDictionary<string, long> committed = await system.CommittedAsync();
        Assert.Equal(stream.Lines, last.Messages);
        Assert.Equal(stream.Lines, committed.Values.Sum());
        Assert.All(committed, offset => Assert.Equal(offset.Value, last.Offsets[offset.Key]));
        Assert.True(SavedState.BytesOf(detector).AsSpan().SequenceEqual(last.Detector), "expected the final state of an undisturbed run, byte for byte");
    }

    private static DecisionBook Replay(FraudDetector detector, SimulatedStream stream)
    {
        var book = new DecisionBook();
        var decided = new List<Decision>();
        using EventLogs logs = EventLogs.Open(stream.Files, LiveSystem.Partitions, _ => { }, CancellationToken.None);
        while (logs.TryTake(out ParsedEvent next))
        {
            detector.Process(next, decided);
            decided.ForEach(book.Record);
            decided.Clear();
        }

        return book;
    }

    /// <summary>How much event time the stream spans, and how many reversals come more than a window after their purchase.</summary>
    private static (long Span, int LateReversals) Survey(SimulatedStream stream)
    {
        var bought = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        DateTimeOffset first = DateTimeOffset.MaxValue;
        DateTimeOffset last = DateTimeOffset.MinValue;
        int late = 0;
        foreach (string line in File.ReadLines(stream.CoinEvents))
        {
            using var json = JsonDocument.Parse(line);
            JsonElement root = json.RootElement;
            DateTimeOffset at = root.GetProperty("occurred_at").GetDateTimeOffset();
            (first, last) = (at < first ? at : first, at > last ? at : last);
            string type = root.GetProperty("type").GetString()!;
            if (type == "coin.purchased")
            {
                bought.TryAdd(root.GetProperty("order_id").GetString()!, at);
            }
            else if (type == "coin.charged_back" && bought.TryGetValue(root.GetProperty("order_id").GetString()!, out DateTimeOffset then))
            {
                late += at - then > Window ? 1 : 0;
            }
        }

        return ((long)(last - first).TotalMilliseconds, late);
    }
}
