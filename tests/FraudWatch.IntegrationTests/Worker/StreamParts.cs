using System.Globalization;
using System.Text.Json;

namespace FraudWatch.IntegrationTests.Worker;

/// <summary>
/// A stream cut into parts in time: every event of a part is after all of the parts before, and the last one is a coin event, so
/// that an action taken between two parts has one place in the processing order.
/// </summary>
internal static class StreamParts
{
    /// <summary>Files of each part: coin events, gift events.</summary>
    /// <exception cref="InvalidOperationException">The stream has no such cuts.</exception>
    public static IReadOnlyList<IReadOnlyList<string>> Cut(SimulatedStream stream, int parts)
    {
        Line[] lines = [.. Read(stream.CoinEvents, isCoin: true).Concat(Read(stream.GiftEvents, isCoin: false)).OrderBy(l => l.At).ThenBy(l => !l.IsCoin)];
        long[] cuts = [.. Enumerable.Range(1, parts - 1).Select(part => CutAfter(lines, lines.Length * part / parts)), long.MaxValue];
        return [.. cuts.Select((cut, part) => Write(stream.Folder, part, lines, part == 0 ? long.MinValue : cuts[part - 1], cut))];
    }

    public static long CountLines(IEnumerable<string> files) => files.Sum(f => File.ReadLines(f).LongCount());

    // In a part each file keeps the order of its lines.
    private static string[] Write(string folder, int part, Line[] lines, long after, long until)
    {
        string coin = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"coin-part-{part}.jsonl"));
        string gift = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"gift-part-{part}.jsonl"));
        Line[] chosen = [.. lines.Where(l => l.At > after && l.At <= until).OrderBy(l => l.Place)];
        File.WriteAllLines(coin, chosen.Where(l => l.IsCoin).Select(l => l.Text));
        File.WriteAllLines(gift, chosen.Where(l => !l.IsCoin).Select(l => l.Text));
        return [coin, gift];
    }

    private static long CutAfter(Line[] lines, int from)
    {
        for (int i = from; i < lines.Length - 1; i++)
        {
            if (lines[i].IsCoin && lines[i].At < lines[i + 1].At && (i == 0 || lines[i - 1].At < lines[i].At))
            {
                return lines[i].At;
            }
        }

        throw new InvalidOperationException($"expected a coin event with a time of its own after line {from}, found none");
    }

    private static IEnumerable<Line> Read(string file, bool isCoin) => File.ReadLines(file).Select((text, place) =>
    {
        using var parsed = JsonDocument.Parse(text);
        return new Line(parsed.RootElement.GetProperty("occurred_at").GetDateTimeOffset().ToUnixTimeMilliseconds(), isCoin, place, text);
    });

    private sealed record Line(long At, bool IsCoin, int Place, string Text);
}
