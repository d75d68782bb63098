using System.Globalization;
using System.Text;
using FraudWatch.Detection.Events;
using Xunit;

namespace FraudWatch.Tests.Events;

public sealed class WireTimeTests
{
    [Fact]
    public void Times_are_read_as_the_framework_reads_them()
    {
        const int Seed = 11;
        var random = new Random(Seed);
        string[] formats = ["yyyy-MM-dd'T'HH:mm:ss.fff'Z'", "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd't'HH:mm:ss.fffffff'z'", "yyyy-MM-dd'T'HH:mm:ss.fzzz", "yyyy-MM-dd'T'HH:mm:sszzz"];
        for (int i = 0; i < 20_000; i++)
        {
            var offset = TimeSpan.FromMinutes(random.Next(-14 * 60, (14 * 60) + 1));
            string format = formats[random.Next(formats.Length)];
            DateTimeOffset time = new DateTimeOffset(random.NextInt64(TimeSpan.TicksPerDay, DateTime.MaxValue.Ticks - TimeSpan.TicksPerDay), TimeSpan.Zero)
                .ToOffset(format.EndsWith("zzz", StringComparison.Ordinal) ? offset : TimeSpan.Zero);
            string text = time.ToString(format, CultureInfo.InvariantCulture);
            DateTimeOffset expected = DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

            Assert.True(WireTime.TryParse(Encoding.UTF8.GetBytes(text), out long found), $"seed {Seed}: {text}");
            Assert.True(expected.ToUnixTimeMilliseconds() == found, $"seed {Seed}: {text} read as {found}");
        }
    }

    [Fact]
    public void What_is_written_is_read_back()
    {
        foreach (long time in new[] { 0, 1_767_225_600_123, -1, DateTimeOffset.MinValue.ToUnixTimeMilliseconds(), DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() })
        {
            Assert.True(WireTime.TryParse(Encoding.UTF8.GetBytes(WireTime.Format(time)), out long found));
            Assert.Equal(time, found);
        }
    }

    [Theory]
    [InlineData("2016-12-31T23:59:60Z")]
    [InlineData("2016-12-31T23:59:60.75Z")]
    [InlineData("2017-01-01T08:59:60+09:00")]
    [InlineData("2016-12-31T18:59:60.0-05:00")]
    public void A_leap_second_is_read_as_its_seconds_last_millisecond(string text)
    {
        Assert.True(WireTime.TryParse(Encoding.UTF8.GetBytes(text), out long found));
        Assert.Equal("2016-12-31T23:59:59.999Z", WireTime.Format(found));
    }

    [Theory]
    [InlineData("")]
    [InlineData("2026-01-01")]
    [InlineData("2026-01-01T00:00:00")]
    [InlineData("2026-01-01 00:00:00Z")]
    [InlineData("2026-01-01T00:00Z")]
    [InlineData("2026-01-01T00:00:00.Z")]
    [InlineData("2026-01-01T00:00:00,5Z")]
    [InlineData("2026-02-29T00:00:00Z")]
    [InlineData("2026-13-01T00:00:00Z")]
    [InlineData("2026-01-00T00:00:00Z")]
    [InlineData("2026-01-01T24:00:00Z")]
    [InlineData("2026-01-01T23:60:00Z")]
    [InlineData("2016-12-31T23:58:60Z")]
    [InlineData("2016-12-30T23:59:60Z")]
    [InlineData("2017-01-01T00:59:60Z")]
    [InlineData("2016-12-31T23:59:61Z")]
    [InlineData("9999-12-31T23:59:60Z")]
    [InlineData("2026-01-01T00:00:00+0300")]
    [InlineData("2026-01-01T00:00:00+24:00")]
    [InlineData("2026-01-01T00:00:00+03:60")]
    [InlineData("2026-01-01T00:00:00Zx")]
    [InlineData("2026-01-01T00:00:00ZZ")]
    [InlineData("２026-01-01T00:00:00Z")]
    [InlineData("0000-01-01T00:00:00Z")]
    [InlineData("0001-01-01T00:00:00+00:01")]
    [InlineData("9999-12-31T23:59:59-00:01")]
    [InlineData("+026-01-01T00:00:00Z")]
    public void What_is_no_time_is_refused(string text) => Assert.False(WireTime.TryParse(Encoding.UTF8.GetBytes(text), out _));
}
