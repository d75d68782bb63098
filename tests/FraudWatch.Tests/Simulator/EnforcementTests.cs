using FraudWatch.Simulator.Engine;
using FraudWatch.Simulator.Scenarios;
using Xunit;

namespace FraudWatch.Tests.Simulator;

/// <summary>Groups react to being found: drawn from the truth, with a delay; never from what a detector says.</summary>
public sealed class EnforcementTests
{
    private static readonly Enforcement[] Drawn = [.. Enumerable.Range(0, 4_000).Select(i => Enforcement.Draw(AgentRandom.For(1, "test", i), startsAt: 0))];
    private static readonly Enforcement[] Found = [.. Drawn.Where(e => e.At < SimTime.Never)];

    [Fact]
    public void Half_of_the_groups_are_found_within_some_weeks_and_six_in_ten_of_them_come_back()
    {
        Assert.InRange(Found.Length / (double)Drawn.Length, 0.46, 0.54);
        Assert.InRange(Found.Count(e => e.ComesBack) / (double)Found.Length, 0.56, 0.64);
        Assert.InRange(Found.Average(e => e.At / (double)SimTime.Day), 8, 24);
        Assert.All(Found, e => Assert.InRange(e.Pause, SimTime.Day, 7 * SimTime.Day));
        Assert.Equal(3, Found.Select(e => e.Changes).Distinct().Count());
    }

    [Fact]
    public void Who_comes_back_goes_on_where_they_stopped_after_the_pause()
    {
        Enforcement enforcement = Found.First(e => e.ComesBack);

        long[] times = Play(enforcement, [enforcement.At - 2, enforcement.At - 1, enforcement.At, enforcement.At + 5], startsAt: 0);

        Assert.Equal([enforcement.At - 2, enforcement.At - 1, enforcement.At + enforcement.Pause, enforcement.At + 5], times);
    }

    [Fact]
    public void Who_does_not_come_back_stops()
    {
        Enforcement enforcement = Found.First(e => !e.ComesBack);

        Assert.Equal([enforcement.At - 1], Play(enforcement, [enforcement.At - 1, enforcement.At, enforcement.At + 5], startsAt: 0));
    }

    [Fact]
    public void Who_had_not_begun_was_not_found()
    {
        Enforcement enforcement = Found.First(e => !e.ComesBack);

        Assert.Equal([enforcement.At + 3, enforcement.At + 5], Play(enforcement, [enforcement.At + 3, enforcement.At + 5], startsAt: enforcement.At + 1));
    }

    [Fact]
    public void Other_packs_are_other_packs_and_nothing_else()
    {
        Fashion before = Fashion.Of(seed: 5, afterChange: false);

        for (int i = 0; i < 100; i++)
        {
            Fashion packs = before.OtherPacks(AgentRandom.For(1, "packs", i)), gifts = before.OtherGifts(AgentRandom.For(1, "gifts", i));
            Assert.Equal(before.Gifts, packs.Gifts);
            Assert.Equal(before.Packs, gifts.Packs);
            Assert.True(packs.Packs / before.Packs is < 0.68 or >= 1.5 && gifts.Gifts / before.Gifts is < 0.68 or >= 1.5);
        }
    }

    private static long[] Play(Enforcement enforcement, long[] script, long startsAt)
    {
        var played = new List<long>();
        using IEnumerator<long> agent = enforcement.Interrupt(script, startsAt);
        while (agent.MoveNext())
        {
            played.Add(agent.Current);
        }

        return [.. played];
    }
}
