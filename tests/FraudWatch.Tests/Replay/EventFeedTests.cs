using System.IO.Compression;
using System.Text;
using FraudWatch.Detection.Events;
using FraudWatch.Replay;
using FraudWatch.Testing.Events;
using Xunit;

namespace FraudWatch.Tests.Replay;

public sealed class EventFeedTests : IDisposable
{
    private readonly EventFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(9000)]
    public void It_gives_the_events_of_the_logs_in_their_order(int count)
    {
        string[] files = [Write(count)];
        using EventLogs logs = EventLogs.Open(files, partitions: 3, _ => { }, CancellationToken.None);
        using EventFeed feed = EventFeed.Open(files, partitions: 3, _ => { }, CancellationToken.None);
        int taken = 0;
        while (logs.TryTake(out ParsedEvent expected))
        {
            Assert.True(feed.TryTake(out ParsedEvent found));
            Assert.Equal(IdOf(expected), IdOf(found));
            Assert.Equal(expected.Position, found.Position);
            Assert.Equal(expected.Coins, found.Coins);
            taken++;
        }

        Assert.False(feed.TryTake(out _));
        Assert.False(feed.TryTake(out _));
        Assert.Equal(count, taken);
        Assert.Equal(logs.Lines, feed.Lines);
        Assert.Equal(logs.MostWaiting, feed.MostWaiting);
    }

    [Fact]
    public void A_file_that_breaks_off_is_told_after_the_events_before_the_break()
    {
        const int Lines = 30_000;
        // Ids that do not compress, so that the file is larger than what is read ahead of the first line; that one is no event.
        var ids = new Random(5);
        byte[] whole = [.. "broken\n"u8, .. File.ReadAllBytes(_folder.Write("whole.jsonl", [.. Enumerable.Range(0, Lines).Select(i => EventObject.Gift($"g{i}-{ids.NextInt64():x16}{ids.NextInt64():x16}", RandomEvents.Start + i, $"u{ids.Next(50)}", "c1"))]))];
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(whole);
        }

        string file = _folder.PathOf("gift-events.jsonl.gz");
        File.WriteAllBytes(file, packed.ToArray());
        using EventFeed feed = EventFeed.Open(
            [file],
            partitions: 3,
            _ =>
            {
                using var cut = new FileStream(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
                cut.SetLength(packed.Length / 2);
            },
            CancellationToken.None);
        int taken = 0;
        Assert.ThrowsAny<IOException>(() =>
        {
            while (feed.TryTake(out _))
            {
                taken++;
            }
        });
        Assert.InRange(taken, 1, Lines - 1);
    }

    [Fact]
    public void Left_in_the_middle_it_ends_its_thread()
    {
        using EventFeed feed = EventFeed.Open([Write(9000)], partitions: 3, _ => { }, CancellationToken.None);
        Assert.True(feed.TryTake(out _));
    }

    [Fact]
    public void An_event_is_kept_once()
    {
        using EventLogs logs = EventLogs.Open([Write(2)], partitions: 1, _ => { }, CancellationToken.None);
        Assert.Throws<InvalidOperationException>(() => logs.Keep(new ParsedEvent()));
        Assert.True(logs.TryTake(out ParsedEvent first));
        string id = IdOf(first);
        logs.Keep(inExchange: new ParsedEvent());
        Assert.True(logs.TryTake(out ParsedEvent second));
        Assert.Equal(id, IdOf(first));
        Assert.NotEqual(id, IdOf(second));
    }

    private string Write(int count) => _folder.Write(
        "gift-events.jsonl",
        [.. Enumerable.Range(0, count).Select(i => EventObject.Gift($"g{i}", RandomEvents.Start + i, $"u{i % 50}", "c1"))]);

    private static string IdOf(ParsedEvent parsed) => Encoding.UTF8.GetString(parsed.Text(TextField.EventId));
}
