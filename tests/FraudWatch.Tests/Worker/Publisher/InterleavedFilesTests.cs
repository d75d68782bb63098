using System.Text;
using FraudWatch.Simulator.Kafka;
using Xunit;

namespace FraudWatch.Tests.Worker.Publisher;

public sealed class InterleavedFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fraudwatch-interleave-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Files_advance_together_by_time_and_each_keeps_its_order()
    {
        string coins = Write("coin-events.jsonl", Line("coin.refunded", 1), Line("coin.refunded", 4), Line("coin.refunded", 2), Line("coin.refunded", 6));
        string gifts = Write("gift-events-2.jsonl", Line("gift.sent", 3), "broken", Line("gift.sent", 5));

        using var files = new InterleavedFiles([coins, gifts]);
        var read = new List<string>();
        while (files.Read() is PublishedLine line)
        {
            string text = Encoding.UTF8.GetString(line.Bytes);
            read.Add($"{line.Topic} {(text == "broken" ? text : text[^5..^2])}");
        }

        Assert.Equal(
            ["CoinEvents 01Z", "GiftEvents 03Z", "GiftEvents broken", "CoinEvents 04Z", "CoinEvents 02Z", "GiftEvents 05Z", "CoinEvents 06Z"],
            read);
    }

    private string Write(string name, params string[] lines)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllLines(path, lines);
        return path;
    }

    private static string Line(string type, int second) => $$"""{"type":"{{type}}","account_id":"u","occurred_at":"2026-01-01T00:00:{{second:00}}Z"}""";
}
