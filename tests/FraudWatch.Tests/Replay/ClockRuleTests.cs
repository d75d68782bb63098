using FraudWatch.Replay;
using Xunit;

namespace FraudWatch.Tests.Replay;

public sealed class ClockRuleTests
{
    private const long Day = 24L * 60 * 60 * 1000;

    [Fact]
    public void Random_streams_are_judged_as_the_definition_says()
    {
        int rejected = 0;
        for (int seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            long[] times = RandomTimes(random);
            bool[] expected = [.. times.Select((_, i) => IsAhead(times, i))];
            Assert.True(expected.SequenceEqual(Judge(times)), $"seed {seed}");
            rejected += expected.Count(ahead => ahead);
        }

        Assert.InRange(rejected, 300, int.MaxValue);
    }

    [Fact]
    public void A_day_ahead_is_allowed_a_millisecond_more_is_not()
    {
        Assert.Equal([false, false, false], Judge([Day, 0, 0]));
        Assert.Equal([true, false, false], Judge([Day + 1, 0, 0]));
    }

    [Fact]
    public void Half_of_the_lines_after_it_are_not_most()
    {
        long ahead = (2 * Day) + 1;
        Assert.Equal([false, false, false], Judge([ahead, 0, 2 * Day]));
        Assert.True(Judge([ahead, 0, 0, 2 * Day])[0]);
        Assert.False(Judge([ahead, .. Enumerable.Repeat(0L, 50), .. Enumerable.Repeat(2 * Day, 50)])[0]);
        Assert.True(Judge([ahead, .. Enumerable.Repeat(0L, 51), .. Enumerable.Repeat(2 * Day, 49)])[0]);
    }

    [Fact]
    public void Only_the_next_hundred_lines_count() =>
        Assert.False(Judge([2 * Day, .. Enumerable.Repeat(2 * Day, 50), .. Enumerable.Repeat(0L, 50), .. Enumerable.Repeat(0L, 500)])[0]);

    [Fact]
    public void A_last_line_is_never_ahead()
    {
        Assert.Equal([false], Judge([900 * Day]));
        Assert.Equal([false, false, false], Judge([0, 0, 900 * Day]));
    }

    [Fact]
    public void A_stream_that_goes_on_after_a_silence_of_a_month_is_not_ahead() =>
        Assert.DoesNotContain(true, Judge([.. Enumerable.Repeat(0L, 300), .. Enumerable.Repeat(30 * Day, 300)]));

    private static bool IsAhead(long[] times, int i)
    {
        long[] next = [.. times.Skip(i + 1).Take(100)];
        return next.Count(t => times[i] - t > Day) * 2 > next.Length;
    }

    private static bool[] Judge(long[] times)
    {
        var rule = new ClockRule();
        var verdicts = new List<bool>();
        foreach (long time in times)
        {
            rule.Add(time);
            if (rule.IsFull)
            {
                verdicts.Add(rule.TakeIsAhead());
            }
        }

        while (rule.Count > 0)
        {
            verdicts.Add(rule.TakeIsAhead());
        }

        return [.. verdicts];
    }

    private static long[] RandomTimes(Random random)
    {
        long at = 0;
        return [.. Enumerable.Range(0, random.Next(1, 400)).Select(_ =>
        {
            at += random.NextInt64(0, Day / 20);
            return random.Next(20) switch
            {
                0 => at + random.NextInt64(-3 * Day, 3 * Day),
                1 => at += random.Next(4) == 0 ? 2 * Day : 0,
                _ => at,
            };
        })];
    }
}
