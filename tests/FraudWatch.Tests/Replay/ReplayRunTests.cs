using System.Text;
using System.Text.Json;
using FraudWatch.Detection;
using FraudWatch.Detection.Decisions;
using FraudWatch.Replay;
using FraudWatch.Testing.Events;
using Xunit;

namespace FraudWatch.Tests.Replay;

public sealed class ReplayRunTests : IDisposable
{
    private readonly EventFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_leaves_its_four_files_and_its_figures()
    {
        var source = new RandomEvents(seed: 31);
        EventObject[] events = [.. Enumerable.Range(0, 5000).Select(i => source.Next(RandomEvents.Start + (i * 1000L)))];
        string clean = _folder.Write("clean.jsonl.gz", events);
        string dirty = _folder.Write("dirty.jsonl", [events[0].Utf8(), "nonsense"u8.ToArray(), EventObject.Gift("x", RandomEvents.Start, "u1", "u1").Utf8(), .. events[4000..4010].Select(e => e.Utf8())]);

        ReplaySummary summary = Run([clean, dirty], "out", out List<ReplayProgress> progress);

        Assert.Equal((5013L, 5011L, 11L, 0L), (summary.Lines, summary.Events, summary.Duplicates, summary.OutOfTurn));
        Assert.Equal("impossible_value 1, not_json 1", string.Join(", ", summary.Rejected.Select(r => $"{r.Key} {r.Value}")));
        Assert.True(summary.P50 > TimeSpan.Zero && summary.P99 >= summary.P50 && summary.PeakMemoryBytes > 0 && summary.EventsPerSecond > 0);
        Assert.Equal(4096, Assert.Single(progress).Events);
        Assert.Equal(["flags.jsonl", "holds.jsonl", "rejected.jsonl", "summary.json"], Directory.GetFiles(_folder.PathOf("out")).Select(Path.GetFileName).Order(StringComparer.Ordinal));

        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(_folder.PathOf("out/summary.json")));
        Assert.Equal(5011, json.RootElement.GetProperty("events").GetInt64());
        Assert.Equal(2, json.RootElement.GetProperty("rejected").GetInt64());
        Assert.Equal(1, json.RootElement.GetProperty("rejected_by_reason").GetProperty("not_json").GetInt64());
        Assert.All(
            "events_per_second peak_memory_bytes p50_us p99_us seconds late duplicates out_of_turn flags holds".Split(' '),
            name => Assert.Equal(JsonValueKind.Number, json.RootElement.GetProperty(name).ValueKind));
    }

    [Fact]
    public void Rejected_lines_come_back_byte_by_byte()
    {
        byte[][] lines = ["not json"u8.ToArray(), "\"quoted\\u0041\" é \u0001 </script>"u8.ToArray(), [0x7B, 0xFF, 0x00, 0x7D]];
        string file = _folder.Write("broken.jsonl", lines);
        Run([file], "out", out _);

        JsonElement[] rejected = [.. File.ReadLines(_folder.PathOf("out/rejected.jsonl")).Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(lines, rejected.Select(r => r.TryGetProperty("raw", out JsonElement raw) ? Encoding.UTF8.GetBytes(raw.GetString()!) : r.GetProperty("raw_base64").GetBytesFromBase64()));
        Assert.Equal([1, 2, 3], rejected.Select(r => r.GetProperty("line").GetInt32()));
        Assert.All(rejected, r => Assert.Equal(("not_json", file), (r.GetProperty("reason").GetString(), r.GetProperty("file").GetString())));
        Assert.All(rejected, r => Assert.All(new[] { "topic", "partition", "offset" }, name => Assert.Equal(JsonValueKind.Null, r.GetProperty(name).ValueKind)));
    }

    [Fact]
    public void Two_runs_write_the_same_bytes()
    {
        var source = new RandomEvents(seed: 32);
        string file = _folder.Write("a.jsonl", Enumerable.Range(0, 3000).Select(i => i % 10 == 0 ? source.Bend(source.Next(RandomEvents.Start)) : source.Next(RandomEvents.Start + i).Utf8()));
        Run([file], "one", out _);
        Run([file], "two", out _);
        foreach (string name in new[] { "flags.jsonl", "holds.jsonl", "rejected.jsonl" })
        {
            Assert.Equal(File.ReadAllBytes(_folder.PathOf($"one/{name}")), File.ReadAllBytes(_folder.PathOf($"two/{name}")));
        }

        Assert.NotEmpty(File.ReadAllBytes(_folder.PathOf("one/rejected.jsonl")));
    }

    [Fact]
    public void Without_a_folder_nothing_is_written()
    {
        string file = _folder.WriteText("a.jsonl", "x\n");
        ReplaySummary summary = new ReplayRun(new ReplayRequest([file], null, 8), Detector(), TimeProvider.System).Run(_ => { }, CancellationToken.None);
        Assert.Equal(1, summary.RejectedLines);
        Assert.Single(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Output_never_replaces_input()
    {
        string file = _folder.WriteText("rejected.jsonl", "x\n");
        IOException refused = Assert.Throws<IOException>(() => Run([file], ".", out _));
        Assert.Contains("rejected.jsonl", refused.Message, StringComparison.Ordinal);
        Assert.Equal("x\n", File.ReadAllText(file));
    }

    [Fact]
    public void A_run_that_fails_leaves_the_results_of_an_earlier_one_as_they_were()
    {
        string file = _folder.WriteText("a.jsonl", "x\n");
        Run([file], "out", out _);
        DateTime written = File.GetLastWriteTimeUtc(_folder.PathOf("out/summary.json"));
        Assert.Throws<FileNotFoundException>(() => Run([_folder.PathOf("missing.jsonl")], "out", out _));
        Assert.Equal(
            ["flags.jsonl", "holds.jsonl", "rejected.jsonl", "summary.json"],
            Directory.GetFiles(_folder.PathOf("out")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(written, File.GetLastWriteTimeUtc(_folder.PathOf("out/summary.json")));
    }

    [Fact]
    public void A_run_can_be_stopped()
    {
        string file = _folder.Write("a.jsonl", Enumerable.Range(0, 9000).Select(i => EventObject.Gift($"e{i}", RandomEvents.Start + i, "u1", "c1")));
        using var stop = new CancellationTokenSource();
        var run = new ReplayRun(new ReplayRequest([file], null, 8), Detector(), TimeProvider.System);
        Assert.Throws<OperationCanceledException>(() => run.Run(_ => stop.Cancel(), stop.Token));
    }

    [Fact]
    public void The_book_keeps_the_last_version_in_the_order_of_the_first()
    {
        var book = new DecisionBook();
        book.Record(new Decision(Flag("00000000-0000-0000-0000-000000000002", 1)));
        book.Record(new Decision(Flag("00000000-0000-0000-0000-000000000001", 1)));
        book.Record(new Decision(Flag("00000000-0000-0000-0000-000000000002", 2)));
        Assert.Equal([2, 1], book.Flags.Select(f => f.Version));
        Assert.Empty(book.Holds);
    }

    private static FraudDetector Detector() => new(new DetectorSetup { Policy = ModelFolder.LoadPolicy(Installation.Models), RingModel = null, ResaleModel = null });

    private static Flag Flag(string id, int version) => new()
    {
        FlagId = Guid.Parse(id),
        CaseId = Guid.Parse(id),
        Detector = FraudWatch.Detection.Decisions.Detector.Ring,
        Typology = Typology.CircularGifting,
        Status = FlagStatus.Open,
        Version = version,
        Episode = 1,
        AnchorAccountId = "u1",
        Score = 0.9m,
        Accounts = [],
        Reasons = [],
        CoinsAtRisk = 0,
        FirstEventAt = 0,
        RaisedAt = 0,
        UpdatedAt = 0,
        EvidenceEventIds = [],
        ModelVersion = "m",
        Truncated = false,
    };

    private ReplaySummary Run(string[] files, string output, out List<ReplayProgress> progress)
    {
        var reports = new List<ReplayProgress>();
        progress = reports;
        return new ReplayRun(new ReplayRequest(files, _folder.PathOf(output), 8), Detector(), TimeProvider.System).Run(reports.Add, CancellationToken.None);
    }
}
