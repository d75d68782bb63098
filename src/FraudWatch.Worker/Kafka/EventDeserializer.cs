using System.IO.Hashing;
using Confluent.Kafka;
using FraudWatch.Detection.Events;
using FraudWatch.Worker.Pipeline;

namespace FraudWatch.Worker.Kafka;

/// <summary>
/// Parses a message straight from the client's memory into a pooled event. Owned by the consume thread.
/// The bytes of the last message stay readable, because the clock rule needs the message's timestamp, which a deserializer is not given.
/// </summary>
internal sealed class EventDeserializer(ParsedEventPool pool) : IDeserializer<ParsedEvent>
{
    private byte[] _last = new byte[4096];
    private int _lastLength;

    public ReadOnlySpan<byte> LastMessage => _last.AsSpan(0, _lastLength);

    /// <summary>Of the last message's bytes as they are: tells later whether the log still holds this message.</summary>
    public ulong LastHash => XxHash3.HashToUInt64(LastMessage);

    public ParsedEvent Deserialize(ReadOnlySpan<byte> data, bool isNull, SerializationContext context)
    {
        if (data.Length > _last.Length)
        {
            _last = new byte[data.Length * 2];
        }

        data.CopyTo(_last);
        _lastLength = data.Length;
        ParsedEvent message = pool.Rent();
        EventParser.TryParse(data, message);
        if (isNull)
        {
            // A tombstone's dead letter is one too, not an empty message.
            message.RejectedBytes = null;
        }

        return message;
    }
}
