using Confluent.Kafka;

namespace FraudWatch.Worker.Kafka;

/// <summary>Why a message is not on its topic.</summary>
/// <param name="IsForGood">It is refused for what it is: sent again as it is, it is refused again. Otherwise it may be taken later.</param>
/// <param name="IsTooLarge">It is refused for its size: of it, less may be taken.</param>
/// <param name="Reason">The client's or the broker's words.</param>
internal sealed record SendFailure(bool IsForGood, bool IsTooLarge, string Reason)
{
    public static SendFailure? Of(Error error) => error.IsError
        ? new SendFailure(IsAboutTheMessage(error.Code), IsAboutItsSize(error.Code), $"{error.Code}: {error.Reason}")
        : null;

    private static bool IsAboutItsSize(ErrorCode code) => code is ErrorCode.MsgSizeTooLarge or ErrorCode.RecordListTooLarge or ErrorCode.InvalidMsgSize;

    /// <summary>Everything else is about the topic, the rights to it, the brokers or the way to them, which somebody mends.</summary>
    private static bool IsAboutTheMessage(ErrorCode code) => IsAboutItsSize(code) || code is
        ErrorCode.InvalidMsg
        or ErrorCode.InvalidRecord
        or ErrorCode.InvalidTimestamp
        or ErrorCode.PolicyViolation
        or ErrorCode.Local_InvalidArg;
}
