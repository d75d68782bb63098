using System.Text;
using FraudWatch.Replay;
using FraudWatch.Testing.Events;
using Xunit;

namespace FraudWatch.Tests.Replay;

public sealed class LineReaderTests : IDisposable
{
    private readonly EventFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("", "")]
    [InlineData("\n\n", "")]
    [InlineData("a", "1:a")]
    [InlineData("a\nb", "1:a 2:b")]
    [InlineData("a\nb\n", "1:a 2:b")]
    [InlineData("a\r\nb\r\n", "1:a 2:b")]
    [InlineData("a\r\n\r\n \t\nb", "1:a 4:b")]
    [InlineData("\uFEFFa\n\uFEFFb\n", "1:a 2:\uFEFFb")]
    [InlineData("\uFEFF\nb\n", "2:b")]
    [InlineData("a\rb\n", "1:a\rb")]
    [InlineData(" a \n", "1: a ")]
    public void Lines_are_read_as_written(string text, string expected)
    {
        Assert.Equal(expected, Read(_folder.WriteText("a.jsonl", text)));
        Assert.Equal(expected, Read(_folder.WriteText("a.jsonl.gz", text)));
    }

    [Fact]
    public void Lines_of_any_length_come_out_whole_and_in_order()
    {
        const int Seed = 3;
        var random = new Random(Seed);
        string[] lines = [.. Enumerable.Range(0, 400).Select(i => new string((char)('a' + (i % 26)), random.Next(10) == 0 ? random.Next(1, 300_000) : random.Next(1, 2_000)))];
        string path = _folder.WriteText("long.jsonl.gz", string.Join('\n', lines));

        using LineReader reader = LineReader.Open(path);
        foreach (string line in lines)
        {
            Assert.True(reader.TryRead(out FileLine found));
            Assert.True(found.IsWhole);
            Assert.Equal(line, Encoding.UTF8.GetString(found.Bytes));
        }

        Assert.False(reader.TryRead(out _));
    }

    [Theory]
    [InlineData(LineReader.LongestKept, true)]
    [InlineData(LineReader.LongestKept + 1, false)]
    [InlineData((5 * LineReader.LongestKept) + 7, false)]
    public void Of_a_line_too_long_to_keep_only_the_length_is_told_and_reading_goes_on(int length, bool whole)
    {
        string path = _folder.WriteText("huge.jsonl", $"a\n{new string('x', length)}\nb\n{new string('y', length)}");
        using LineReader reader = LineReader.Open(path);
        Assert.True(reader.TryRead(out _));
        Assert.True(reader.TryRead(out FileLine huge));
        Assert.Equal((2L, (long)length, whole), (huge.Number, huge.Length, huge.IsWhole));
        Assert.True(reader.TryRead(out FileLine next));
        Assert.Equal("b", Encoding.UTF8.GetString(next.Bytes));
        Assert.True(reader.TryRead(out FileLine last));
        Assert.Equal((4L, (long)length, whole), (last.Number, last.Length, last.IsWhole));
        Assert.False(reader.TryRead(out _));
    }

    [Fact]
    public void A_steady_file_is_read_without_garbage()
    {
        string path = _folder.Write("many.jsonl", Enumerable.Range(0, 20_000).Select(i => Encoding.UTF8.GetBytes($"line {i}")));
        using LineReader reader = LineReader.Open(path);
        Assert.True(reader.TryRead(out _));

        long before = GC.GetAllocatedBytesForCurrentThread();
        while (reader.TryRead(out _))
        {
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000);
    }

    [Fact]
    public void What_cannot_be_read_is_named_with_its_reason()
    {
        Assert.Contains("found none", Assert.Throws<FileNotFoundException>(() => LineReader.Open(_folder.PathOf("none.jsonl"))).Message, StringComparison.Ordinal);
        Assert.Contains("found none", Assert.Throws<FileNotFoundException>(() => LineReader.Open(_folder.PathOf("no/none.jsonl"))).Message, StringComparison.Ordinal);
        Assert.Contains("found a folder", Assert.Throws<IOException>(() => LineReader.Open(_folder.Path)).Message, StringComparison.Ordinal);
        File.WriteAllText(_folder.PathOf("fake.jsonl.gz"), "{\"plain\":1}\n");
        string message = Assert.Throws<IOException>(() => Read(_folder.PathOf("fake.jsonl.gz"))).Message;
        Assert.Contains("expected gzip data in", message, StringComparison.Ordinal);
        Assert.Contains("fake.jsonl.gz", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_gzip_file_that_was_cut_off_is_an_error_not_an_end()
    {
        var random = new Random(4);
        string whole = _folder.Write("cut.jsonl.gz", Enumerable.Range(0, 2000).Select(_ => Encoding.UTF8.GetBytes($"{random.NextInt64()}")));
        byte[] bytes = File.ReadAllBytes(whole);
        File.WriteAllBytes(whole, bytes[..(bytes.Length / 2)]);
        Assert.Throws<IOException>(() => Read(whole));
    }

    private static string Read(string path)
    {
        using LineReader reader = LineReader.Open(path);
        var lines = new List<string>();
        while (reader.TryRead(out FileLine line))
        {
            lines.Add($"{line.Number}:{Encoding.UTF8.GetString(line.Bytes)}");
        }

        return string.Join(' ', lines);
    }
}
