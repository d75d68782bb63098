using System.Text.Json;
using FraudWatch.Detection.Events;

namespace FraudWatch.Simulator.Kafka;

/// <summary>
/// Where a line goes, read as leniently as can be, because broken lines are published too: the dead-letter path is part of
/// what a stream exercises.
/// </summary>
/// <param name="Topic">By its type; null when it tells none that the contract knows.</param>
/// <param name="Key">Its account_id; null when it tells none.</param>
/// <param name="OccurredAt">Unix milliseconds; null when it tells none.</param>
/// <param name="ReceivedAt">Unix milliseconds; null when it tells none.</param>
public readonly record struct LineAddress(Topic? Topic, byte[]? Key, long? OccurredAt, long? ReceivedAt)
{
    public static LineAddress Read(ReadOnlySpan<byte> line)
    {
        var address = default(LineAddress);
        var reader = new Utf8JsonReader(line);
        try
        {
            return reader.Read() && reader.TokenType == JsonTokenType.StartObject ? ReadMembers(ref reader) : address;
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            // Not JSON, or text that is not UTF-8: nothing to go by.
            return address;
        }
    }

    private static LineAddress ReadMembers(ref Utf8JsonReader reader)
    {
        var address = default(LineAddress);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isType = reader.ValueTextEquals("type"u8);
            bool isAccount = reader.ValueTextEquals("account_id"u8);
            bool isTime = reader.ValueTextEquals("occurred_at"u8);
            bool isReceived = reader.ValueTextEquals("received_at"u8);
            reader.Read();
            if (reader.TokenType != JsonTokenType.String)
            {
                reader.Skip();
            }
            else if (isType)
            {
                address = address with { Topic = TopicOf(ref reader) };
            }
            else if (isAccount)
            {
                address = address with { Key = KeyOf(ref reader) };
            }
            else if (isTime && WireTime.TryParse(reader.ValueSpan, out long at))
            {
                address = address with { OccurredAt = at };
            }
            else if (isReceived && WireTime.TryParse(reader.ValueSpan, out long received) && received >= 0)
            {
                address = address with { ReceivedAt = received };
            }
        }

        return address;
    }

    private static Topic? TopicOf(ref Utf8JsonReader reader) => reader switch
    {
        _ when reader.ValueTextEquals("gift.sent"u8) => Detection.Events.Topic.GiftEvents,
        _ when reader.ValueTextEquals("action.taken"u8) => Detection.Events.Topic.FraudActions,
        _ when reader.ValueSpan.StartsWith("coin."u8) || reader.ValueSpan.StartsWith("diamond."u8) || reader.ValueSpan.StartsWith("account."u8)
            => Detection.Events.Topic.CoinEvents,
        _ => null,
    };

    private static byte[]? KeyOf(ref Utf8JsonReader reader)
    {
        byte[] key = new byte[reader.ValueSpan.Length];
        int length = reader.CopyString(key);
        return length == 0 ? null : key[..length];
    }
}
