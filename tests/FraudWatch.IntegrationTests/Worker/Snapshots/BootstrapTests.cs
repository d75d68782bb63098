using FraudWatch.Detection;
using FraudWatch.Detection.Decisions;
using FraudWatch.Detection.Events;
using FraudWatch.Replay;
using FraudWatch.Testing.Events;
using Xunit;

namespace FraudWatch.IntegrationTests.Worker.Snapshots;

/// <summary>A first start on files, and starts from what they taught.</summary>
public sealed class BootstrapTests(ITestOutputHelper output)
{
    /// <summary>Lines that are at the end of the files and in the log too.</summary>
    private const int Overlap = 200;

    [Fact]
    public async Task Files_teach_the_state_decide_nothing_and_the_log_goes_on_from_them()
    {
        using SimulatedStream stream = await SimulatedStream.MakeAsync(payers: 500, days: 10);
        (string[] history, string[] live, long messages) = Split(stream);
        await using LiveSystem system = await LiveSystem.StartAsync();
        string folder = Path.Combine(stream.Folder, "snapshots");
        (string, string) setting = ("FRAUDWATCH__SNAPSHOTS__FOLDER", folder);
        using (ProgramProcess first = system.StartWorkerWith(["--bootstrap", .. history], setting))
        {
            await system.WaitForStatusAsync(first, status => status.State == "ready");
            Assert.Empty(await WrittenDecisions.InPostgresAsync(system.Postgres.ConnectionString));
            await system.PublishAsync(live);
            await system.WaitUntilCommittedAsync(first, messages / 2);
            await first.KillAsync();
        }

        using ProgramProcess second = system.StartWorkerWith(["--bootstrap", .. history], setting);
        WorkerStatusView end = await system.WaitUntilCommittedAsync(second, messages);
        Assert.NotNull(end.LoadedFrom);
        Assert.Equal(0, end.OutOfTurn);
        Assert.Contains("--bootstrap is for a first start and is passed over", second.Said, StringComparison.Ordinal);
        second.Terminate();
        Assert.Equal(0, await second.WaitAsync(LiveSystem.Patience));

        var detector = new FraudDetector(ModelFolder.Load(system.Models)) { DecidesFrom = long.MaxValue };
        Assert.Empty(Replay(detector, history).Flags);
        detector.DecidesFrom = long.MinValue;
        DecisionBook expected = Replay(detector, live);
        output.WriteLine($"{detector.Counters.Events} events, {detector.Counters.Duplicates} of them twice; {expected.Flags.Count} flags, {expected.Holds.Count} holds");
        Assert.True(expected.Flags.Count > 0);
        Assert.True(detector.Counters.Duplicates >= Overlap);
        Assert.Equal(WrittenDecisions.Of(expected), await WrittenDecisions.InPostgresAsync(system.Postgres.ConnectionString));
        SavedState last = SavedState.Read(Directory.EnumerateFiles(folder, "*.fwstate").Max(StringComparer.Ordinal)!, detector.Setup);
        Assert.True(SavedState.BytesOf(detector).AsSpan().SequenceEqual(last.Detector), "expected the state of files and log read one after the other");
    }

    [Fact]
    public async Task From_the_time_that_is_named_the_files_are_decided_on_too()
    {
        using SimulatedStream stream = await SimulatedStream.MakeAsync(payers: 500, days: 10);
        await using LiveSystem system = await LiveSystem.StartAsync();
        DetectorSetup setup = ModelFolder.Load(system.Models);
        DecisionBook undelayed = Replay(new FraudDetector(setup), stream.Files);
        long from = undelayed.Flags.Select(f => f.RaisedAt).Order().ElementAt(undelayed.Flags.Count / 2);
        string time = DecisionJson.Time(from);

        using ProgramProcess worker = system.StartWorkerWith(
            ["--bootstrap", .. stream.Files, "--decide-from", time], ("FRAUDWATCH__SNAPSHOTS__FOLDER", Path.Combine(stream.Folder, "snapshots")));
        await system.WaitForStatusAsync(worker, status => status.State == "ready");

        DecisionBook expected = Replay(new FraudDetector(setup) { DecidesFrom = from }, stream.Files);
        output.WriteLine($"{undelayed.Flags.Count} flags undelayed, {expected.Flags.Count} from {time} on");
        Assert.NotEmpty(expected.Flags);
        Assert.All(expected.Flags, flag => Assert.True(flag.RaisedAt >= from));
        Assert.Equal(WrittenDecisions.Of(expected), await WrittenDecisions.InPostgresAsync(system.Postgres.ConnectionString));
    }

