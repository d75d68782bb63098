namespace FraudWatch.Detection.Events;

/// <summary>
/// Late turns as they are kept, a few bytes each: every number as its difference to the last one of the same partition, in sevens of bits.
/// </summary>
public static class LateTurnBytes
{
    private const int TopicCount = 3;

    public static byte[] Write(IReadOnlyList<LateTurn> turns)
    {
        var bytes = new List<byte>(turns.Count * 8);
        var last = new Dictionary<long, (long Offset, long Gap)>();
        foreach (LateTurn turn in turns)
        {
            Write(bytes, last, turn.Message, turn.Event);
            Write(bytes, last, turn.After, turn.AfterEvent);
        }

        return [.. bytes];
    }

    /// <exception cref="FormatException">The bytes are not what <see cref="Write(IReadOnlyList{LateTurn})"/> made.</exception>
    public static List<LateTurn> Read(ReadOnlySpan<byte> bytes)
    {
        var turns = new List<LateTurn>();
        var last = new Dictionary<long, (long Offset, long Gap)>();
        while (!bytes.IsEmpty)
        {
            (LogPosition message, long number) = ReadPlace(ref bytes, last);
            (LogPosition after, long afterNumber) = ReadPlace(ref bytes, last);
            turns.Add(new LateTurn(message, number, after, afterNumber));
        }

        return turns;
    }

    private static void Write(List<byte> bytes, Dictionary<long, (long Offset, long Gap)> last, LogPosition place, long number)
    {
        long partition = ((long)place.Partition * TopicCount) + (long)place.Topic;
        (long offset, long gap) = last.GetValueOrDefault(partition);
        WriteNumber(bytes, (ulong)partition);
        WriteSigned(bytes, place.Offset - offset);
        WriteSigned(bytes, place.Offset - number - gap);
        last[partition] = (place.Offset, place.Offset - number);
    }

    private static (LogPosition Place, long Number) ReadPlace(ref ReadOnlySpan<byte> bytes, Dictionary<long, (long Offset, long Gap)> last)
    {
        long partition = (long)ReadNumber(ref bytes);
        (long offset, long gap) = last.GetValueOrDefault(partition);
        offset += ReadSigned(ref bytes);
        gap += ReadSigned(ref bytes);
        last[partition] = (offset, gap);
        return (new LogPosition((Topic)(partition % TopicCount), (int)(partition / TopicCount), offset), offset - gap);
    }

    private static void WriteSigned(List<byte> bytes, long number) => WriteNumber(bytes, (ulong)((number << 1) ^ (number >> 63)));

    private static long ReadSigned(ref ReadOnlySpan<byte> bytes)
    {
        ulong number = ReadNumber(ref bytes);
        return (long)(number >> 1) ^ -(long)(number & 1);
    }

    private static void WriteNumber(List<byte> bytes, ulong number)
    {
        for (; number > 0x7F; number >>= 7)
        {
            bytes.Add((byte)(number | 0x80));
        }

        bytes.Add((byte)number);
    }

    private static ulong ReadNumber(ref ReadOnlySpan<byte> bytes)
    {
        ulong number = 0;
        for (int i = 0; i < bytes.Length && i < 10; i++)
        {
            number |= (ulong)(bytes[i] & 0x7F) << (7 * i);
            if (bytes[i] < 0x80)
            {
                bytes = bytes[(i + 1)..];
                return number;
            }
        }

        throw new FormatException("expected late turns, found bytes that end within a number");
    }
}
