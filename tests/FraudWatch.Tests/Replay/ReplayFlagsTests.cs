using System.Text;
using System.Text.Json;
using FraudWatch.Detection;
using FraudWatch.Replay;
using FraudWatch.Testing.Events;
using FraudWatch.Testing.Scoring;
using Xunit;

namespace FraudWatch.Tests.Replay;

/// <summary>What others rely on: the same events give the same bytes, however the files are cut and whatever is broken between the lines.</summary>
public sealed class ReplayFlagsTests : IDisposable
{
    private static readonly string Sample = Path.Combine(Path.GetDirectoryName(Installation.Models)!, "data-samples", "small");

    private readonly EventFolder _folder = new();

    private static string[] Whole => [Path.Combine(Sample, "coin-events.jsonl"), Path.Combine(Sample, "gift-events.jsonl")];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Two_runs_of_the_same_files_write_the_same_flags_and_holds()
    {
        Assert.Equal(Decide("one", Whole), Decide("two", Whole));
        Assert.True(File.ReadLines(_folder.PathOf("one/flags.jsonl")).Count() > 20);
        Assert.NotEmpty(File.ReadLines(_folder.PathOf("one/holds.jsonl")));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Files_cut_into_pieces_give_the_same_flags(int seed)
    {
        var random = new Random(seed);
        var pieces = new List<string>();
        foreach (string file in Whole.OrderBy(_ => random.Next()))
        {
            string[] lines = File.ReadAllLines(file);
            for (int start = 0, piece = 0; start < lines.Length; piece++)
            {
                int length = random.Next(1, lines.Length);
                string name = $"{seed}-{piece}-{Path.GetFileName(file)}";
                pieces.Add(_folder.WriteText(name, string.Join('\n', lines.Skip(start).Take(length)) + "\n"));
                start += length;
            }
        }

        Assert.True(pieces.Count > 2);
        Assert.Equal(Decide("whole", Whole), Decide("pieces", [.. pieces]));
    }

    [Fact]
    public void Ten_thousand_broken_lines_between_the_good_ones_change_no_flag_and_are_all_told()
    {
        const int Broken = 10_000;
        var fuzz = new BrokenLines(seed: 77);
        int goodLines = Whole.Sum(file => File.ReadLines(file).Count());
        int written = 0;
        int good = 0;
        string[] dirty = [.. Whole.Select(file => _folder.Write("dirty-" + Path.GetFileName(file), File.ReadLines(file).SelectMany(line =>
        {
            byte[] bytes = Encoding.UTF8.GetBytes(line);
            int due = (int)((long)Broken * ++good / goodLines) - written;
            written += due;
            return (IEnumerable<byte[]>)[.. Enumerable.Range(0, due).Select(_ => fuzz.CopyOf(bytes)), bytes];
        })))];

        Assert.Equal(Decide("clean", Whole), Decide("dirty", dirty));
        Assert.Equal(Broken, written);
        using var summary = JsonDocument.Parse(File.ReadAllText(_folder.PathOf("dirty/summary.json")));
        Assert.Equal(goodLines, summary.RootElement.GetProperty("events").GetInt32());
        string[] rejected = File.ReadAllLines(_folder.PathOf("dirty/rejected.jsonl"));
        Assert.Equal(Broken, rejected.Length);
        string[] reasons = [.. rejected.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("reason").GetString()!).Distinct()];
        Assert.True(reasons.Length >= 4, string.Join(", ", reasons));
    }

    [Fact]
    public void Another_number_of_partitions_may_change_the_order_but_not_what_was_read()
    {
        Decide("eight", Whole);
        ReplaySummary three = Run("three", Whole, partitions: 3);
        Assert.Equal(File.ReadLines(Whole[0]).Count() + File.ReadLines(Whole[1]).Count(), three.Events);
    }

    private string Decide(string name, string[] files)
    {
        ReplaySummary summary = Run(name, files, EventLogs.DefaultPartitions);
        Assert.Equal(0, summary.OutOfTurn);
        return File.ReadAllText(_folder.PathOf($"{name}/flags.jsonl")) + File.ReadAllText(_folder.PathOf($"{name}/holds.jsonl"));
    }

    private ReplaySummary Run(string name, string[] files, int partitions) =>
        new ReplayRun(new ReplayRequest(files, _folder.PathOf(name), partitions), new FraudDetector(EagerSetup.Create()), TimeProvider.System)
            .Run(_ => { }, CancellationToken.None);
}
