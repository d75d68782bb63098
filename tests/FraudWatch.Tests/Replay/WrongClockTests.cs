using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using FraudWatch.Detection;
using FraudWatch.Detection.Events;
using FraudWatch.Replay;
using FraudWatch.Simulator;
using FraudWatch.Testing.Events;
using FraudWatch.Tests.Simulator;
using Xunit;

namespace FraudWatch.Tests.Replay;

/// <summary>Clocks that a small share of events have wrong, within the day that is allowed: nobody else is late for it.</summary>
public sealed partial class WrongClockTests : IDisposable
{
    private const long Hour = 60L * 60 * 1000;

    private static readonly SimulationOptions Options = new() { Payers = 500, Days = 15, Seed = 3 };

    private readonly EventFolder _folder = new();
    private int _runs;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void One_event_in_a_hundred_8_hours_ahead_makes_nobody_else_late(bool hasReceivedAt)
    {
        FraudDetector sane = Replay(Lines(hasReceivedAt, (_, at) => at), out ReplaySummary before);
        long skewed = 0;
        FraudDetector wrong = Replay(Lines(hasReceivedAt, (line, at) => line % 100 == 50 ? at + (8 * Hour * Math.Min(1, ++skewed)) : at), out ReplaySummary after);

        Assert.InRange(skewed, 400, 600);
        Assert.InRange(before.Late, 1, 200);
        Assert.InRange(after.Ahead - before.Ahead, skewed * 99 / 100, skewed);
        Assert.InRange(after.Late, 0, before.Late);
        Assert.Equal((0, 0), (after.OutOfTurn, after.RejectedLines));
        Assert.InRange(wrong.Counters.GraphEdges, sane.Counters.GraphEdges * 99 / 100, sane.Counters.GraphEdges * 101 / 100);
    }

    [Fact]
    public void A_burst_of_gifts_a_day_ahead_moves_no_clock_when_it_is_known_when_they_were_received()
    {
        Replay(Lines(hasReceivedAt: true, (_, at) => at), out ReplaySummary before);
        (string[] coins, string[] gifts) = Lines(hasReceivedAt: true, (_, at) => at);
        long now = TimeOf(gifts[gifts.Length / 2]);
        string[] burst = [.. Enumerable.Range(0, 128).Select(i => EventObject.Gift($"burst-{i}", now + (24 * Hour) - 1, $"poor-{i}", "rich", coins: 1)
            .With("received_at", WireTime.Format(now)).ToString())];
        FraudDetector detector = Replay((coins, [.. gifts[..(gifts.Length / 2)], .. burst, .. gifts[(gifts.Length / 2)..]]), out ReplaySummary after);

        Assert.Equal((before.Ahead + 128, before.Late), (after.Ahead, after.Late));
        Assert.Equal(gifts.Concat(coins).Max(TimeOf), detector.Clock);
    }

    private FraudDetector Replay((string[] Coins, string[] Gifts) lines, out ReplaySummary summary)
    {
        var detector = new FraudDetector(new DetectorSetup { Policy = ModelFolder.LoadPolicy(Installation.Models), RingModel = null, ResaleModel = null });
        string[] files =
        [
            _folder.Write($"coins-{_runs}.jsonl", lines.Coins.Select(Encoding.UTF8.GetBytes)),
            _folder.Write($"gifts-{_runs++}.jsonl", lines.Gifts.Select(Encoding.UTF8.GetBytes)),
        ];
        summary = new ReplayRun(new ReplayRequest(files, null, 8), detector, TimeProvider.System).Run(_ => { }, CancellationToken.None);
        return detector;
    }

    /// <summary>The simulated economy with other clocks; when it was received is a second after the true time.</summary>
    private static (string[] Coins, string[] Gifts) Lines(bool hasReceivedAt, Func<int, long, long> clock)
    {
        SimulatedEconomy economy = SimulatedEconomy.Of(Options);
        int number = 0;
        return (Turned(economy.CoinEvents), Turned(economy.GiftEvents));

        string[] Turned(byte[] file) =>
        [
            .. Encoding.UTF8.GetString(file).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line =>
            {
                long at = TimeOf(line);
                string received = hasReceivedAt ? $",\"received_at\":\"{WireTime.Format(at + 1000)}\"" : "";
                return OccurredAt().Replace(line, $"\"occurred_at\":\"{WireTime.Format(clock(number++, at))}\"{received}");
            }),
        ];
    }

    private static long TimeOf(string line) =>
        DateTimeOffset.Parse(OccurredAt().Match(line).Groups["at"].Value, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();

    [GeneratedRegex("\"occurred_at\":\"(?<at>[^\"]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex OccurredAt();
}
