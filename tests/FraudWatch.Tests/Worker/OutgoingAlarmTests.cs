using Confluent.Kafka;
using FraudWatch.Storage;
using FraudWatch.Worker.Kafka;
using FraudWatch.Worker.Pipeline;
using Xunit;

namespace FraudWatch.Tests.Worker;

public sealed class OutgoingAlarmTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    [Fact]
    public void What_goes_out_in_time_is_no_alarm()
    {
        Assert.Empty(OutgoingAlarm.Of(new OutgoingFigures(new OutboxBacklog(9, TimeSpan.FromSeconds(59), 0, 0), LettersCut: 4, 0, ""), Limit));
    }

    [Fact]
    public void Everything_that_does_not_go_out_is_one()
    {
        var figures = new OutgoingFigures(new OutboxBacklog(9, Limit, WithoutDay: 2, SetAside: 1), 0, LettersSetAside: 3, "UnknownTopicOrPart");

        Assert.Equal(Enum.GetValues<OutgoingAlarmKind>(), OutgoingAlarm.Of(figures, Limit).Select(alarm => alarm.Kind).Order());
    }

    [Fact]
    public void A_round_has_each_key_once_and_a_key_s_messages_keep_their_order()
    {
        OutboxMessage[] messages = [Message(1, "a"), Message(2, "b"), Message(3, "a"), Message(4, "c"), Message(5, "a"), Message(6, "b"), Message(7, "a", "fraud-actions")];

        long[][] rounds = [.. OutboxPublisher.Rounds(messages).Select(round => round.Select(message => message.Id).ToArray())];

        Assert.Equal([[1, 2, 4, 7], [3, 6], [5]], rounds);
    }

    [Theory]
    [InlineData(ErrorCode.MsgSizeTooLarge, true, true)]
    [InlineData(ErrorCode.InvalidRecord, true, false)]
    [InlineData(ErrorCode.TopicAuthorizationFailed, false, false)]
    [InlineData(ErrorCode.UnknownTopicOrPart, false, false)]
    [InlineData(ErrorCode.Local_QueueFull, false, false)]
    [InlineData(ErrorCode.Local_Fatal, false, false)]
    public void A_refusal_is_about_the_message_or_about_what_somebody_mends(ErrorCode code, bool isForGood, bool isTooLarge)
    {
        SendFailure failure = SendFailure.Of(new Error(code))!;

        Assert.Equal((isForGood, isTooLarge), (failure.IsForGood, failure.IsTooLarge));
        Assert.Null(SendFailure.Of(new Error(ErrorCode.NoError)));
    }

    private static OutboxMessage Message(long id, string key, string topic = "fraud-decisions") => new(id, topic, key, "{}", default);
}
