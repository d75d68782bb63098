using FraudWatch.Detection.Events;
using FraudWatch.Storage;
using FraudWatch.Worker.Kafka;
using FraudWatch.Worker.Kafka.Logs;
using FraudWatch.Worker.Pipeline;
using Xunit;

namespace FraudWatch.Tests.Worker;

public sealed class LogJudgeTests
{
    private static readonly CellLayout Layout = new(Partitions: 2);
    private static readonly int Slot = Layout.SlotOf(Topic.GiftEvents, 1);

    [Fact]
    public void Topics_with_one_partition_count_make_the_layout()
    {
        Assert.Null(LogJudge.OfTopics(Found(4, 4, 4), TopicNames.Plain, known: 4, out CellLayout? layout));
        Assert.Equal(4, layout?.Partitions);
    }

    [Theory]
    [InlineData(4, 8, 4, 4, LogFaultKind.PartitionCount)]
    [InlineData(4, 4, 4, 8, LogFaultKind.PartitionsGone)]
    public void Topics_that_differ_or_are_narrower_than_the_record_are_named(int coins, int actions, int gifts, int known, LogFaultKind kind)
    {
        LogFault? fault = LogJudge.OfTopics(Found(coins, actions, gifts), TopicNames.Plain, known, out CellLayout? layout);
        Assert.Equal(kind, fault?.Kind);
        Assert.Null(layout);
    }

    [Fact]
    public void Missing_topics_are_named()
    {
        Dictionary<string, int> found = Found(2, 2, 2);
        found.Remove("fraud-decisions");
        LogFault? fault = LogJudge.OfTopics(found, TopicNames.Plain, known: 1, out _);
        Assert.Equal(LogFaultKind.TopicMissing, fault?.Kind);
        Assert.Equal("topics that do not exist: fraud-decisions", fault?.Text);
    }

    [Theory]
    [InlineData("A", "A", 0)]
    [InlineData("A", "B", 1)]
    [InlineData("A", null, 0)]
    [InlineData(null, "B", 0)]
    public void A_topic_with_another_id_is_another_topic(string? known, string? found, int faults)
    {
        CellStart start = Start(0, new PartitionMark(Topic.GiftEvents, 1, known, 5, 1));
        string?[] ids = [null, null, found];
        Assert.Equal(faults, LogJudge.OfIds(start, ids).Count(fault => fault is { Kind: LogFaultKind.OtherLog, Subject: "gift-events" }));
    }

    [Theory]
    [InlineData(0, 100, 100, null)]
    [InlineData(100, 100, 100, null)]
    [InlineData(0, 90, 99, LogFaultKind.LogShorter)]
    [InlineData(101, 200, 200, LogFaultKind.MessagesLost)]
    public void A_log_reaches_from_what_is_committed_to_it(long begins, long end, long written, LogFaultKind? kind) =>
        Assert.Equal(kind, LogJudge.OfRange(Start(100), Slot, new LogRange(begins, end, written))?.Kind);

    /// <summary>An open transaction ends what can be read before what is written; that is no shorter log.</summary>
    [Fact]
    public void A_log_that_is_held_back_is_whole() =>
        Assert.Null(LogJudge.OfRange(Start(100), Slot, new LogRange(0, 100, 120)));

    [Fact]
    public void What_is_lost_is_said_with_the_command_that_accepts_it()
    {
        LogFault? fault = LogJudge.OfRange(Start(100), Slot, new LogRange(150, 200, 200));
        Assert.Contains("offsets 100 to 149 are gone", fault?.Text, StringComparison.Ordinal);
        Assert.Contains("--accept-gap gift-events[1]:100-149", fault?.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(99, 7, false)]
    [InlineData(99, 8, true)]
    [InlineData(105, 8, false)]
    public void The_message_committed_last_must_still_stand_there(long offset, ulong hash, bool isWrong)
    {
        var known = new PartitionMark(Topic.GiftEvents, 1, null, 99, 7);
        Assert.Equal(isWrong, LogJudge.OfMessage("gift-events[1]", known, new LoggedMessage(offset, hash, null)) is { Kind: LogFaultKind.OtherLog });
        Assert.Null(LogJudge.OfMessage("gift-events[1]", known, null));
    }

    private static CellStart Start(long committed, PartitionMark? mark = null)
    {
        long[] offsets = new long[Layout.Slots];
        var marks = new PartitionMark?[Layout.Slots];
        offsets[Slot] = committed;
        marks[Slot] = mark;
        return new CellStart(Layout, 1, offsets, "main") { Marks = marks };
    }

    private static Dictionary<string, int> Found(int coins, int actions, int gifts) => new()
    {
        ["coin-events"] = coins,
        ["fraud-actions"] = actions,
        ["gift-events"] = gifts,
        ["fraud-decisions"] = 1,
        ["fraudwatch-dead-letters"] = 1,
    };
}