    [Fact]
    public async Task Without_a_folder_for_what_the_files_teach_the_start_is_refused()
    {
        await using LiveSystem system = await LiveSystem.StartAsync();
        using ProgramProcess worker = system.StartWorkerWith(["--bootstrap", "history.jsonl"]);
        Assert.Equal(1, await worker.WaitAsync(TimeSpan.FromMinutes(1)));
        Assert.Contains("expected a folder for snapshots", worker.Said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("expected an RFC 3339 time such as 2026-11-01T00:00:00Z for --decide-from, found yesterday", "--bootstrap", "a.jsonl", "--decide-from", "yesterday")]
    [InlineData("--decide-from speaks of the files of --bootstrap; expected some, found none", "--decide-from", "2026-11-01T00:00:00Z")]
    public async Task Wrong_usage_is_told_and_is_status_2(string expected, params string[] arguments)
    {
        using ProgramProcess worker = ProgramProcess.Start("FraudWatch.Worker", arguments, new Dictionary<string, string>());
        Assert.Equal(2, await worker.WaitAsync(TimeSpan.FromMinutes(1)));
        Assert.Contains(expected, worker.Said, StringComparison.Ordinal);
    }

    /// <summary>Three restarts with two million gifts in the window, as processes. Prints the seconds from start to ready, which are to be below five; the machine decides, so it is no condition.</summary>
    [Fact]
    [Trait("Category", "Long")]
    public async Task Two_million_gifts_are_ready_again_after_a_restart()
    {
        const int Gifts = 2_000_000;
        string home = Directory.CreateTempSubdirectory("fraudwatch-restart-").FullName;
        await using LiveSystem system = await LiveSystem.StartAsync();
        try
        {
            string file = Path.Combine(home, "gifts.jsonl");
            await WriteGiftsAsync(file, Gifts);
            (string, string) setting = ("FRAUDWATCH__SNAPSHOTS__FOLDER", Path.Combine(home, "snapshots"));
            using (ProgramProcess first = system.StartWorkerWith(["--bootstrap", file], setting))
            {
                await system.WaitForStatusAsync(first, status => status.State == "ready");
                first.Terminate();
                await first.WaitAsync(LiveSystem.Patience);
            }

            var seconds = new List<double>();
            for (int round = 0; round < 3; round++)
            {
                long began = System.Diagnostics.Stopwatch.GetTimestamp();
                using ProgramProcess again = system.StartWorker(setting);
                WorkerStatusView ready = await system.WaitForStatusAsync(again, status => status.State == "ready");
                seconds.Add(System.Diagnostics.Stopwatch.GetElapsedTime(began).TotalSeconds);
                Assert.NotNull(ready.LoadedFrom);
                again.Terminate();
                await again.WaitAsync(LiveSystem.Patience);
            }

            output.WriteLine($"{Gifts:N0} gifts ready {string.Join(", ", seconds.Select(s => $"{s:F2}"))} s after the start of the process");
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }

    private static async Task WriteGiftsAsync(string path, int gifts)
    {
        const int Accounts = 300_000;
        var random = new Random(7);
        await using var file = new StreamWriter(path);
        for (int i = 0; i < gifts; i++)
        {
            int from = (int)(Math.Pow(random.NextDouble(), 2) * Accounts);
            int to = (int)(((long)(Math.Pow(random.NextDouble(), 3) * Accounts) * 611_953) % Accounts);
            long at = RandomEvents.Start + (i * 500L);
            await file.WriteLineAsync(EventObject.Gift($"gift-{i:D8}", at, $"u{from:D7}", $"u{(to == from ? (to + 1) % Accounts : to):D7}", random.Next(1, 500)).ToString());
        }
    }

    /// <summary>The first half by time as files, the rest as what is published, which begins a little before the files end.</summary>
    private static (string[] History, string[] Live, long Messages) Split(SimulatedStream stream)
    {
        List<string> history = [];
        List<string> live = [];
        long messages = 0;
        foreach (string path in stream.Files)
        {
            string[] lines = File.ReadAllLines(path);
            string older = Path.Combine(stream.Folder, "history-" + Path.GetFileName(path));
            string newer = Path.Combine(stream.Folder, "live-" + Path.GetFileName(path));
            File.WriteAllLines(older, lines[..(lines.Length / 2)]);
            File.WriteAllLines(newer, lines[((lines.Length / 2) - Overlap)..]);
            history.Add(older);
            live.Add(newer);
            messages += lines.Length - (lines.Length / 2) + Overlap;
        }

        return ([.. history], [.. live], messages);
    }

    private static DecisionBook Replay(FraudDetector detector, IReadOnlyList<string> files)
    {
        var book = new DecisionBook();
        var decided = new List<Decision>();
        using EventLogs logs = EventLogs.Open(files, LiveSystem.Partitions, _ => { }, CancellationToken.None);
        while (logs.TryTake(out ParsedEvent next))
        {
            detector.Process(next, decided);
            decided.ForEach(book.Record);
            decided.Clear();
        }

        return book;
    }
}
