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
        int ahead = 0;
        for (int seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            long[] times = RandomTimes(random);
            (ClockVerdict Verdict, long Median)[] expected = [.. times.Select((_, i) => Verdict(times, i))];
            Assert.True(expected.SequenceEqual(Verdicts(times)), $"seed {seed}");
            rejected += expected.Count(v => v.Verdict == ClockVerdict.Wrong);
            ahead += expected.Count(v => v.Verdict == ClockVerdict.Ahead);
        }

        Assert.InRange(rejected, 300, int.MaxValue);
        Assert.InRange(ahead, 300, int.MaxValue);
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

    [Fact]
    public void Ten_minutes_ahead_is_allowed_a_millisecond_more_is_ahead_and_placed_by_the_median()
    {
        const long Minutes = 10 * 60_000;
        Assert.Equal((ClockVerdict.Fine, Minutes), Verdicts([Minutes, 0, 0])[0]);
        Assert.Equal((ClockVerdict.Ahead, 0), Verdicts([Minutes + 1, 0, 0])[0]);
        Assert.Equal((ClockVerdict.Ahead, 3), Verdicts([Day, 5, 1, 3])[0]);
        Assert.Equal(ClockVerdict.Fine, Verdicts([Day])[0].Verdict);
    }

    private static (ClockVerdict Verdict, long Median) Verdict(long[] times, int i)
    {
        long[] next = [.. times.Skip(i + 1).Take(100)];
        long median = next.Length == 0 ? times[i] : next.Order().ElementAt(next.Length / 2);
        bool isAhead = times[i] - median > 10 * 60_000;
        bool isWrong = next.Count(t => times[i] - t > Day) * 2 > next.Length;
        return (isWrong ? ClockVerdict.Wrong : isAhead ? ClockVerdict.Ahead : ClockVerdict.Fine, isAhead ? median : times[i]);
    }

    private static bool[] Judge(long[] times) => [.. Verdicts(times).Select(v => v.Verdict == ClockVerdict.Wrong)];

    private static (ClockVerdict Verdict, long Median)[] Verdicts(long[] times)
    {
        var rule = new ClockRule();
        var verdicts = new List<(ClockVerdict, long)>();
        foreach (long time in times)
        {
            rule.Add(time);
            if (rule.IsFull)
            {
                verdicts.Add((rule.Take(out long median), median));
            }
        }

        while (rule.Count > 0)
        {
            verdicts.Add((rule.Take(out long median), median));
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
