using System.Text;
using FraudWatch.Detection.Identity;
using Xunit;

namespace FraudWatch.Tests.Identity;

public sealed class SeenEventsTests
{
    private const long Day = 24L * 60 * 60 * 1000;

    [Fact]
    public void The_first_event_of_an_id_wins_and_others_are_told_apart_by_content()
    {
        var seen = new SeenEvents();
        Assert.Equal(Admission.New, seen.Admit("e1"u8, 7, 0, out long first));
        Assert.Equal(Admission.Duplicate, seen.Admit("e1"u8, 7, Day, out long again));
        Assert.Equal(Admission.Conflict, seen.Admit("e1"u8, 8, Day, out _));
        Assert.Equal(first, again);
        Assert.Equal("e1", seen.TextOf(first));
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public void Ids_are_remembered_for_35_days_as_in_a_plain_dictionary(int seed)
    {
        var random = new Random(seed);
        var seen = new SeenEvents();
        var newest = new Dictionary<string, long>(StringComparer.Ordinal);
        long clock = 0;
        int repeats = 0;
        for (int i = 0; i < 120_000; i++)
        {
            clock += random.Next(0, 90_000);
            string id = $"event-{random.Next(30_000)}-{clock / (20 * Day)}";
            Admission admission = seen.Admit(Encoding.UTF8.GetBytes(id), 1, clock, out long reference);
            if (newest.TryGetValue(id, out long at) && clock - at <= SeenEvents.Memory)
            {
                Assert.True(admission == Admission.Duplicate, $"seed {seed}, event {i}: forgot {id} after {(clock - at) / Day} days");
                repeats++;
            }
            else if (!newest.ContainsKey(id))
            {
                Assert.Equal(Admission.New, admission);
            }

            if (admission == Admission.New)
            {
                newest[id] = clock;
            }

            Assert.Equal(id, seen.TextOf(reference));
        }

        Assert.True(repeats > 1000, $"only {repeats} repeats were tried");
    }

    [Fact]
    public void Old_ids_are_forgotten_in_the_end_so_that_memory_is_bounded()
    {
        var seen = new SeenEvents();
        for (int i = 0; i < 400_000; i++)
        {
            seen.Admit(Encoding.UTF8.GetBytes($"e{i}"), 0, i * (Day / 1000), out _);
        }

        // 1,000 ids a day for 400 days: 35 days of them, and at most one chunk that is not yet wholly old.
        Assert.InRange(seen.Count, 35_000, 35_000 + (2 * 16_384));
        Assert.Null(seen.TextOf(0));
    }
}
