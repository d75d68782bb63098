using FraudWatch.Detection.Events;
using FraudWatch.Worker.Silence;
using Xunit;

namespace FraudWatch.Tests.Worker.Silence;

public sealed class SilenceWatchTests
{
    private const string Gifts = "gift-events";

    private readonly SilenceWatch _watch = new(new SilenceOptions
    {
        Window = TimeSpan.FromMinutes(1),
        SilentAfter = TimeSpan.FromMinutes(3),
        UsualWindows = 5,
        LeastEvents = 200,
    });

    [Fact]
    public void A_steady_stream_is_no_alarm()
    {
        for (int i = 0; i < 100; i++)
        {
            Assert.Empty(_watch.Take(Window(1000 + (i % 7 * 50), missing: 5)));
        }
    }

    [Fact]
    public void A_topic_that_falls_silent_is_an_alarm_after_its_time_and_until_it_speaks_again()
    {
        Take(1000, times: 1);
        Assert.Empty(Kinds(Take(0, times: 2), AlarmKind.Silent));
        StreamAlarm began = Assert.Single(Take(0, times: 1), a => a.Kind == AlarmKind.Silent && a.Subject == Gifts);
        Assert.Equal((true, 180, 180), (began.Began, began.Expected, began.Found));
        Assert.Empty(Kinds(Take(0, times: 50), AlarmKind.Silent));

        StreamAlarm ended = Assert.Single(Take(1, times: 1), a => a.Kind == AlarmKind.Silent && a.Subject == Gifts);

        Assert.False(ended.Began);
    }

    [Fact]
    public void A_rate_below_half_of_the_usual_is_an_alarm_that_does_not_become_usual()
    {
        Take(1000, times: 5);
        Assert.Empty(Take(510, times: 1));
        StreamAlarm began = Assert.Single(Take(440, times: 1), a => a.Subject == Gifts);
        Assert.Equal((AlarmKind.RateFell, true, 440), (began.Kind, began.Began, began.Found));
        Assert.Empty(Take(440, times: 1000));
        Assert.Contains(_watch.Active, a => a.Kind == AlarmKind.RateFell && a.Subject == Gifts);

        Assert.False(Assert.Single(Take(900, times: 1), a => a.Subject == Gifts).Began);
    }

    [Fact]
    public void Too_few_events_or_too_few_windows_are_not_compared()
    {
        Assert.Empty(Take(1000, times: 4));
        Assert.Empty(Kinds(Take(10, times: 1), AlarmKind.RateFell));
        var quiet = new SilenceWatch(new SilenceOptions { UsualWindows = 2, LeastEvents = 200 });
        for (int i = 0; i < 10; i++)
        {
            Assert.Empty(quiet.Take(Window(i < 5 ? 150 : 20, missing: 5)));
        }
    }

    [Fact]
    public void A_field_that_goes_missing_more_often_is_an_alarm_by_its_name()
    {
        Take(1000, times: 5, missing: 5);
        Assert.Empty(Take(1000, times: 1, missing: 16));
        StreamAlarm[] began = [.. Take(1000, times: 1, missing: 40)];
        Assert.Equal(WatchedField.All.Select(f => f.Subject), began.Select(a => a.Subject));
        Assert.All(began, a => Assert.Equal((AlarmKind.FieldMissing, 40 / 62.0), (a.Kind, a.Found)));
        Assert.Empty(Take(1000, times: 100, missing: 40));

        Assert.All(Take(1000, times: 1, missing: 5), a => Assert.False(a.Began));
    }

    [Fact]
    public void The_tally_counts_every_event_and_looks_into_one_in_sixteen()
    {
        var tally = new StreamTally();
        var gift = new ParsedEvent { Position = new LogPosition(Topic.GiftEvents, 0, 0) };
        gift.SetText(TextField.DeviceId, "d"u8);
        for (int i = 0; i < 320; i++)
        {
            tally.Count(gift);
        }

        StreamSample totals = tally.Totals();

        Assert.Equal(320, totals.Events[(int)Topic.GiftEvents]);
        Assert.Equal(
            WatchedField.All.Select(f => f.Topic != Topic.GiftEvents ? (0L, 0L) : (20L, f.Name == "device_id" ? 0L : 20L)), totals.Looked.Zip(totals.Missing));
    }

    private List<StreamAlarm> Take(long events, int times, long missing = 5)
    {
        var changes = new List<StreamAlarm>();
        for (int i = 0; i < times; i++)
        {
            changes.AddRange(_watch.Take(Window(events, missing)));
        }

        return changes;
    }

    private static IEnumerable<StreamAlarm> Kinds(IEnumerable<StreamAlarm> alarms, AlarmKind kind) => alarms.Where(a => a.Kind == kind);

    private static StreamSample Window(long events, long missing)
    {
        long looked = events / StreamTally.Sampling;
        return new StreamSample([.. Topics.All.Select(_ => events)], [.. WatchedField.All.Select(_ => looked)], [.. WatchedField.All.Select(_ => Math.Min(looked, missing))]);
    }
}
