using System.Text.Json;
using System.Text.Unicode;

namespace FraudWatch.Detection.Events;

/// <summary>
/// Reads one JSON message into a <see cref="ParsedEvent"/> without garbage, or says why it is not an event (contract §1).
/// Only fields that the event's type reads are judged; all others are ignored whatever they hold.
/// </summary>
public static class EventParser
{
    /// <summary>Longest message that is looked at, in bytes; a longer one is rejected as too_large.</summary>
    public const int MaxMessageBytes = 64 * 1024;

    /// <summary>Longest id of an event or account, in characters.</summary>
    public const int MaxIdLength = 64;

    /// <summary>Longest other id or token, in characters.</summary>
    public const int MaxTokenLength = 128;

    /// <summary>Events are of the years 1970 to 2199; Unix milliseconds.</summary>
    internal const long LatestTime = 7_258_118_400_000 - 1;

    /// <summary>Largest count of coins, diamonds or pieces in one event.</summary>
    public const long MaxAmount = 1_000_000_000_000;

    /// <summary>
    /// Parses into <paramref name="target"/>, which is cleared first. Returns true for a valid event; otherwise
    /// <see cref="ParsedEvent.Rejection"/> says why and <see cref="ParsedEvent.RejectedBytes"/> keeps the bytes.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> message, ParsedEvent target)
    {
        target.Clear();
        target.MessageBytes = message.Length;
        Rejection rejection = Parse(message, target);
        if (!rejection.IsRejected)
        {
            target.ContentHash = EventContent.HashOf(target);
            return true;
        }

        Reject(target, rejection, message);
        return false;
    }

    /// <summary>Turns <paramref name="target"/> into a rejected message that keeps its place in the log.</summary>
    public static void Reject(ParsedEvent target, Rejection rejection, ReadOnlySpan<byte> message)
    {
        LogPosition position = target.Position;
        target.Clear();
        target.Position = position;
        target.MessageBytes = message.Length;
        target.Rejection = rejection;
        target.RejectedBytes = message.ToArray();
    }

    private static Rejection Parse(ReadOnlySpan<byte> message, ParsedEvent target)
    {
        if (message.Length > MaxMessageBytes)
        {
            return new(RejectReason.TooLarge, $"expected at most {MaxMessageBytes} bytes, found {message.Length}");
        }

        if (!Utf8.IsValid(message))
        {
            return new(RejectReason.NotJson, "expected UTF-8 text, found bytes that are not");
        }

        try
        {
            var reading = new EventReading(target);
            Rejection rejection = reading.ReadObject(message);
            return rejection.IsRejected ? rejection : reading.Check();
        }
        catch (JsonException broken)
        {
            return new(RejectReason.NotJson, $"expected one JSON object, found broken JSON at byte {broken.BytePositionInLine ?? 0}");
        }
    }
}
