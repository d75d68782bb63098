using FraudWatch.Detection.Events;

namespace FraudWatch.Replay;

/// <summary>
/// Tells cheaply which topics a line surely has no event of. In a line without escapes the event's type stands literally, so a
/// line without a topic's mark has none of its events; a line with a mark may still be anything. Only ever errs on the safe side.
/// </summary>
internal static class TopicMarks
{
    public static bool MayHold(ReadOnlySpan<byte> line, Topic topic) => HasEscape(line) || HasMark(line, topic);

    public static bool HasEscape(ReadOnlySpan<byte> line) => line.Contains((byte)'\\');

    public static bool HasMark(ReadOnlySpan<byte> line, Topic topic) => topic switch
    {
        Topic.GiftEvents => line.IndexOf("\"gift.sent"u8) >= 0,
        Topic.FraudActions => line.IndexOf("\"action.taken"u8) >= 0,
        _ => line.IndexOf("\"coin."u8) >= 0 || line.IndexOf("\"diamond."u8) >= 0 || line.IndexOf("\"account."u8) >= 0,
    };
}
