using FraudWatch.Terminal;
using Xunit;

namespace FraudWatch.Tests.Terminal;

public sealed class TerminalTests
{
    [Theory]
    [InlineData(0.0004, "0.4 µs")]
    [InlineData(0.25, "250.0 µs")]
    [InlineData(340, "340 ms")]
    [InlineData(4_200, "4.2 s")]
    [InlineData(63_000, "1 min 03 s")]
    [InlineData(7_500_000, "2 h 05 min")]
    public void Durations_read_as_people_say_them(double milliseconds, string text) =>
        Assert.Equal(text, Figures.Duration(TimeSpan.FromTicks((long)(milliseconds * TimeSpan.TicksPerMillisecond))));

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(1536, "1.5 KiB")]
    [InlineData(536_870_912, "512 MiB")]
    public void Sizes_read_as_people_say_them(long bytes, string text) => Assert.Equal(text, Figures.Bytes(bytes));

    [Fact]
    public void Counts_have_their_thousands_apart() => Assert.Equal("1,234,567", Figures.Count(1_234_567));

    [Theory]
    [InlineData(false, null, true)]
    [InlineData(false, "", true)]
    [InlineData(false, "1", false)]
    [InlineData(true, null, false)]
    public void Colour_is_for_terminals_that_want_it(bool redirected, string? noColour, bool allowed) => Assert.Equal(allowed, Colour.Allowed(redirected, noColour));

    [Fact]
    public void A_table_aligns_its_columns_and_keeps_control_characters_from_the_terminal()
    {
        TextTable table = new TextTable("name", ">coins").Row("u1", "5").Row("evil\u001b[2J", "1,000");
        Assert.Equal(["name      coins", "u1            5", "evil\uFFFD[2J  1,000"], Lines(table, colour: false));
        Assert.Equal("\u001b[1mname      coins\u001b[0m", Lines(table, colour: true)[0]);
        Assert.Throws<ArgumentException>(() => table.Row("one"));
    }

    [Fact]
    public void Progress_comes_at_most_once_a_second_as_plain_lines_where_there_is_no_terminal()
    {
        var clock = new HandClock();
        var text = new StringWriter { NewLine = "\n" };
        var progress = new ProgressLine(text, overwrites: false, clock);
        for (int tenth = 0; tenth < 25; tenth++)
        {
            progress.Report(tenth, t => $"at {t}");
            clock.Advance(TimeSpan.FromMilliseconds(100));
        }

        progress.Done();
        Assert.Equal("at 10\nat 20\n", text.ToString());
    }

    [Fact]
    public void On_a_terminal_progress_is_written_over_and_cleared()
    {
        var clock = new HandClock();
        var text = new StringWriter();
        var progress = new ProgressLine(text, overwrites: true, clock);
        clock.Advance(TimeSpan.FromSeconds(1));
        progress.Report(0, _ => "longer");
        clock.Advance(TimeSpan.FromSeconds(1));
        progress.Report(0, _ => "short");
        progress.Done();
        Assert.Equal("\rlonger\rshort \r     \r", text.ToString());
    }

    private static string[] Lines(TextTable table, bool colour)
    {
        var text = new StringWriter { NewLine = "\n" };
        table.Write(text, colour);
        return text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private sealed class HandClock : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Advance(TimeSpan by) => _ticks += by.Ticks;
    }
}
